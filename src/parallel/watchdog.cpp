#include "parallel/watchdog.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <fstream>
#include <random>
#include <string>
#include <utility>

#include "system/reader.hpp"

namespace squares {
namespace {

using namespace std::chrono_literals;

constexpr auto tick = 100ms;
constexpr auto short_tick = 5ms;
constexpr double ticks_per_s = 10;
constexpr std::uint32_t alive = 0;
constexpr std::uint32_t fresh_ticks = 3;  // a sign comes with each tick

// The other ranks wait longer, so that one rank prints the error and ends the job.
constexpr std::uint32_t deference_ticks = 50;

bool is_file_call(long number) {
  constexpr std::array calls{
      SYS_write,  SYS_pwrite64,  SYS_writev,          SYS_pwritev,   SYS_read,   SYS_pread64,
      SYS_readv,  SYS_preadv,    SYS_fsync,           SYS_fdatasync, SYS_openat, SYS_ftruncate,
      SYS_close,  SYS_fallocate, SYS_sync_file_range, SYS_fcntl,     SYS_flock,  SYS_newfstatat,
      SYS_statfs, SYS_renameat,  SYS_renameat2,       SYS_unlinkat,
#ifdef SYS_open  // not on aarch64
      SYS_open,   SYS_rename,    SYS_unlink,
#endif
  };
  return std::find(calls.begin(), calls.end(), number) != calls.end();
}

std::string place_of(std::uint64_t block) {
  return block == no_block ? "before its first block" : "at block " + std::to_string(block);
}

// The IPv4 addresses of this node, as numbers; zeros after the last.
constexpr std::size_t most_addresses = 16;
using Addresses = std::array<std::uint32_t, most_addresses>;

// What the master tells all ranks: where and who it is.
struct Meeting {
  std::uint64_t run_id = 0;
  Addresses addresses{};
  std::uint16_t port = 0;
  Introduction master;
};

Addresses own_addresses() {
  Addresses found{};
  std::size_t count = 0;
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return found;
  for (const ifaddrs* entry = list; entry != nullptr && count < most_addresses; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr || entry->ifa_addr->sa_family != AF_INET) continue;
    sockaddr_in address{};
    std::copy_n(reinterpret_cast<const char*>(entry->ifa_addr), sizeof address, reinterpret_cast<char*>(&address));
    found.at(count++) = address.sin_addr.s_addr;
  }
  freeifaddrs(list);
  return found;
}

}  // namespace

// What goes over the wire, between processes of one binary.
struct Watchdog::Beacon {
  std::uint64_t run_id;
  std::uint32_t rank;
  std::uint32_t code;  // alive, or: end with this exit code
  std::uint32_t stuck;
  std::uint32_t unused;
  std::uint64_t steps;
  std::uint64_t block;
};

std::uint32_t ticks_of(double patience_s) {
  constexpr double most = std::numeric_limits<std::uint32_t>::max() - deference_ticks;
  return static_cast<std::uint32_t>(std::clamp(std::ceil(patience_s * ticks_per_s), 1.0, most));
}

Judge::Verdict Judge::tick(std::span<const Sign> ranks) {
  Verdict verdict;
  std::uint64_t steps = 0;
  bool all_stuck = true, all_fresh = true;
  for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
    const Sign& sign = ranks[rank];
    if (sign.heard && sign.silent_ticks >= patience_ticks_ && !verdict.silent) verdict.silent = rank;
    all_stuck = all_stuck && sign.heard && sign.stuck != 0;
    all_fresh = all_fresh && sign.silent_ticks <= fresh_ticks;
    steps += sign.steps;
  }
  // Who has just fallen silent may have been waiting before: that says nothing of now.
  if (!all_stuck || steps != steps_)
    stuck_ticks_ = 0;
  else if (all_fresh)
    ++stuck_ticks_;
  steps_ = steps;
  verdict.hangs = stuck_ticks_ >= patience_ticks_;
  return verdict;
}

Watchdog::Watchdog(const World& world, std::vector<Introduction> ranks, double patience_s,
                   std::function<void(const Error&)> say)
    : rank_(world.rank()),
      patience_ticks_(ticks_of(patience_s)),
      say_(std::move(say)),
      ranks_(std::move(ranks)),
      judge_(patience_ticks_),
      main_thread_(static_cast<int>(gettid())) {
  if (world.size() == 1) return;
  open_socket();

  Meeting meeting;
  if (world.is_master()) {
    sockaddr_in bound{};
    socklen_t length = sizeof bound;
    if (getsockname(socket_, reinterpret_cast<sockaddr*>(&bound), &length) == 0) meeting.port = bound.sin_port;
    meeting.addresses = own_addresses();
    meeting.run_id = (std::uint64_t{std::random_device()()} << 32) | std::random_device()();
    meeting.master = ranks_.front();
  }
  expect_success("MPI_Bcast", MPI_Bcast(&meeting, sizeof meeting, MPI_BYTE, 0, world.comm()));
  if (!world.is_master()) ranks_ = {meeting.master};
  run_id_ = meeting.run_id;
  for (const std::uint32_t address : meeting.addresses) {
    if (address == 0) break;
    master_.push_back({.sin_family = AF_INET, .sin_port = meeting.port, .sin_addr = {address}, .sin_zero = {}});
  }
  signs_.resize(ranks_.size());
  addresses_.resize(ranks_.size());
  if (socket_ >= 0) thread_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
}

