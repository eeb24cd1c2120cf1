#include "commands/doctor_folder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "core/plan.hpp"
#include "core/square.hpp"
#include "core/stopwatch.hpp"
#include "parallel/watchdog.hpp"
#include "report/format.hpp"
#include "report/streams.hpp"
#include "run/provenance.hpp"
#include "store/output.hpp"
#include "store/part_file.hpp"
#include "system/file_system.hpp"
#include "system/lock.hpp"
#include "system/placement.hpp"

namespace squares {
namespace {

constexpr std::uint64_t most_trial_bytes = std::uint64_t{64} << 20;
constexpr std::uint64_t least_trial_bytes = std::uint64_t{64} << 10;
constexpr std::uint64_t trial_block_length = std::uint64_t{1} << 16;  // integers: 512 KiB
constexpr std::uint64_t little_space = std::uint64_t{1} << 30;
constexpr double slow_bytes_per_s = 20e6;

HealthCheck check_space(const FolderFacts& folder) {
  if (!folder.space) return healthy("space", "the file system does not tell how much it has");
  const Space& space = *folder.space;
  const std::string what = fmt::format("{} of {} free", human_bytes(space.free_bytes), human_bytes(space.total_bytes));
  HealthCheck check = healthy("space", what);
  const bool no_file_more = space.free_files == 0U;
  if (space.free_bytes < 2 * least_trial_bytes || no_file_more) {
    check = broken("space", Error(Exit::cannot_create, no_file_more ? "no file more can be made" : what, folder.path,
                                  "free some space, or give an --output elsewhere"));
  } else if (space.free_bytes < little_space) {
    check = doubtful("space", "only " + what, "1e9 squares take 8 GB: free some space, or give an --output elsewhere");
  }
  check.figures = {{"free_bytes", static_cast<double>(space.free_bytes)}};
  return check;
}

HealthCheck check_file_system(const FolderFacts& folder, std::size_t nodes) {
  if (folder.type.empty()) return healthy("file system", "/proc does not tell which is mounted at " + folder.path);
  const std::string what = fmt::format("{} ({}) at {}", folder.type, folder.source, folder.path);
  if (is_volatile(folder)) return healthy("file system", what + ", in memory: gone with the power");
  if (folder.type.starts_with("nfs") && nodes > 1) {
    return doubtful("file system", what + ", to which several nodes write",
                    "mount it without attribute caches (noac), or use a parallel file system");
  }
  const std::string striping = striping_advice(folder);
  return healthy("file system", striping.empty() ? what : what + "; " + striping);
}

// What a trial has shown.
struct Trial {
  std::uint64_t bytes = 0;
  double write_s = 0;
  double sync_s = 0;
  double read_s = 0;
};

// Every rank writes its share of one file, as a run does, and compares what another rank has written. Collective.
class FolderTrial {
 public:
  FolderTrial(const World& world, Watchdog& watchdog, const std::string& part, const Plan& plan)
      : world_(world), watchdog_(watchdog), plan_(plan), file_(world.comm(), part, plan) {}

  Trial run() {
    Trial trial{.bytes = plan_.data_bytes()};
    trial.write_s = timed([&] { write_share(); });
    trial.sync_s = timed([&] {
      const auto scope = watchdog_.during(Doing::collective);
      file_.sync();
    });
    trial.read_s = timed([&] { compare_share(); });
    const auto scope = watchdog_.during(Doing::collective);
    world_.together([&] { file_.close(); });
    return trial;
  }

 private:
  // The time until all ranks have done the step.
  template <class Step>
  [[nodiscard]] double timed(const Step& step) const {
    const Stopwatch clock;
    world_.together(step);
    return clock.seconds();
  }

  [[nodiscard]] Range share(int rank) const {
    return part({0, plan_.blocks}, static_cast<std::uint32_t>(rank % world_.size()),
                static_cast<std::uint32_t>(world_.size()));
  }

  void write_share() {
    const auto scope = watchdog_.during(Doing::file_io);
    const Range mine = share(world_.rank());
    std::vector<std::uint64_t> words;
    for (std::uint64_t block = mine.first; block < mine.first + mine.count; ++block) {
      words.resize(plan_.block(block).count);
      fill_squares(Width::narrow, words, plan_.block(block).first);
      file_.write_squares(block, words);
    }
  }

  void compare_share() {
    const auto scope = watchdog_.during(Doing::file_io);
    const Range others = share(world_.rank() + 1);
    std::vector<std::uint64_t> words;
    for (std::uint64_t block = others.first; block < others.first + others.count; ++block) {
      words.resize(plan_.block(block).count);
      file_.read_squares(block, words);
      if (const auto wrong = compare_squares(Width::narrow, words, plan_.block(block).first).wrong) {
        throw Error(Exit::wrong_value,
                    fmt::format("the square of {} was read back as {}", wrong->number, wrong->stored.low),
                    fmt::format("written by rank {}", (world_.rank() + 1) % world_.size()),
                    "do not use this file system for results; look at the kernel's log (dmesg)");
      }
    }
  }

