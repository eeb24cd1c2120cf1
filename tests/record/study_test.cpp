#include "record/study.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <vector>

namespace squares {
namespace {

constexpr std::uint64_t million = 1'000'000;
using TimeOf = std::function<double(Layout layout, std::uint64_t numbers)>;

// Samples of a machine on which a layout takes `time_of` seconds, with 1 % of noise.
std::vector<Sample> samples_of(const std::vector<Layout>& layouts, const TimeOf& time_of, std::uint32_t rounds = 15,
                               Scaling scaling = Scaling::strong) {
  std::mt19937_64 dice(5);
  std::normal_distribution<> noise(1, 0.01);
  std::vector<Sample> samples;
  for (std::uint32_t round = 0; round < rounds; ++round) {
    for (const Layout& layout : layouts) {
      Sample sample{.scaling = static_cast<std::uint32_t>(scaling),
                    .ranks = layout.ranks,
                    .threads = layout.threads,
                    .round = round};
      sample.numbers = scaling == Scaling::weak ? million * layout.workers() : million;
      sample.seconds = time_of(layout, sample.numbers) * noise(dice);
      sample.cpu_s = sample.seconds * layout.workers();
      sample.load_balance = 1;
      samples.push_back(sample);
      sample.tiny = 1;
      sample.numbers = layout.workers();
      sample.seconds = time_of(layout, sample.numbers) * noise(dice);
      if (scaling == Scaling::strong) samples.push_back(sample);
    }
  }
  return samples;
}

// A microsecond for each number, shared out, and 2 ms for each further worker.
double shared_out(Layout layout, std::uint64_t numbers) {
  return 1e-6 * static_cast<double>(numbers) / layout.workers() + 0.002 * (layout.workers() - 1);
}

TEST(study, the_base_case_comes_first_and_is_once_as_fast_as_itself) {
  const auto results = analyse(samples_of({{4, 1}, {1, 1}, {2, 1}}, shared_out));
  ASSERT_EQ(results.size(), 1U);
  const LayoutResult& base = results[0].layouts.front();
  EXPECT_EQ(base.layout, Layout{});
  EXPECT_EQ(base.speedup, 1);
  EXPECT_EQ(base.efficiency, 1);
  EXPECT_FALSE(base.serial_fraction);
  EXPECT_FALSE(base.breakeven);
  EXPECT_EQ(results[0].numbers, million);
}

TEST(study, speedup_efficiency_and_serial_part_follow_from_the_times) {
  const auto results = analyse(samples_of({{1, 1}, {4, 1}}, [](Layout layout, std::uint64_t) {
    return layout.ranks == 1 ? 1.0 : 0.4;  // a fifth of the work is not shared out: 0.2 + 0.8/4
  }));
  const LayoutResult& four = results[0].layouts[1];
  EXPECT_NEAR(four.speedup, 2.5, 0.05);
  EXPECT_NEAR(four.efficiency, 0.625, 0.0125);
  EXPECT_NEAR(*four.serial_fraction, 0.2, 0.01);
  EXPECT_TRUE(four.speedup_interval.contains(2.5));
}

TEST(study, the_fastest_layout_is_recommended_and_ties_are_named) {
  const std::vector<Layout> layouts{{1, 1}, {1, 2}, {2, 1}, {4, 1}};
  const auto results = analyse(samples_of(layouts, [](Layout layout, std::uint64_t) {
    if (layout == Layout{4, 1}) return 0.30;
    return layout.workers() == 2 ? 0.5 : 1.0;
  }));
  EXPECT_EQ(results[0].recommended().layout, (Layout{4, 1}));
  EXPECT_TRUE(results[0].has_verdict());
  for (const LayoutResult& layout : results[0].layouts) EXPECT_EQ(layout.is_tied, layout.layout == (Layout{4, 1}));

  const auto tied = analyse(samples_of({{1, 1}, {1, 2}, {2, 1}},
                                       [](Layout layout, std::uint64_t) { return layout.workers() == 2 ? 0.5 : 1.0; }));
  EXPECT_FALSE(tied[0].layouts[0].is_tied);
  EXPECT_TRUE(tied[0].layouts[1].is_tied);
  EXPECT_TRUE(tied[0].layouts[2].is_tied);
}

// Twice as fast in each of two rounds, and that happens by chance in one of four.
TEST(study, too_few_rounds_show_no_layout_to_be_slower) {
  const auto twice = [](Layout layout, std::uint64_t) { return 1.0 / layout.ranks; };
  const std::vector<Layout> layouts{{1, 1}, {2, 1}, {4, 1}};
  const auto few = analyse(samples_of(layouts, twice, 5))[0], enough = analyse(samples_of(layouts, twice, 6))[0];
  EXPECT_EQ(enough.rounds_for_a_verdict, 6U);  // 2 / 2^6 is below 5 %
  EXPECT_FALSE(few.has_verdict());
  EXPECT_TRUE(enough.has_verdict());
  for (const LayoutResult& layout : few.layouts) EXPECT_TRUE(layout.is_tied);
  for (const LayoutResult& layout : enough.layouts) EXPECT_EQ(layout.is_tied, layout.layout.ranks == 4);
  EXPECT_EQ(few.recommended().layout, (Layout{4, 1})) << "the fastest, until more is known";
}

TEST(study, layouts_that_share_no_round_with_the_fastest_are_not_shown_to_be_slower) {
  auto samples = samples_of({{1, 1}, {2, 1}}, [](Layout layout, std::uint64_t) { return 1.0 / layout.ranks; });
  for (Sample& sample : samples) sample.round += sample.ranks == 2 ? 100 : 0;
  const std::vector<WorkloadResult> found = analyse(samples);
  for (const LayoutResult& layout : found[0].layouts) EXPECT_TRUE(layout.is_tied);
}

TEST(study, of_ties_the_one_with_the_fewest_processors_is_recommended) {
  const std::vector<Layout> layouts{{1, 1}, {2, 1}, {1, 2}, {2, 2}, {4, 1}};
  const auto result = analyse(samples_of(layouts, [](Layout layout, std::uint64_t) {
    return layout.workers() == 1 ? 1.0 : layout == Layout{2, 1} ? 0.5 : layout == Layout{1, 2} ? 0.6 : 0.499;
  }))[0];
  EXPECT_EQ(result.best().layout.workers(), 4U);
  EXPECT_EQ(result.recommended().layout, (Layout{2, 1}));
}

TEST(study, more_threads_than_processors_are_recommended_to_wait_only) {
  auto samples =
      samples_of({{1, 1}, {1, 2}, {1, 4}}, [](Layout layout, std::uint64_t) { return 1.0 / layout.threads; });
  const Machine two{.nodes = 1, .processors = 2};
  EXPECT_EQ(analyse(samples, two)[0].best().layout, (Layout{1, 4}));
  EXPECT_EQ(analyse(samples, two)[0].recommended().layout, (Layout{1, 2}));
  for (Sample& sample : samples) sample.workload = static_cast<std::uint32_t>(WorkloadKind::wait);
  EXPECT_EQ(analyse(samples, two)[0].recommended().layout, (Layout{1, 4}));
}

TEST(study, ranks_are_spread_over_the_nodes) {
  const Machine machine{.nodes = 2, .processors = 4};
  EXPECT_TRUE(machine.has_room_for({2, 4}));
  EXPECT_FALSE(machine.has_room_for({1, 8}));
  EXPECT_FALSE(machine.has_room_for({3, 3})) << "two of them on one node";
  EXPECT_EQ(machine.processors_of({1, 8}), 4U);
  EXPECT_EQ(machine.processors_of({4, 8}), 8U);
  EXPECT_EQ(command_of("mpirun -np {ranks} -N {nodes} a --of {ranks} {threads}", {4, 2}, machine),
            "mpirun -np 4 -N 2 a --of 4 2");
}

// Which is the true best among equals and nearly equals is said wrongly in at most one of twenty studies.
TEST(study, the_best_layout_is_named_alone_or_among_ties_in_95_of_100_studies) {
  std::mt19937_64 dice(11);
  const std::vector<Layout> layouts{{1, 1}, {1, 2}, {1, 4}, {2, 1}, {2, 2}, {4, 1}};
  for (const std::uint32_t rounds : {7U, 12U, 40U}) {
    int named = 0;
    for (int study = 0; study < 400; ++study) {
      std::vector<Sample> samples;
      for (std::uint32_t round = 0; round < rounds; ++round) {
        const double disturbed = std::lognormal_distribution<>(0, 0.2)(dice);  // the whole round
        for (const Layout& layout : layouts) {
          const double truth = layout == Layout{2, 2} ? 0.99 : layout.workers() == 4 ? 1 : 3.0 / layout.workers();
          samples.push_back({.ranks = layout.ranks,
                             .threads = layout.threads,
                             .round = round,
                             .numbers = million,
                             .seconds = truth * disturbed * std::lognormal_distribution<>(0, 0.03)(dice)});
        }
      }
      const std::vector<WorkloadResult> found = analyse(samples);
      for (const LayoutResult& layout : found[0].layouts)
        named += layout.layout == Layout{2, 2} && layout.is_tied ? 1 : 0;
    }
    EXPECT_GE(named, 380) << rounds;
  }
}

// What a disturbed machine made of it: no share of the work is 737 % or −48 %.
TEST(study, a_serial_part_that_is_not_possible_is_none) {
  const auto result = analyse(samples_of({{1, 1}, {2, 1}, {4, 1}}, [](Layout layout, std::uint64_t) {
    return layout.ranks == 1 ? 1.0 : layout.ranks == 2 ? 0.4 : 4.0;  // faster than twice, and slower than one
  }))[0];
  for (const LayoutResult& layout : result.layouts) EXPECT_FALSE(layout.serial_fraction) << layout.layout.ranks;
  const auto twice_serial = [](Layout layout, std::uint64_t) { return 2 - 1.0 / layout.ranks; };
  EXPECT_FALSE(analyse(samples_of({{1, 1}, {2, 1}, {3, 1}, {4, 1}, {8, 1}}, twice_serial))[0].law);
}

TEST(study, timings_below_a_millisecond_have_neither_serial_part_nor_break_even) {
  const auto result = analyse(samples_of({{1, 1}, {2, 1}, {4, 1}}, [](Layout layout, std::uint64_t numbers) {
    return 3e-9 * static_cast<double>(numbers) / layout.ranks;  // 3 ms, 1.5 ms, 0.75 ms
  }))[0];
  EXPECT_TRUE(result.layouts[1].serial_fraction || result.layouts[1].breakeven);
  EXPECT_TRUE(result.layouts[2].is_too_short);
  EXPECT_FALSE(result.layouts[2].serial_fraction);
  EXPECT_FALSE(result.layouts[2].breakeven);
}

// 1 µs n = 1 µs n/4 + 6 ms at n = 8000.
TEST(study, a_layout_breaks_even_where_its_fixed_costs_are_earned) {
  const auto results = analyse(samples_of({{1, 1}, {4, 1}}, shared_out));
  ASSERT_TRUE(results[0].layouts[1].breakeven);
  EXPECT_NEAR(static_cast<double>(*results[0].layouts[1].breakeven), 8000, 400);
  const auto never = analyse(samples_of({{1, 1}, {4, 1}}, [](Layout layout, std::uint64_t numbers) {
    return 1e-6 * static_cast<double>(numbers) * layout.ranks;
  }));
  EXPECT_FALSE(never[0].layouts[1].breakeven);
}

// 4 ms + 1 µs n = 10 ms + 1 µs n/4 at n = 8000: what one thread costs before its first number counts, too.
TEST(study, where_a_layout_breaks_even_the_base_case_has_earned_its_own_fixed_cost) {
  std::vector<Sample> samples;
  for (const std::uint32_t ranks : {1U, 4U}) {
    for (const std::uint64_t numbers : {million, std::uint64_t{ranks}}) {
      samples.push_back({.ranks = ranks,
                         .threads = 1,
                         .tiny = numbers == ranks ? 1U : 0U,
                         .numbers = numbers,
                         .seconds = (ranks == 1 ? 0.004 : 0.010) + 1e-6 * static_cast<double>(numbers) / ranks});
    }
  }
  const auto breakeven = analyse(samples)[0].layouts[1].breakeven;
  ASSERT_TRUE(breakeven);
  EXPECT_NEAR(static_cast<double>(*breakeven), 8000, 1);
}

TEST(study, a_layout_that_no_machine_has_does_not_wrap_to_one_without_workers) {
  EXPECT_EQ((Layout{3, 4}).workers(), 12U);
  EXPECT_EQ((Layout{2, 1U << 31}).workers(), ~std::uint32_t{0});
}

// A hundred numbers take one thread as long as such a layout takes for as many as it has workers.
TEST(study, the_time_of_a_layout_with_a_worker_for_each_number_is_all_fixed_costs) {
  auto samples = samples_of({{1, 1}, {1000, 1}}, [](Layout layout, std::uint64_t numbers) {
    return layout.ranks == 1 ? 1e-3 * static_cast<double>(std::min<std::uint64_t>(numbers, 1000)) : 0.1;
  });
  for (Sample& sample : samples) {
    if (sample.tiny == 0) sample.numbers = 1000;
  }
  const auto breakeven = analyse(samples)[0].layouts[1].breakeven;
  ASSERT_TRUE(breakeven);
  EXPECT_NEAR(static_cast<double>(*breakeven), 100, 5);
}

TEST(study, a_layout_whose_gain_is_too_small_for_any_range_never_breaks_even) {
  std::vector<Sample> samples;
  for (const std::uint32_t ranks : {1U, 2U}) {
    const double fixed_s = ranks == 1 ? 0 : 10, each_s = ranks == 1 ? 1e-6 : 1e-6 * (1 - 1e-14);
    for (const std::uint64_t numbers : {million * million, std::uint64_t{1}}) {
      samples.push_back({.ranks = ranks,
                         .threads = 1,
                         .tiny = numbers == 1 ? 1U : 0U,
                         .numbers = numbers,
                         .seconds = fixed_s + each_s * static_cast<double>(numbers)});
    }
  }
  EXPECT_FALSE(analyse(samples)[0].layouts[1].breakeven);
}

TEST(study, weak_scaling_compares_rates) {
  const auto results = analyse(samples_of(
      {{1, 1}, {4, 1}},
      [](Layout layout, std::uint64_t numbers) { return 1e-6 * static_cast<double>(numbers) / layout.ranks; }, 15,
      Scaling::weak));
  EXPECT_NEAR(results[0].layouts[1].speedup, 4, 0.1);
  EXPECT_TRUE(results[0].layouts[1].speedup_interval.contains(4));
  EXPECT_NEAR(results[0].layouts[1].median_s, results[0].layouts[0].median_s, 0.05);
}

TEST(study, a_law_is_fitted_where_five_layouts_of_single_threads_are_there) {
  const auto amdahl = [](Layout layout, std::uint64_t) { return 0.1 + 0.9 / layout.ranks; };
  EXPECT_FALSE(analyse(samples_of({{1, 1}, {2, 1}, {4, 1}, {8, 1}}, amdahl))[0].law);
  const auto law = analyse(samples_of({{1, 1}, {2, 1}, {4, 1}, {8, 1}, {16, 1}, {16, 2}}, amdahl))[0].law;
  ASSERT_TRUE(law);
  EXPECT_NEAR(law->contention, 0.1, 0.02);
  EXPECT_EQ(law->residuals.size(), 5U);
}

// Whatever rounds they are of, and however differently these went.
TEST(study, a_speedup_is_that_of_the_medians_that_are_shown) {
  auto samples = samples_of({{1, 1}, {2, 1}}, shared_out, 6);
  std::erase_if(samples, [](const Sample& sample) { return sample.round == 5 && sample.ranks == 1; });
  for (Sample& sample : samples) sample.seconds *= sample.round % 2 == sample.ranks % 2 ? 4 : 1;
  const auto result = analyse(samples)[0];
  EXPECT_EQ(result.layouts[1].samples, 6U);
  EXPECT_EQ(result.layouts[1].speedup, result.layouts[0].median_s / result.layouts[1].median_s);
  EXPECT_TRUE(result.layouts[1].speedup_interval.contains(result.layouts[1].speedup));
}

TEST(study, the_fastest_is_compared_with_what_the_hardware_does_on_all_nodes) {
  auto samples = samples_of({{1, 1}, {2, 1}}, [](Layout layout, std::uint64_t) { return 1.0 / layout.ranks; });
  EXPECT_FALSE(share_of_bound(analyse(samples)[0], 1));
  for (const double seconds : {0.5, 0.4, 0.8}) {
    samples.push_back({.ranks = 0, .threads = 4, .numbers = million, .seconds = seconds});
  }
  const auto results = analyse(samples);
  ASSERT_TRUE(results[0].bound);
  EXPECT_EQ(results[0].layouts.size(), 2U);  // the bound is none of them
  EXPECT_EQ(results[0].bound->threads, 4U);
  EXPECT_EQ(results[0].bound->numbers_per_s, million / 0.4);
  EXPECT_NEAR(*share_of_bound(results[0], 1), 0.8, 0.02);
  EXPECT_NEAR(*share_of_bound(results[0], 2), 0.4, 0.01);
}

TEST(study, files_of_all_nodes_have_one_bound) {
  auto samples = samples_of({{1, 1}}, shared_out);
  samples.push_back({.ranks = 0, .threads = 4, .numbers = million, .seconds = 0.5});
  for (Sample& sample : samples) sample.workload = static_cast<std::uint32_t>(WorkloadKind::store);
  EXPECT_NEAR(*share_of_bound(analyse(samples)[0], 8), 0.5, 0.02);
}

TEST(study, a_machine_that_gives_computing_threads_less_than_a_processor_is_named) {
  StudyResult study{.processors = 2};
  auto samples = samples_of({{1, 1}, {2, 1}, {4, 1}}, [](Layout, std::uint64_t) { return 1.0; });
  study.workloads = analyse(samples);
  EXPECT_FALSE(shortfall(study));
  for (Sample& sample : samples) sample.cpu_s *= sample.ranks == 2 ? 0.7 : sample.ranks == 4 ? 0.5 : 1;
  study.workloads = analyse(samples);
  ASSERT_TRUE(shortfall(study));
  EXPECT_EQ(shortfall(study)->layout, (Layout{2, 1}));  // four of them cannot have a processor each
  EXPECT_NEAR(shortfall(study)->cpu_share, 0.7, 0.05);
}

TEST(study, workloads_and_scalings_are_kept_apart) {
  auto samples = samples_of({{1, 1}, {2, 1}}, shared_out);
  auto others = samples;
  for (Sample& sample : others) sample.workload = static_cast<std::uint32_t>(WorkloadKind::store);
  samples.insert(samples.end(), others.begin(), others.end());
  const auto results = analyse(samples);
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].workload, WorkloadKind::compute);
  EXPECT_EQ(results[1].workload, WorkloadKind::store);
}

}  // namespace
}  // namespace squares
