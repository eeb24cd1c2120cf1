#include "study/workload.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>
#include <numeric>
#include <optional>
#include <span>

#include "core/buffer.hpp"
#include "core/error.hpp"
#include "core/plan.hpp"
#include "core/square.hpp"
#include "core/stopwatch.hpp"
#include "parallel/pipeline.hpp"
#include "store/output.hpp"
#include "store/part_file.hpp"
#include "store/part_ledger.hpp"
#include "study/computing.hpp"
#include "study/late_server.hpp"
#include "system/file.hpp"
#include "system/file_system.hpp"

namespace squares {
namespace {

std::uint32_t rank_of(const Crew& crew) { return static_cast<std::uint32_t>(crew.comm.rank()); }
std::uint32_t ranks_of(const Crew& crew) { return static_cast<std::uint32_t>(crew.comm.size()); }
Range share_of(const Crew& crew, Range range) { return part(range, rank_of(crew), ranks_of(crew)); }

// Every thread of the team on its part of this rank's share; how long each took.
std::vector<double> by_threads(const Crew& crew, Range share,
                               const std::function<void(std::uint32_t thread, Range part)>& job) {
  std::vector<double> busy(crew.team.threads());
  crew.team
      .start([&](std::uint32_t thread) {
        const Stopwatch clock;
        job(thread, part(share, thread, crew.team.threads()));
        busy[thread] = clock.seconds();
      })
      .wait();
  return busy;
}

[[noreturn]] void wrong(const char* workload) {
  throw Error(Exit::wrong_value, std::string("the squares of workload ") + workload + " are wrong", "study",
              "do not trust this machine: its processor or memory is faulty");
}

// Each square is worked out again and again in registers, and added up.
class Compute final : public Workload {
 public:
  explicit Compute(std::uint32_t repeats) : repeats_(repeats) {}

  void prepare(const Crew& crew, Range) override { sums_.assign(crew.team.threads(), 0); }

  std::vector<double> work(const Crew& crew, Range range) override {
    return by_threads(crew, share_of(crew, range),
                      [this](std::uint32_t thread, Range mine) { sums_[thread] = work_out(mine, repeats_); });
  }

  void check(const Crew& crew, Range range) override {
    const std::uint64_t mine = std::accumulate(sums_.begin(), sums_.end(), std::uint64_t{0});
    if (mine != added_up(share_of(crew, range))) wrong("compute");
  }

 private:
  std::uint32_t repeats_;
  std::vector<std::uint64_t> sums_;  // one a thread
};

// All squares are written into memory, and read again once all are.
class Memory final : public Workload {
 public:
  void prepare(const Crew& crew, Range range) override {
    const Range share = share_of(crew, range);
    memory_ = Buffer(share.count);
    sums_.assign(crew.team.threads(), 0);
    // Each thread touches its own part first, so that the pages are where it runs.
    by_threads(crew, share,
               [&](std::uint32_t, Range mine) { fill_squares(Width::narrow, words(share, mine), mine.first); });
  }

  std::vector<double> work(const Crew& crew, Range range) override {
    const Range share = share_of(crew, range);
    return by_threads(crew, share, [&](std::uint32_t thread, Range mine) {
      fill_squares(Width::narrow, words(share, mine), mine.first);
      sums_[thread] = sum_words(words(share, mine));
    });
  }

  // Memory that is set, and read again.
  double bound_s(const Crew& alone, Range range) override {
    prepare(alone, range);
    const Stopwatch clock;
    by_threads(alone, range, [&](std::uint32_t thread, Range mine) {
      std::memset(words(range, mine).data(), 1, words(range, mine).size_bytes());
      sums_[thread] = sum_words(words(range, mine));
    });
    return clock.seconds();
  }

  void check(const Crew& crew, Range range) override {
    const Range share = share_of(crew, range);
    if (find_wrong_square(Width::narrow, words(share, share), share.first)) wrong("memory");
    if (std::accumulate(sums_.begin(), sums_.end(), std::uint64_t{0}) != added_up(share)) wrong("memory");
    memory_ = Buffer();
  }

 private:
  [[nodiscard]] std::span<std::uint64_t> words(Range share, Range mine) const {
    return {memory_.words() + (mine.first - share.first), mine.count};
  }

  Buffer memory_;
  std::vector<std::uint64_t> sums_;
};

// All squares go into one file that all ranks write, as in a run: made, filled and closed. --verify none. Layouts take
// turns, so that there is one of them at a time.
class Store final : public Workload {
 public:
  explicit Store(const std::string& output) : path_(sample_of(output, "study", 0)) {}

  void prepare(const Crew& crew, Range range) override {
    plan_ = make_plan({.first = range.first, .last = range.last(), .block_length = {}, .verify = Verify::none},
                      ranks_of(crew));
  }

