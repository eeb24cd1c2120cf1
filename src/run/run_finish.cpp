// The end of a run: a complete file, or a part that can be resumed.
#include <fmt/format.h>

#include <array>
#include <boost/mpi/collectives/all_reduce.hpp>
#include <boost/mpi/collectives/gather.hpp>
#include <boost/mpi/collectives/gatherv.hpp>
#include <boost/mpi/collectives/reduce.hpp>
#include <filesystem>
#include <functional>
#include <numeric>

#include "parallel/messages.hpp"
#include "report/json.hpp"
#include "report/run_report.hpp"
#include "report/streams.hpp"
#include "run/run_steps.hpp"
#include "store/complete.hpp"
#include "store/ledger_sums.hpp"
#include "store/metadata_copy.hpp"
#include "system/launcher_words.hpp"
#include "system/process_usage.hpp"
#include "system/stop_signals.hpp"

namespace squares {
namespace {

namespace mpi = boost::mpi;

}  // namespace

void Run::finish() {
  gather_reports();
  std::array<DataExtent, 2> data = file_->data();
  {
    const auto scope = watchdog_->during(Doing::collective);
    world_.together([&] { file_->close(); });
  }
  world_.on_master([&] {
    const auto scope = watchdog_->during(Doing::file_io);
    complete(data);
    output_->publish(call_.options.force);
    lock_->remove();
    result_.file_bytes = std::filesystem::file_size(result_.file);
  });
  result_.phases.finish_s = clock_.lap();
  result_.phases.total_s = since_start_.seconds();
}

// The master's: the tables of all attempts, and the mark, under the protection of a copy of the metadata.
void Run::complete(std::span<const DataExtent> data) {
  Attempts attempts = read_attempts(output_->attempts());
  std::erase_if(attempts.ranks, [&](const RankReport& rank) { return rank.attempt == report_.attempt; });
  attempts.ranks.insert(attempts.ranks.end(), result_.ranks.begin(), result_.ranks.end());
  attempts.threads.insert(attempts.threads.end(), result_.threads.begin(), result_.threads.end());
  credit_blocks(sum_ledger(part_path_, data.back().offset, plan_.blocks), report_.attempt, attempts.ranks);
  result_.ranks = attempts.ranks;
  result_.threads = attempts.threads;
  result_.plan = plan_;
  result_.attempt = report_.attempt;
  result_.file = output_->path();
  result_.phases.finish_s = clock_.lap_so_far();
  result_.phases.total_s = since_start_.seconds();

  save_metadata(part_path_, output_->metadata(), data);
  complete_part(
      part_path_,
      {.checked = plan_.verify, .phases = result_.phases, .ranks = result_.ranks, .threads = result_.threads});
  expect_part_is_there();
}

void Run::measure_process() {
  const ProcessUsage usage = process_usage();
  report_.cpu_s = usage.cpu_s;
  report_.peak_rss_bytes = usage.peak_rss_bytes;
}

void Run::gather_reports() {
  measure_process();
  for (ThreadReport& thread : thread_reports_) {
    thread.attempt = report_.attempt;
    thread.rank = report_.rank;
  }
  thread_reports_.resize(report_.threads);
  mpi::gather(world_.comm(), report_, result_.ranks, 0);
  if (world_.is_master()) {
    std::vector<int> sizes;
    for (const RankReport& rank : result_.ranks) sizes.push_back(static_cast<int>(rank.threads));
    result_.threads.resize(static_cast<std::size_t>(std::accumulate(sizes.begin(), sizes.end(), 0)));
    mpi::gatherv(world_.comm(), thread_reports_, result_.threads.data(), sizes, 0);
  } else {
    mpi::gatherv(world_.comm(), thread_reports_, 0);
  }
  const std::uint64_t in_memory = plan_.verify == Verify::memory ? report_.numbers : 0;
  mpi::reduce(world_.comm(), checked_numbers_ + in_memory, result_.checked_numbers, std::plus<>(), 0);
}

// Collective: everything done so far stays, and the reports with it; all ranks leave with 75.
void Run::stop() {
  if (announced_) gather_reports();
  const std::uint64_t written = mpi::all_reduce(world_.comm(), written_.count(), std::plus<>());
  {
    const auto scope = watchdog_->during(Doing::collective);
    world_.together([&] { file_->close(); });
    world_.on_master([&] {
      if (announced_) append_attempt(output_->attempts(), result_.ranks, result_.threads);
      lock_->remove();
    });
  }
  const std::string how_far =
      announced_ ? fmt::format("{} of {} blocks are done", plan_.blocks - open_.count() + written, plan_.blocks)
                 : std::string("the blocks that are done were being compared");
  throw AgreedError(Exit::stopped, fmt::format("{}, {}", reason_to_stop(), how_far), part_path_,
                    "continue with: " + continuing_command());
}

// As the master knows it.
std::string Run::reason_to_stop() const {
  if (const char* signal = stop_signal()) return std::string("by ") + signal;
  const auto& deadline_s = call_.options.deadline_s;
  return deadline_s && since_start_.seconds() >= *deadline_s ? "at the deadline" : "by a signal to another rank";
}

std::string Run::continuing_command() const {
  std::string command = call_.command;
  if (!call_.options.resume) command += " --resume";
  return launch_.launched() ? mpirun_line(static_cast<std::uint32_t>(world_.size()), command) : command;
}

void Run::show() const {
  if (!world_.is_master()) return;
  const RunOptions& options = call_.options;
  print(options.json ? document(result_json(result_)) : options.quiet ? "" : result_text(result_, options.output));
}

}  // namespace squares
