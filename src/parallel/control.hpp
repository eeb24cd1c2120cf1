// Small messages between the master and the ranks while blocks are in work: how far each is, and "stop".
#pragma once

#include <boost/mpi/request.hpp>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/stopwatch.hpp"
#include "parallel/world.hpp"

namespace squares {

// One on each rank, from the start of a step of many blocks to its end. The main thread's alone.
class Control {
 public:
  struct Hooks {
    // On the master, now and then: the numbers that all ranks have handled so far.
    std::function<void(std::uint64_t numbers)> show = [](std::uint64_t) {};
    // Whether this rank has a reason to stop, such as a signal.
    std::function<bool()> wants_stop = [] { return false; };
  };
  Control(const World& world, Hooks hooks);

  // After each block. The master is told a few times a second at most, however short the blocks are.
  void handled(std::uint64_t numbers);
  // Asks all ranks to stop after the blocks they have in hand.
  void request_stop();
  [[nodiscard]] bool stop_requested();
  // Takes what has come in and passes it on. To be called while this rank waits, too.
  void service();
  // Collective: after it no message is under way. Whether a stop was asked for.
  bool close();

 private:
  // From a rank to the master.
  struct Status {
    std::uint64_t numbers = 0;  // handled so far
    std::uint32_t wants_stop = 0;
  };

  void tell_master();
  void tell_all_to_stop();

  const World& world_;
  Hooks hooks_;
  Stopwatch clock_;
  double last_report_s_ = 0;  // of this rank to the master, or of the master to the user
  Status mine_;               // as it stands
  Status sent_;               // as under way to the master
  boost::mpi::request sending_;
  bool is_sending_ = false;
  bool stopping_ = false;       // the master has said so
  std::uint64_t received_ = 0;  // status messages; on the master
  std::uint64_t sent_count_ = 0;
  std::vector<std::uint64_t> numbers_;  // of each rank; on the master
};

}  // namespace squares