  std::vector<double> work(const Crew& crew, Range) override {
    if (rank_of(crew) == 0) {
      create_part(path_, plan_, {});
      made_.emplace(path_);
    }
    crew.comm.barrier();
    PartFile file(crew.comm, path_, plan_);
    const Stopwatch clock;
    Pipeline pipeline(plan_, crew.team, clock);
    LedgerBatch rows(file);
    const Range mine = part({0, plan_.blocks}, rank_of(crew), ranks_of(crew));
    std::uint64_t next = mine.first;
    pipeline.fill([&] { return next < mine.first + mine.count ? std::optional(next++) : std::nullopt; },
                  [&](const Block& block) {
                    file.write_squares(block.index, block.words);
                    rows.add(block.index,
                             sealed({.first = block.range.first,
                                     .count = block.range.count,
                                     .rank = rank_of(crew),
                                     .attempt = 1,
                                     .sum = block.sum,
                                     .state = BlockState::done}),
                             clock.seconds());
                  });
    rows.flush();
    // What the main thread and its team have done between them.
    std::vector<double> busy;
    for (const ThreadReport& thread : pipeline.threads()) busy.push_back(thread.busy_s);
    busy.front() = clock.seconds();
    file.close();
    return busy;
  }

  // The same bytes, block by block, into a file whose space is reserved.
  double bound_s(const Crew& alone, Range range) override {
    prepare(alone, range);
    Buffer buffer(plan_.longest_block());
    const std::span<std::uint64_t> block(buffer.words(), plan_.longest_block());
    fill_squares(Width::narrow, block, 1);
    const std::uint64_t bytes = range.count * sizeof(std::uint64_t);
    const PassingFile made = PassingFile::make(path_);
    const RawFile file(path_, O_WRONLY);
    const Stopwatch clock;
    file.resize(bytes);
    reserve_space(path_);
    for (std::uint64_t done = 0; done < bytes; done += block.size_bytes())
      file.write(done, std::as_bytes(block).first(std::min(bytes - done, block.size_bytes())));
    return clock.seconds();
  }

  void check(const Crew& crew, Range) override {
    PartFile file(crew.comm, path_, plan_);
    const Range others = part({0, plan_.blocks}, (rank_of(crew) + 1) % ranks_of(crew), ranks_of(crew));
    Buffer buffer(plan_.longest_block() * words_per_square(plan_.width()));
    for (std::uint64_t block = others.first; block < others.first + others.count; ++block) {
      const Range range = plan_.block(block);
      const std::span<std::uint64_t> words(buffer.words(), range.count * words_per_square(plan_.width()));
      file.read_squares(block, words);
      if (find_wrong_square(plan_.width(), words, range.first)) wrong("store");
    }
    file.close();
    made_.reset();
    crew.comm.barrier();
  }

 private:
  std::string path_;
  std::optional<PassingFile> made_;  // by rank 0 of the crew
  Plan plan_;
};

// Blocks of squares are asked from a server that answers late, one connection a thread.
class Wait final : public Workload {
 public:
  explicit Wait(std::chrono::microseconds late) : late_(late) {}

  void prepare(const Crew& crew, Range) override {
    server_.emplace(crew.team.threads(), late_);
    for (std::uint32_t thread = 0; thread < crew.team.threads(); ++thread) {
      clients_.push_back(std::make_unique<LateClient>(server_->port()));
    }
    wrong_.assign(crew.team.threads(), 0);
  }

  std::vector<double> work(const Crew& crew, Range range) override {
    return by_threads(crew, share_of(crew, range), [this](std::uint32_t thread, Range mine) {
      LateClient& client = *clients_[thread];
      for (std::uint64_t done = 0; done < mine.count; done += numbers_of_a_request) {
        const Range asked{mine.first + done, std::min(numbers_of_a_request, mine.count - done)};
        const std::vector<std::uint64_t> words = client.ask(asked);
        wrong_[thread] |= words.size() != asked.count || find_wrong_square(Width::narrow, words, asked.first) ? 1 : 0;
      }
    });
  }

  // A server that answers at once.
  double bound_s(const Crew& alone, Range range) override {
    late_ = std::chrono::microseconds(0);
    return Workload::bound_s(alone, range);
  }

  void check(const Crew&, Range) override {
    if (std::count(wrong_.begin(), wrong_.end(), 1) > 0) wrong("wait");
    clients_.clear();
    server_.reset();
  }

 private:
  std::chrono::microseconds late_;
  std::optional<LateServer> server_;
  std::vector<std::unique_ptr<LateClient>> clients_;  // one a thread
  std::vector<int> wrong_;                            // one a thread
};

}  // namespace

double Workload::bound_s(const Crew& alone, Range range) {
  prepare(alone, range);
  const Stopwatch clock;
  work(alone, range);
  const double seconds = clock.seconds();
  check(alone, range);
  return seconds;
}

std::unique_ptr<Workload> make_workload(WorkloadKind kind, const WorkloadSettings& settings) {
  switch (kind) {
    case WorkloadKind::compute:
      return std::make_unique<Compute>(settings.repeats);
    case WorkloadKind::memory:
      return std::make_unique<Memory>();
    case WorkloadKind::store:
      return std::make_unique<Store>(settings.output);
    case WorkloadKind::wait:
    case WorkloadKind::command:  // is none of ours
      break;
  }
  return std::make_unique<Wait>(std::chrono::microseconds(settings.answer_us));
}

}  // namespace squares
