#include "app/run.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/mpi/collectives/broadcast.hpp>
#include <boost/mpi/collectives/gather.hpp>
#include <boost/mpi/collectives/gatherv.hpp>
#include <boost/mpi/collectives/reduce.hpp>
#include <boost/mpi/collectives/scatter.hpp>
#include <boost/serialization/string.hpp>
#include <algorithm>
#include <filesystem>
#include <numeric>
#include <optional>
#include <set>

#include "app/provenance.hpp"
#include "core/decimal.hpp"
#include "parallel/control.hpp"
#include "parallel/messages.hpp"
#include "parallel/pipeline.hpp"
#include "parallel/placement.hpp"
#include "parallel/schedule.hpp"
#include "report/json.hpp"
#include "report/progress.hpp"
#include "report/text.hpp"
#include "store/attempts.hpp"
#include "store/complete.hpp"
#include "store/lock.hpp"
#include "store/output.hpp"
#include "store/part_file.hpp"

namespace squares {
namespace {

namespace mpi = boost::mpi;

using Json = nlohmann::ordered_json;

constexpr std::uint32_t first_attempt = 1;

RankReport row_of(std::uint32_t rank, const Introduction& self, std::uint32_t threads) {
  return {.attempt = first_attempt, .rank = rank, .host = self.host, .pid = self.pid, .threads = threads, .cpus = self.cpus};
}

// One run, on one rank: its steps in their order. Each is collective.
class Run {
 public:
  Run(const World& world, const Launch& launch, const RunCall& call, Stopwatch since_start)
      : world_(world), launch_(launch), call_(call), since_start_(since_start) {}

  Exit all_steps() {
    make_plan_and_share_it();
    if (is_dry_run_) return Exit::done;
    create();
    store();
    sync();
    if (plan_.verify == Verify::file) check();
    finish();
    if (world_.is_master()) show();
    return Exit::done;
  }

 private:
  // Launch.
  void make_plan_and_share_it();
  void show_plan() const;
  // The phases.
  void create();
  void store();
  void sync();
  void check();
  void finish();
  void show() const;

  void in_blocks(const char* name, const std::function<void(Control&)>& step);
  void write(const Block& block);
  void judge(const Block& block);
  void gather_reports();

  const World& world_;
  const Launch& launch_;
  const RunCall& call_;
  Stopwatch since_start_;
  Stopwatch clock_;  // the run's clock: begins when the launch ends

  bool is_dry_run_ = false;
  Plan plan_;
  Assignment mine_;
  std::string part_path_;
  std::optional<Output> output_;  // the master's
  std::optional<Lock> lock_;
  std::optional<PartFile> file_;
  std::optional<Team> team_;

