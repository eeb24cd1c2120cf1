#include "nodes/processor_sample.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "core/square.hpp"
#include "core/stopwatch.hpp"
#include "nodes/wrong_words.hpp"
#include "study/computing.hpp"

namespace squares {
namespace {

constexpr double compute_s = 0.1, memory_s = 0.05;

// Four times the last cache, of which all cores of a node may have one, and not less than that of a large one.
std::uint64_t bytes_past_the_caches() {
  constexpr std::uint64_t least = std::uint64_t{64} << 20, most = std::uint64_t{1} << 30;
  const long cache = sysconf(_SC_LEVEL3_CACHE_SIZE);
  return std::clamp(4 * static_cast<std::uint64_t>(std::max(0L, cache)), least, most);
}

// The first that is not what it should be, or else the last.
std::uint64_t suspicious(const std::vector<std::uint64_t>& sums, std::uint64_t right) {
  const auto wrong = std::find_if(sums.begin(), sums.end(), [&](std::uint64_t sum) { return sum != right; });
  return wrong == sums.end() ? sums.back() : *wrong;
}

std::span<std::uint64_t> words_of(const Buffer& memory, std::uint32_t thread, std::uint64_t words) {
  return {memory.words() + thread * words, words};
}

// How often `work` has to be done to last so long.
std::uint32_t times_for(double seconds, const std::function<void()>& work) {
  double once_s = 0;
  for (int i = 0; i < 3; ++i) {
    const Stopwatch clock;
    work();
    once_s = i == 0 ? clock.seconds() : std::min(once_s, clock.seconds());
  }
  return static_cast<std::uint32_t>(std::clamp(seconds / std::max(once_s, 1e-9), 1.0, 1e9));
}

RankTiming timed(NodeFigure figure, const NodePlace& place, std::uint64_t amount,
                 const std::function<std::uint64_t()>& work) {
  place.ranks.barrier();
  const Stopwatch clock;
  const std::uint64_t sum = work();
  return {.figure = static_cast<std::uint32_t>(figure),
          .processor = sched_getcpu(),
          .amount = amount,
          .sum = sum,
          .seconds = clock.seconds()};
}

}  // namespace

ThreadWork ProcessorSamples::calibrate(std::uint32_t threads) {
  ThreadWork work{.words = bytes_past_the_caches() / sizeof(std::uint64_t) / std::max(1U, threads)};
  work.repeats = 100;
  work.repeats = 100 * times_for(compute_s, [&] { static_cast<void>(work_out_all(work)); });
  const Buffer memory = touched(work.words);
  work.passes = times_for(memory_s, [&] { static_cast<void>(fill_and_add_up(memory, work)); });
  return work;
}

std::uint64_t ProcessorSamples::work_out_all(const ThreadWork& work) {
  std::vector<std::uint64_t> sums(team_.threads());
  team_.start([&](std::uint32_t thread) { sums[thread] = work_out(ThreadWork::computed, work.repeats); }).wait();
  return suspicious(sums, added_up(ThreadWork::computed));
}

RankTiming ProcessorSamples::compute(const NodePlace& place, const ThreadWork& work) {
  const std::uint64_t squares = std::uint64_t{team_.threads()} * ThreadWork::computed.count * work.repeats;
  return timed(NodeFigure::compute, place, squares, [&] { return work_out_all(work); });
}

Buffer ProcessorSamples::touched(std::uint64_t words) {
  constexpr std::uint64_t words_of_a_page = 4096 / sizeof(std::uint64_t);
  Buffer memory(words * team_.threads());
  team_
      .start([&](std::uint32_t thread) {
        const std::span<std::uint64_t> mine = words_of(memory, thread, words);
        for (std::uint64_t i = 0; i < words; i += words_of_a_page) mine[i] = 0;
      })
      .wait();
  return memory;
}

std::uint64_t ProcessorSamples::fill_and_add_up(const Buffer& memory, const ThreadWork& work) {
  std::vector<std::uint64_t> sums(team_.threads());
  team_
      .start([&](std::uint32_t thread) {
        const std::span<std::uint64_t> words = words_of(memory, thread, work.words);
        for (std::uint32_t pass = 0; pass < work.passes; ++pass) {
          fill_squares(Width::narrow, words, 1);
          sums[thread] = sum_words(words);
        }
      })
      .wait();
  return suspicious(sums, added_up({1, work.words}));
}

RankTiming ProcessorSamples::stream(const NodePlace& place, const ThreadWork& work, std::optional<WrongValue>& wrong) {
  const Buffer memory = touched(work.words);
  // Each pass writes all words and reads them again.
  const std::uint64_t bytes = 2 * sizeof(std::uint64_t) * work.words * work.passes * team_.threads();
  const RankTiming timing = timed(NodeFigure::memory, place, bytes, [&] { return fill_and_add_up(memory, work); });
  std::vector<std::optional<WrongValue>> found(team_.threads());
  team_.start([&](std::uint32_t thread) { found[thread] = first_wrong(words_of(memory, thread, work.words), 1); })
      .wait();
  const auto damaged = std::find_if(found.begin(), found.end(), [](const auto& one) { return one.has_value(); });
  if (!wrong && damaged != found.end()) wrong = *damaged;
  return timing;
}

}  // namespace squares
