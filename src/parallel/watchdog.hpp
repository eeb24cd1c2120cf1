// Notices ranks that have fallen silent, and jobs that hang, and ends them.
//
// A thread of each rank tells the master's, and the master's tells them, at a rate that follows from their number
// (parallel/rhythm.hpp), that its process lives and what its main thread does. It uses UDP, not MPI, so that no blocked
// call of the main thread can disarm it. It counts its own ticks, not time: while a job is suspended nothing counts. A
// rank that waits for a slow file system is not silent.
#pragma once

#include <netinet/in.h>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/error.hpp"
#include "parallel/rhythm.hpp"
#include "parallel/traffic.hpp"
#include "parallel/world.hpp"
#include "record/measurement.hpp"

namespace squares {

// What goes over the wire, between processes of one binary.
struct Beacon {
  static constexpr std::uint64_t right_magic = 0x676f646863746177;  // "watchdog"
  static constexpr std::uint32_t alive = 0;

  std::uint64_t magic = right_magic;
  std::uint64_t run_id = 0;
  std::uint32_t rank = 0;
  std::uint32_t code = alive;  // or: end with this exit code
  std::uint32_t stuck = 0;
  std::uint32_t hears = 0;  // 1: its sender has heard the master
  std::uint32_t blind = 0;  // 1: its sender cannot see what its main thread does
  std::uint32_t unused = 0;
  std::uint64_t steps = 0;
  std::uint64_t block = 0;
};

// The beacon that a packet of so many bytes is, if a process of the run `run_id` may have sent it.
std::optional<Beacon> beacon_of(std::span<const std::byte> packet, std::uint64_t run_id);

// What a main thread does.
enum class Doing : std::uint32_t {
  computing,   // or anything else of its own
  file_io,     // a call that ends by itself, however slow the file system
  collective,  // a call that ends when all ranks have made it
  waiting,     // for other ranks
};

constexpr std::uint64_t no_block = std::numeric_limits<std::uint64_t>::max();

// A rank as the master's watchdog sees it.
struct Sign {
  bool heard = false;  // at least once: one that was never heard is not watched
  std::uint32_t silent_ticks = 0;
  std::uint32_t stuck = 0;         // 1: its main thread waits, and not for a file system
  std::uint64_t steps = 0;         // of its main thread so far
  std::uint64_t block = no_block;  // the last it has begun
  std::uint32_t hears = 0;         // 1: it has heard the master
  std::uint32_t blind = 0;         // 1: whether it is stuck is not known
};

// What the words of a thread's system call in /proc say: whether it waits for other processes. Not where it does
// anything else, or nothing is known: no job is ended because of that.
bool is_waiting(std::string_view syscall);

// Where among its signs a rank keeps what `sender` says: the master has one of each rank, each other rank only the
// master's. None for a beacon that went astray: a rank looks for the master at all addresses that the master's node
// has, and some of them, such as 127.0.0.1, are its own, where the master's port may be another rank's, or its own.
constexpr std::optional<std::size_t> place_of_sign(int rank, std::uint32_t sender, std::size_t ranks) {
  const bool is_expected = rank == 0 ? sender != 0 && sender < ranks : sender == 0;
  return is_expected ? std::optional<std::size_t>(sender) : std::nullopt;
}

// How many ticks of the watchdog this is: at least one, and no more than can be counted.
std::uint32_t ticks_of(double patience_s);

// Watches signs, tick after tick. Pure, so that it can be tested.
class Judge {
 public:
  // A sign of each rank comes `every` so many ticks; the patience holds several.
  explicit Judge(std::uint32_t patience_ticks, std::uint32_t every = 1)
      : patience_ticks_(patience_ticks), every_(every) {}

  struct Verdict {
    std::optional<std::size_t> silent;  // this rank has not been heard for the patience
    bool hangs = false;                 // all live, all wait for each other
  };
  Verdict tick(std::span<const Sign> ranks);

 private:
  std::uint32_t patience_ticks_;
  std::uint32_t every_;
  std::uint32_t stuck_ticks_ = 0;
  std::uint64_t steps_ = 0;
};

// What the watchdog prints with. It may block.
struct Voice {
  std::function<void(const Error&)> say_error;
  std::function<void(const std::string&)> say;
};

// Whom to name.
struct Watched {
  FixedText<64> host;
  std::uint64_t pid = 0;
};

// Of introductions or reports.
template <class Ranks>
std::vector<Watched> watched(const Ranks& ranks) {
  std::vector<Watched> all;
  all.reserve(ranks.size());
  for (const auto& rank : ranks) all.push_back({rank.host, rank.pid});
  return all;
}

class Watchdog {
 public:
  // Collective; `ranks`, `one_node` (all ranks are on this node) and `voice` count on the master. The job of a single
  // rank is not watched. What cannot be watched is said once, and so is a patience that is too short for so many ranks,
  // and is lengthened.
  Watchdog(const World& world, std::vector<Watched> ranks, bool one_node, double patience_s, Voice voice);
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog();

  // The main thread's word on what it does, until the scope ends.
  class Scope {
   public:
    Scope(Watchdog& watchdog, Doing doing) : watchdog_(watchdog), before_(watchdog.now(doing)) {}
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() { watchdog_.now(before_); }

   private:
    Watchdog& watchdog_;
    Doing before_;
  };
  [[nodiscard]] Scope during(Doing doing) { return {*this, doing}; }
  void at_block(std::uint64_t block) {
    block_ = block;
    ++steps_;
  }

  // Counts the messages of this rank, beside its beacons what others tell it of.
  [[nodiscard]] TrafficMeter& meter() { return meter_; }

 private:
  Doing now(Doing doing) {
    ++steps_;
    return doing_.exchange(doing);
  }
  void open_socket(bool one_node);
  void drop_foreign_packets() const;
  void watch(const std::stop_token& stop);
  void nap(const std::stop_token& stop, std::chrono::microseconds length);
  void receive();
  void send(const sockaddr_in& to, std::uint32_t code);
  void answer_ranks();
  void judge_ranks();
  void judge_master();
  void say_that_patience_is_longer(double asked_s) const;
  void say_what_is_not_watched() const;
  [[noreturn]] void end_job(const Error& error);
  [[nodiscard]] bool main_thread_is_stuck() const;
  [[nodiscard]] std::string syscall_of_main_thread() const;

  int rank_;
  Rhythm rhythm_;
  std::uint32_t patience_ticks_;
  Voice voice_;
  TrafficMeter meter_;
  std::vector<Watched> ranks_;  // all on the master, elsewhere the master
  std::uint64_t run_id_ = 0;
  int socket_ = -1;
  int no_socket_ = 0;  // errno that says why there is none
  bool one_node_ = false;
  std::vector<sockaddr_in> master_;     // where the master may be reached
  std::vector<sockaddr_in> addresses_;  // of each rank, once heard; the master's
  std::vector<Sign> signs_;             // the master's of all, the others' of the master
  Judge judge_;
  std::string syscall_file_;  // that tells what the main thread does
  mutable std::atomic<bool> blind_ = false;
  std::atomic<Doing> doing_ = Doing::computing;
  std::atomic<std::uint64_t> steps_ = 0;
  std::atomic<std::uint64_t> block_ = no_block;
  std::uint32_t tick_ = 0;  // its number, since the begin
  std::mutex nap_mutex_;
  std::condition_variable_any nap_;  // nobody wakes it but the end
  std::jthread thread_;              // last, so that it is joined first
};

}  // namespace squares