  std::uint64_t checked_numbers_ = 0;
  std::vector<ThreadReport> thread_reports_;
  RankReport report_;  // this rank's; its place from the launch on, its figures as they come
  RunResult result_;   // the master's
};

void Run::make_plan_and_share_it() {
  const RunOptions& options = call_.options;
  world_.on_master([&] {
    plan_ = make_plan(options.request, static_cast<std::uint32_t>(world_.size()));
    is_dry_run_ = options.dry_run;
    if (is_dry_run_) return;
    output_.emplace(options.output);
    part_path_ = output_->part();
  });
  mpi::broadcast(world_.comm(), plan_, 0);
  mpi::broadcast(world_.comm(), is_dry_run_, 0);
  mpi::broadcast(world_.comm(), part_path_, 0);

  const Introduction self = introduce();
  std::vector<Introduction> ranks;
  mpi::gather(world_.comm(), self, ranks, 0);
  std::vector<Assignment> assignments;
  if (world_.is_master()) {
    const std::vector<Share> shares = deal(plan_);
    const std::vector<std::uint32_t> threads = team_sizes(plan_.threads, ranks);
    for (std::size_t rank = 0; rank < shares.size(); ++rank) {
      assignments.push_back({shares[rank], threads[rank]});
      result_.ranks.push_back(row_of(static_cast<std::uint32_t>(rank), ranks[rank], threads[rank]));
    }
    show_plan();
  }
  mpi::scatter(world_.comm(), assignments, mine_, 0);
  report_ = row_of(static_cast<std::uint32_t>(world_.rank()), self, mine_.threads);
  world_.comm().barrier();
  result_.phases.launch_s = since_start_.seconds();
  clock_ = Stopwatch();
}

void Run::show_plan() const {
  const RunOptions& options = call_.options;
  if (options.json && options.dry_run) fmt::print("{}\n", Json{{"plan", plan_json(plan_)}}.dump(2));
  if (options.json || options.quiet) return;
  std::set<std::string> hosts;
  for (const RankReport& rank : result_.ranks) hosts.insert(rank.host.str());
  const auto [fewest, most] = std::minmax_element(result_.ranks.begin(), result_.ranks.end(),
                                                  [](const auto& a, const auto& b) { return a.threads < b.threads; });
  fmt::print("{}", plan_text(plan_, {.nodes = static_cast<std::uint32_t>(hosts.size()),
                                     .fewest_threads = fewest->threads,
                                     .most_threads = most->threads,
                                     .output = options.output}));
  std::fflush(stdout);
}

void Run::create() {
  world_.on_master([&] {
    result_.provenance = provenance_of(call_.command);
    lock_ = Lock::of_master(output_->lock(), fmt::format("process {} on {}, since {}", report_.pid, report_.host.str(),
                                                         result_.provenance.created));
    try {
      output_->make_way(call_.options.force);
      create_part(part_path_, plan_, result_.provenance);
      append_attempt(output_->attempts(), result_.ranks);
    } catch (...) {
      lock_->remove();
      throw;
    }
  });
  world_.together([&] {
    if (!world_.is_master()) lock_ = Lock::of_member(Output::lock_of(part_path_));
    file_.emplace(world_.comm(), part_path_, plan_);
    team_.emplace(mine_.threads);
  });
  result_.phases.create_s = clock_.lap();
}

// A step of many blocks: shows how far it is, ends early on all ranks when it fails on one.
void Run::in_blocks(const char* name, const std::function<void(Control&)>& step) {
  ProgressLine line(world_.is_master() ? call_.options.progress : ProgressMode::never,
                    user_has_terminal(STDERR_FILENO, launch_.launched), name, plan_.range.count,
                    bytes_per_square(plan_.width()));
  Control control(world_, [&](std::uint64_t numbers) { line.show(numbers); });
  world_.together(
      [&] {
        try {
          step(control);
        } catch (...) {
          control.request_stop();
          throw;
        }
      },
      [&] { control.service(); });
  control.close();
}

// The blocks of a share one after the other, until it ends or all are to stop.
NextBlock blocks_of(const Share& share, Control& control) {
  return [&control, share, k = std::uint64_t{0}]() mutable -> std::optional<std::uint64_t> {
    if (k == share.count || control.stop_requested()) return std::nullopt;
    return share.block(k++);
  };
}

void Run::store() {
  double worked_s = 0;
  in_blocks("store", [&](Control& control) {
    Pipeline pipeline(plan_, *team_, clock_);
    pipeline.fill(blocks_of(mine_.share, control), [&](const Block& block) {
      write(block);
      control.stored(block.range.count);
    });
    thread_reports_ = pipeline.threads();
    report_.wait_s = pipeline.waited_s();
    worked_s = clock_.seconds();
  });
  report_.wait_s += clock_.seconds() - worked_s;
  result_.phases.store_s = clock_.lap();
}

// The data first, its row after it.
void Run::write(const Block& block) {
  LedgerRow row{.first = block.range.first,
                .count = block.range.count,
                .rank = report_.rank,
                .attempt = report_.attempt,
                .start_s = block.start_s,
                .compute_s = block.compute_s,
                .sum = block.sum,
                .state = BlockState::done};
  const double begin_s = clock_.seconds();
  file_->write_squares(block.index, block.words);
  row.write_s = clock_.seconds() - begin_s;
  file_->write_row(block.index, sealed(row));
  report_.numbers += block.range.count;
  report_.blocks += 1;
  report_.compute_s += block.compute_s;
  report_.write_s += clock_.seconds() - begin_s;
}

void Run::sync() {
  world_.together([&] { file_->sync(); });
  result_.phases.sync_s = clock_.lap();
}

// Each rank reads what another wrote.
void Run::check() {
  const auto other = static_cast<std::uint32_t>((world_.rank() + 1) % world_.size());
  in_blocks("check", [&](Control& control) {
    Pipeline pipeline(plan_, *team_, clock_);
    const double begin_s = clock_.seconds();
    pipeline.compare(
        blocks_of(share_of(plan_, other), control), [&](Block& block) { file_->read_squares(block.index, block.words); },
        [&](const Block& block) {
          judge(block);
          checked_numbers_ += block.range.count;
          control.stored(block.range.count);
        });
    report_.check_s = clock_.seconds() - begin_s;
  });
  result_.phases.check_s = clock_.lap();
}

void Run::judge(const Block& block) {
  const LedgerRow row = file_->read_row(block.index);
  const std::string writer = fmt::format("block {}, written by rank {}", block.index, row.rank);
  if (block.wrong) {
    const auto& [number, stored] = *block.wrong;
    throw Error(Exit::wrong_value,
                fmt::format("the square of {} reads {} instead of {}", number, to_decimal(stored),
                            to_decimal(square(number))),
                fmt::format("{}, /squares[{}], {}", part_path_, number - plan_.range.first, writer),
                "do not trust this disk or this memory; run again on another node or file system");
  }
  if (!holds(row) || row.state != BlockState::done || row.range() != block.range || row.sum != block.sum) {
    throw Error(Exit::wrong_value, "the ledger's row does not describe the block's data",
                fmt::format("{}, {}", part_path_, writer),
                "do not trust this disk or this memory; run again on another node or file system");
  }
}

void Run::finish() {
  gather_reports();
  world_.together([&] { file_->close(); });
  world_.on_master([&] {
    result_.plan = plan_;
    result_.file = output_->path();
    result_.phases.finish_s = clock_.lap_so_far();
    result_.phases.total_s = since_start_.seconds();
    complete_part(part_path_, {.checked = plan_.verify,
                               .phases = result_.phases,
                               .ranks = result_.ranks,
                               .threads = result_.threads});
    output_->publish(call_.options.force);
    lock_->remove();
    result_.file_bytes = std::filesystem::file_size(result_.file);
  });
  result_.phases.finish_s = clock_.lap();
  result_.phases.total_s = since_start_.seconds();
}

void Run::gather_reports() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  report_.cpu_s = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  report_.peak_rss_bytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
  for (ThreadReport& thread : thread_reports_) {
    thread.attempt = report_.attempt;
    thread.rank = report_.rank;
  }

  mpi::gather(world_.comm(), report_, result_.ranks, 0);
  std::vector<int> sizes;
  for (const RankReport& rank : result_.ranks) sizes.push_back(static_cast<int>(rank.threads));
  result_.threads.resize(static_cast<std::size_t>(std::accumulate(sizes.begin(), sizes.end(), 0)));
  if (world_.is_master()) {
    mpi::gatherv(world_.comm(), thread_reports_, result_.threads.data(), sizes, 0);
  } else {
    mpi::gatherv(world_.comm(), thread_reports_, 0);
  }
  const std::uint64_t checked = plan_.verify == Verify::memory ? report_.numbers : checked_numbers_;
  mpi::reduce(world_.comm(), checked, result_.checked_numbers, std::plus<>(), 0);
}

void Run::show() const {
  const RunOptions& options = call_.options;
  if (options.json) fmt::print("{}\n", result_json(result_).dump(2));
  else if (!options.quiet) fmt::print("{}", result_text(result_, options.output));
  std::fflush(stdout);
}

}  // namespace

Exit run(const World& world, const Launch& launch, const RunCall& call, Stopwatch since_start) {
  return Run(world, launch, call, since_start).all_steps();
}

}  // namespace squares
