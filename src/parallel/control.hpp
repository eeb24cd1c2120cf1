// Small messages while blocks are in work: how far the ranks are, up to the master, and "stop", down from it. Each rank
// speaks with the one above it and those below it in a tree: the master hears of all from a few.
#pragma once

#include <boost/mpi/request.hpp>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/stopwatch.hpp"
#include "parallel/looks.hpp"
#include "parallel/traffic.hpp"
#include "parallel/tree.hpp"
#include "parallel/world.hpp"

namespace squares {

// One on each rank, from the start of a step of many blocks to its end. The main thread's alone.
class Control {
 public:
  // Of a rank, to the one above it.
  static constexpr double most_reports_per_s = 5;

  struct Hooks {
    // On the master, now and then: the numbers that all ranks have handled so far.
    std::function<void(std::uint64_t numbers)> show = [](std::uint64_t) {};
    // Whether this rank has a reason to stop, such as a signal.
    std::function<bool()> wants_stop = [] { return false; };
  };
  // `meter` counts what goes to and fro. `width` of the tree: the same on all ranks.
  Control(const World& world, TrafficMeter& meter, Hooks hooks, int width = widest_tree);

  // After each block. The rank above is told a few times a second at most, however short the blocks are.
  void handled(std::uint64_t numbers);
  // Asks all ranks to stop after the blocks they have in hand.
  void request_stop();
  [[nodiscard]] bool stop_requested();
  // Takes what has come in and passes it on. To be called while this rank waits, too.
  void service() { static_cast<void>(stop_requested()); }
  // Collective: after it no message is under way. Whether a stop was asked for.
  bool close();

 private:
  // From a rank to the one above it, of itself and all below it.
  struct Status {
    std::uint64_t numbers = 0;  // handled so far
    std::uint32_t wants_stop = 0;
    std::uint32_t is_last = 0;
  };

  [[nodiscard]] Status status() const;
  void look();
  void receive();
  void report();
  void tell_parent();
  void stop_all_below();

  const World& world_;
  TrafficMeter& meter_;
  Hooks hooks_;
  Tree tree_;
  Stopwatch clock_;
  Looks looks_;
  double last_report_s_ = 0;            // of this rank to the one above it, or of the master to the user
  std::uint64_t reported_numbers_ = 0;  // to the one above it
  std::uint64_t mine_ = 0;              // numbers that this rank has handled
  bool wants_stop_ = false;             // this rank, or one below it
  Status sent_;                         // as under way
  boost::mpi::request sending_;
  bool is_sending_ = false;
  bool stopping_ = false;             // the master has said so
  std::vector<std::uint64_t> below_;  // numbers that each child has told of
  int open_children_;                 // that have more to tell
};

}  // namespace squares
