// The ranks of a run: who is there, where each of them is, and the threads that it gets.

#include <boost/mpi/collectives/gather.hpp>
#include <boost/mpi/collectives/scatter.hpp>

#include "parallel/mpi_library.hpp"
#include "report/run_report.hpp"
#include "report/streams.hpp"
#include "run/run_steps.hpp"
#include "system/launch_line.hpp"

namespace squares {
namespace {

namespace mpi = boost::mpi;

RankReport row_of(std::uint32_t rank, const Introduction& self, const Seat& seat) {
  return {.attempt = 1,
          .rank = rank,
          .host = self.host,
          .pid = self.pid,
          .threads = seat.threads,
          .cpus = whole_items<sizeof RankReport::cpus>(self.cpus.str()),
          .numa_nodes = seat.numa_nodes};
}

}  // namespace

// Everybody introduces itself to the master.
void Run::meet() {
  self_ = introduce_rank(launch_.first_on_node);
  mpi::gather(world_.comm(), self_, ranks_, 0);
}

// The master's: the threads of each rank, and whether they have room where they are.
void Run::judge_placement() {
  refuse_mixed_mpi_versions(ranks_);
  nodes_ = nodes_of(ranks_);
  teams_ = team_sizes(plan_.threads, ranks_);
  PlacementAdvice& advice = result_.placement;
  advice.troubles = misplacements(ranks_, teams_, nodes_);
  if (advice.troubles.empty()) return;
  advice.launch = fitting_launch(launch_, ranks_, teams_, nodes_);
  if (call_.options.strict) {
    throw Error(Exit::bad_launch, advice.troubles.front(), "the placement of ranks and threads, under --strict",
                "a launch that fits: " + advice.launch);
  }
  if (!call_.options.quiet) say(placement_text(advice));
}

// The master tells each rank its threads.
void Run::take_seats() {
  Seat mine;
  if (world_.is_master()) {
    std::vector<Seat> seats;
    for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
      const Node& node = nodes_.at(ranks_[rank].host.str());
      seats.push_back({.threads = teams_[rank], .numa_nodes = numa_nodes_of(CpuSet(ranks_[rank].cpus.str()), node)});
      result_.ranks.push_back(row_of(static_cast<std::uint32_t>(rank), ranks_[rank], seats.back()));
    }
    mpi::scatter(world_.comm(), seats, mine, 0);
  } else {
    mpi::scatter(world_.comm(), mine, 0);
  }
  report_ = row_of(static_cast<std::uint32_t>(world_.rank()), self_, mine);
}

}  // namespace squares
