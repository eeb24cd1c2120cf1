// The parts of squares that are done once a number, once a block or once a hand-over, each by itself.
//
//   micro --benchmark_format=json --benchmark_repetitions=10 --benchmark_enable_random_interleaving=true
//
// fill and memset write the same bytes into the same buffer, so their times compare directly.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>

#include "core/buffer.hpp"
#include "core/ledger.hpp"
#include "core/range.hpp"
#include "core/square.hpp"
#include "parallel/team.hpp"

namespace {

using squares::Width;

// 128-bit squares are what numbers past 2^32 get.
constexpr std::uint64_t first_of(Width width) { return width == Width::narrow ? 1 : std::uint64_t{1} << 40; }

void set_bytes(benchmark::State& state) { state.SetBytesProcessed(state.iterations() * state.range(0)); }

// Memory as blocks have it, and its words.
struct Words {
  explicit Words(const benchmark::State& state)
      : count(static_cast<std::size_t>(state.range(0)) / sizeof(std::uint64_t)), buffer(count) {
    std::fill_n(buffer.words(), count, 0);
  }
  [[nodiscard]] std::span<std::uint64_t> span() const { return {buffer.words(), count}; }

  std::size_t count;
  squares::Buffer buffer;
};

template <Width width>
void fill(benchmark::State& state) {
  const Words memory(state);
  const std::span<std::uint64_t> words = memory.span();
  for (auto _ : state) {
    benchmark::DoNotOptimize(squares::fill_and_sum(width, words, first_of(width)));
    benchmark::ClobberMemory();
  }
  if (squares::find_wrong_square(width, words, first_of(width))) state.SkipWithError("a square is wrong");
  set_bytes(state);
}

template <Width width>
void compare(benchmark::State& state) {
  const Words memory(state);
  const std::span<std::uint64_t> words = memory.span();
  squares::fill_squares(width, words, first_of(width));
  for (auto _ : state) benchmark::DoNotOptimize(squares::find_wrong_square(width, words, first_of(width)));
  set_bytes(state);
}

void set_memory(benchmark::State& state) {
  const Words memory(state);
  const std::span<std::uint64_t> words = memory.span();
  int value = 1;
  for (auto _ : state) {
    benchmark::DoNotOptimize(value);
    std::memset(words.data(), value, words.size_bytes());
    benchmark::ClobberMemory();
  }
  set_bytes(state);
}

void part(benchmark::State& state) {
  squares::Range whole{1, 1'000'000'007};
  std::uint64_t k = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(whole);
    benchmark::DoNotOptimize(squares::part(whole, k, 1000));
    k = (k + 1) % 1000;
  }
}

// What a block costs beyond its squares: the team is woken, does nothing, and is waited for.
void hand_over(benchmark::State& state) {
  squares::Team team(static_cast<std::uint32_t>(state.range(0)));
  for (auto _ : state) {
    squares::Team::Task task = team.start([](std::uint32_t) {});
    task.wait();
  }
}

void seal_row(benchmark::State& state) {
  squares::LedgerRow row{.first = 1, .count = 131072, .rank = 3, .sum = 42};
  for (auto _ : state) {
    benchmark::DoNotOptimize(row);
    benchmark::DoNotOptimize(squares::sealed(row));
  }
}

void crc_of_block(benchmark::State& state) {
  const Words memory(state);
  const std::span<std::uint64_t> words = memory.span();
  for (auto _ : state) benchmark::DoNotOptimize(squares::crc32c(std::as_bytes(words)));
  set_bytes(state);
}

constexpr std::int64_t KiB = 1024;

// In the first cache, in the second, and a whole block.
void sizes(benchmark::internal::Benchmark* each) { each->Arg(32 * KiB)->Arg(256 * KiB)->Arg(1024 * KiB); }

BENCHMARK(fill<Width::narrow>)->Name("fill/narrow")->Apply(sizes);
BENCHMARK(fill<Width::wide>)->Name("fill/wide")->Apply(sizes);
BENCHMARK(set_memory)->Name("memset")->Apply(sizes);
BENCHMARK(compare<Width::narrow>)->Name("compare/narrow")->Apply(sizes);
BENCHMARK(compare<Width::wide>)->Name("compare/wide")->Apply(sizes);
BENCHMARK(part)->Name("part");
BENCHMARK(hand_over)->Name("hand_over")->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK(seal_row)->Name("seal_row");
BENCHMARK(crc_of_block)->Name("crc32c")->Arg(4 * KiB);

}  // namespace

BENCHMARK_MAIN();