  const World& world_;
  Watchdog& watchdog_;
  const Plan& plan_;
  PartFile file_;
};

std::vector<HealthCheck> told(const Trial& trial, int ranks) {
  const auto bytes = static_cast<double>(trial.bytes);
  const double write = bytes / trial.write_s, disk = bytes / (trial.write_s + trial.sync_s),
               read = bytes / trial.read_s;
  HealthCheck right =
      healthy("parallel write",
              fmt::format("{} into one file by {}, read back{} and right", human_bytes(trial.bytes),
                          plural(static_cast<std::uint64_t>(ranks), "rank"), ranks > 1 ? " by another rank" : ""));
  const std::string rates = fmt::format("{} written, {} with the sync to disk, {} read back", human_rate(write, "B"),
                                        human_rate(disk, "B"), human_rate(read, "B"));
  HealthCheck speed =
      disk < slow_bytes_per_s
          ? doubtful("speed", rates, "look for a faster file system (scratch), or for what else uses it")
          : healthy("speed", rates);
  speed.figures = {{"write_bytes_per_s", write}, {"write_and_sync_bytes_per_s", disk}, {"read_bytes_per_s", read}};
  return {right, speed};
}

// Whether a lock of the master keeps all other ranks away. Collective.
HealthCheck check_locks(const World& world, const std::string& path) {
  bool kept = true;
  world.together([&] { kept = Lock::keeps_others_away(path); });
  if (world.sum(kept ? 0 : 1) == 0) return healthy("locks", "a lock keeps others away");
  return doubtful("locks", "this file system has no locks that hold",
                  "see to it that no two runs use the same --output at once");
}

// A file of its own in the folder, under a lock, which goes away whatever happens. The master's.
class TrialFile {
 public:
  TrialFile(const std::string& folder, const std::string& who)
      : output_(fmt::format("{}/.squares-doctor-{}-{}.h5", folder, who, getpid())),
        lock_(Lock::of_master(output_.lock(), "squares doctor")) {}
  TrialFile(const TrialFile&) = delete;
  TrialFile& operator=(const TrialFile&) = delete;
  ~TrialFile() {
    try {
      if (is_made_) output_.discard_part(true);
    } catch (const Error&) {  // then it stays
    }
    lock_.remove();
  }
  [[nodiscard]] const Output& output() const { return output_; }
  void create(const Plan& plan) {
    create_part(output_.part(), plan, provenance_of("squares doctor"));
    is_made_ = true;
  }

 private:
  Output output_;
  Lock lock_;
  bool is_made_ = false;
};

Plan plan_for(const FolderFacts& folder, int ranks) {
  const std::uint64_t bytes =
      std::clamp(folder.space ? folder.space->free_bytes / 4 : 0, least_trial_bytes, most_trial_bytes);
  return make_plan({.last = bytes / sizeof(std::uint64_t), .block_length = trial_block_length},
                   static_cast<std::uint32_t>(ranks));
}

}  // namespace

std::vector<HealthCheck> check_folder(const World& world, const std::vector<Introduction>& ranks, bool one_node,
                                      const DoctorOptions& options) {
  std::vector<HealthCheck> checks;
  std::optional<TrialFile> trial_file;
  Plan plan;
  const char* step = "folder";
  try {
    std::string part;
    world.on_master([&] {
      const FolderFacts folder = look_at_folder(options.output);
      checks.push_back(check_file_system(folder, nodes_of(ranks).size()));
      checks.push_back(check_space(folder));
      plan = plan_for(folder, world.size());
      trial_file.emplace(folder.path, ranks.front().host.str());
      part = trial_file->output().part();
    });
    world.broadcast(plan);
    world.broadcast(part);
    step = "locks";
    const HealthCheck locks = check_locks(world, Output::lock_of(part));
    if (world.is_master()) checks.push_back(locks);
    step = "parallel write";
    Watchdog watchdog(world, watched(ranks), one_node, options.patience_s, {say_error, say});
    world.on_master([&] { trial_file->create(plan); });
    std::optional<FolderTrial> trial;
    world.together([&] { trial.emplace(world, watchdog, part, plan); });
    const Trial shown = trial->run();
    if (world.is_master()) {
      for (auto& check : told(shown, world.size())) checks.push_back(std::move(check));
    }
  } catch (const AgreedError& error) {
    if (world.is_master()) checks.push_back(broken(step, error));
  }
  return checks;
}

}  // namespace squares