Watchdog::~Watchdog() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  if (socket_ >= 0) ::close(socket_);
}

void Watchdog::open_socket() {
  socket_ = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_in address{};  // any, and any port
  address.sin_family = AF_INET;
  if (socket_ >= 0 && ::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    socket_ = -1;
  }
}

void Watchdog::watch(const std::stop_token& stop) {
  // At first quickly, until all have heard of each other: who falls silent before that is not noticed.
  for (int hurry = 200; !stop.stop_requested(); hurry = std::max(0, hurry - 1)) {
    const bool hurries = hurry > 0 && !std::all_of(signs_.begin(), signs_.end(), [](const Sign& s) { return s.heard; });
    if (!hurries) {
      for (Sign& sign : signs_) ++sign.silent_ticks;
    }
    receive();
    if (rank_ == 0) {
      judge_ranks();
    } else {
      judge_master();
    }
    std::unique_lock lock(nap_mutex_);
    nap_.wait_for(lock, stop, hurries ? short_tick : tick, [] { return false; });
  }
}

void Watchdog::receive() {
  Beacon beacon{};
  sockaddr_in from{};
  for (socklen_t length = sizeof from;
       ::recvfrom(socket_, &beacon, sizeof beacon, 0, reinterpret_cast<sockaddr*>(&from), &length) == sizeof beacon;
       length = sizeof from) {
    if (beacon.run_id != run_id_) continue;
    if (beacon.code != alive) _exit(static_cast<int>(beacon.code));
    const auto place = place_of_sign(rank_, beacon.rank, signs_.size());
    if (!place) continue;
    addresses_[*place] = from;
    signs_[*place] = {
        .heard = true, .silent_ticks = 0, .stuck = beacon.stuck, .steps = beacon.steps, .block = beacon.block};
  }
}

void Watchdog::send(const sockaddr_in& to, std::uint32_t code) const {
  const Beacon beacon{.run_id = run_id_,
                      .rank = static_cast<std::uint32_t>(rank_),
                      .code = code,
                      .stuck = main_thread_is_stuck() ? 1U : 0U,
                      .unused = 0,
                      .steps = steps_,
                      .block = block_};
  ::sendto(socket_, &beacon, sizeof beacon, MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

void Watchdog::judge_ranks() {
  signs_[0] = {
      .heard = true, .silent_ticks = 0, .stuck = main_thread_is_stuck() ? 1U : 0U, .steps = steps_, .block = block_};
  for (std::size_t rank = 1; rank < signs_.size(); ++rank) {
    if (signs_[rank].heard) send(addresses_[rank], alive);
  }
  const Judge::Verdict verdict = judge_.tick(signs_);
  const auto patience_s = static_cast<unsigned>(patience_ticks_ / ticks_per_s);
  if (verdict.silent) {
    const Introduction& silent = ranks_[*verdict.silent];
    end_job({Exit::stopped,
             "rank " + std::to_string(*verdict.silent) + " has not answered for " + std::to_string(patience_s) + " s",
             "process " + std::to_string(silent.pid) + " on " + silent.host.str() + ", " +
                 place_of(signs_[*verdict.silent].block),
             "look at that node, then continue with --resume; --patience sets how long a silent rank is waited for"});
  }
  if (verdict.hangs) {
    end_job({Exit::io,
             "all ranks have waited for each other for " + std::to_string(patience_s) + " s, inside MPI or HDF5",
             "the whole job", "look at the disk and the network, then continue with --resume"});
  }
}

void Watchdog::judge_master() {
  for (const sockaddr_in& address : master_) send(address, alive);
  if (signs_[0].heard) master_ = {addresses_[0]};  // that is the way that works
  const std::uint32_t patience = patience_ticks_ + (rank_ == 1 ? 0 : deference_ticks);
  if (!signs_[0].heard || signs_[0].silent_ticks < patience) return;
  end_job({Exit::stopped,
           "rank 0 has not answered for " + std::to_string(static_cast<unsigned>(patience / ticks_per_s)) + " s",
           "process " + std::to_string(ranks_[0].pid) + " on " + ranks_[0].host.str() + ", the master",
           "look at that node, then continue with --resume; --patience sets how long a silent rank is waited for"});
}

void Watchdog::end_job(const Error& error) {
  say_(error);
  wait_until_all_is_read();
  for (std::size_t rank = 1; rank_ == 0 && rank < signs_.size(); ++rank) {
    if (signs_[rank].heard) send(addresses_[rank], static_cast<std::uint32_t>(error.code));
  }
  _exit(static_cast<int>(error.code));
}

bool Watchdog::main_thread_is_stuck() const {
  const Doing doing = doing_;
  if (doing == Doing::waiting) return true;
  if (doing != Doing::collective) return false;
  std::ifstream file("/proc/self/task/" + std::to_string(main_thread_) + "/syscall");
  long number = -1;  // "running" where it is in no system call
  file >> number;
  return !(file && is_file_call(number));
}

}  // namespace squares
