#include "report/run_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <span>
#include <string_view>
#include <utility>

#include "core/square.hpp"
#include "report/format.hpp"

namespace squares {
namespace {

using Ranks = std::span<const RankReport>;

// Of storing and of checking; nothing for numbers that have not been checked.
std::string rate_text(const RunResult& result, const Phase& phase) {
  const std::uint64_t numbers = phase.seconds == &Phases::store_s   ? stored_numbers(result)
                                : phase.seconds == &Phases::check_s ? result.checked_numbers
                                                                    : 0;
  const double seconds = result.phases.*phase.seconds;
  if (result.checked_numbers == 0 || numbers == 0 || seconds <= 0) return "";
  const double per_s = static_cast<double>(numbers) / seconds;
  const auto bytes = static_cast<double>(bytes_per_square(result.plan.width()));
  return ": " + human_rate(per_s * bytes, "B") + ", " + human_rate(per_s, "squares");
}

Row row_of(const std::string& label, const RankReport& rank, TimeUnit unit, const std::string& place) {
  return {{label, grouped(rank.numbers), grouped(rank.blocks), time_text(rank.compute_s, unit),
           time_text(rank.write_s, unit), time_text(rank.wait_s, unit), time_text(rank.check_s, unit), place}};
}

// Host and processors, in so many columns if they can be had: a host that is too long keeps its end, by which nodes
// differ.
std::string place_of(const RankReport& rank, std::size_t columns) {
  constexpr std::size_t least_of_host = 8;
  std::string host = rank.host.str();
  const std::string cpus = rank.cpus.str();
  const std::size_t room = std::max(columns - std::min(columns, cpus.size() + 1), least_of_host);
  if (host.size() > room) host = "…" + host.substr(host.size() - room + 1);
  return host + " " + cpus;
}

// What a line of the table of ranks has left for them.
std::size_t columns_for_places(Ranks ranks) {
  constexpr std::size_t others = 53;  // of the other columns, but the numbers, and of the gaps
  std::size_t numbers = std::string_view("numbers").size();
  for (const RankReport& rank : ranks) numbers = std::max(numbers, grouped(rank.numbers).size());
  return terminal_columns - std::min(terminal_columns, others + numbers);
}

double least(std::span<const double> values) { return *std::min_element(values.begin(), values.end()); }
double most_of(std::span<const double> values) { return *std::max_element(values.begin(), values.end()); }
double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// A rank whose every figure is `pick` of that figure over all of these.
RankReport over(Ranks ranks, const std::function<double(std::span<const double>)>& pick) {
  const auto figure = [&](auto member) {
    std::vector<double> values;
    for (const RankReport& rank : ranks) values.push_back(static_cast<double>(rank.*member));
    return pick(values);
  };
  RankReport all;
  all.numbers = static_cast<std::uint64_t>(figure(&RankReport::numbers));
  all.blocks = static_cast<std::uint64_t>(figure(&RankReport::blocks));
  for (const auto time : {&RankReport::compute_s, &RankReport::write_s, &RankReport::wait_s, &RankReport::check_s}) {
    all.*time = figure(time);
  }
  return all;
}

// "0–3, 8"
std::string list_of(const std::vector<std::uint32_t>& numbers) {
  constexpr std::size_t longest = 60;
  std::string list;
  for (std::size_t i = 0; i < numbers.size();) {
    if (list.size() > longest) return list + ", …";
    std::size_t end = i;
    while (end + 1 < numbers.size() && numbers[end + 1] == numbers[end] + 1) ++end;
    list +=
        fmt::format("{}{}", list.empty() ? "" : ", ", numbers[i]) + (end > i ? fmt::format("–{}", numbers[end]) : "");
    i = end + 1;
  }
  return list;
}

using SourceWithWords = std::pair<std::uint64_t, const char*>;
std::array<SourceWithWords, 5> sources_with_words(const ReadSources& sources) {
  return {{{sources.memory, "from memory, where the file system lies"},
           {sources.cache, "from the page cache of the node that read it"},
           {sources.other_node, "by another node than wrote it, or from a server"},
           {sources.device, "from the disk"},
           {sources.unknown, "from the page cache or from below it: the system does not tell"}}};
}

}  // namespace

std::string time_text(double seconds, TimeUnit unit) {
  return std::isfinite(seconds) ? fmt::format("{:.{}f}", unit.per_s * seconds, unit.decimals) : "-";
}

const char* phase_colour(std::size_t row) {
  constexpr std::array colours{"#8b6fc0", "#c66b8e", "#56677d", "#b09a3e", "#3fa66a", "#3aa5a5"};
  return row < phases().size() ? colours.at(row % colours.size()) : "#a3abb5";
}

std::string RankGroup::name() const {
  return first == last ? std::to_string(first) : fmt::format("{}–{}", first, last);
}

std::vector<RankGroup> groups_of(const std::vector<RankReport>& ranks, std::size_t most) {
  const std::size_t size = ceil_divide(ranks.size(), most);
  std::vector<RankGroup> groups;
  for (std::size_t first = 0; first < ranks.size(); first += size) {
    const Ranks some = Ranks(ranks).subspan(first, std::min(size, ranks.size() - first));
    groups.push_back({some.front().rank, some.back().rank, over(some, mean)});
  }
  return groups;
}

Table phases_table(const RunResult& result, TimeUnit unit) {
  const Phases& took = result.phases;
  Table table{.columns = {{.head = "phase", .width = 8, .align = Align::left},
                          {.head = unit.per_s == 1 ? "seconds" : unit.name, .width = 10},
                          {.head = "share", .width = 8},
                          {.head = "", .align = Align::left}}};
  const auto add = [&](const std::string& name, double seconds, const std::string& text, const char* colour) {
    const bool has_share = took.whole_s() > 0 && std::isfinite(seconds);
    table.rows.push_back({{name, time_text(seconds, unit),
                           has_share ? fmt::format("{:.1f} %", 100 * seconds / took.whole_s()) : "-", text},
                          colour});
  };
  const bool knows_mpirun = std::isfinite(took.mpirun_s);
  if (knows_mpirun) add(before_run.name, took.mpirun_s, before_run.text, colour_of_mpirun);
  std::size_t place = 0;
  for (const Phase& phase : phases()) {
    const char* colour = phase_colour(place++);
    if (phase.seconds == &Phases::check_s && !reads_back(result.plan.verify)) continue;
    add(phase.name, took.*phase.seconds, phase.text + rate_text(result, phase), colour);
  }
  add("other", took.other_s(), "between the phases", phase_colour(place));
  add(whole_run.name, took.whole_s(), knows_mpirun ? "since mpirun began" : whole_run.text, "");
  return table;
}

Table ranks_table(const std::vector<RankReport>& ranks, TimeUnit unit, std::size_t most, std::size_t groups) {
  const auto time_head = [&](const char* what) { return fmt::format("{} {}", what, unit.name); };
  Table table{.columns = {{.head = "rank", .width = 4},
                          {.head = "numbers"},
                          {.head = "blocks", .width = 8},
                          {.head = time_head("compute"), .width = 9},
                          {.head = time_head("write"), .width = 8},
                          {.head = time_head("wait"), .width = 8},
                          {.head = time_head("check"), .width = 8},
                          {.head = ranks.size() > most ? "" : "host, cpus", .align = Align::left}}};
  if (ranks.size() <= most) {
    for (const RankReport& rank : ranks) {
      table.rows.push_back(row_of(std::to_string(rank.rank), rank, unit, place_of(rank, columns_for_places(ranks))));
    }
    return table;
  }
  if (groups > 0) {
    for (const RankGroup& group : groups_of(ranks, groups)) {
      table.rows.push_back(row_of(group.name(), group.mean, unit, ""));
    }
    table.caption = {fmt::format("{}: a row is the mean of up to {}", plural(ranks.size(), "rank"),
                                 ceil_divide(ranks.size(), groups))};
  }
  table.rows.push_back(row_of("min", over(ranks, least), unit, ""));
  table.rows.push_back(row_of("mean", over(ranks, mean), unit, ""));
  table.rows.push_back(row_of("max", over(ranks, most_of), unit, "of " + plural(ranks.size(), "rank")));
  return table;
}

Table places_table(const std::vector<RankReport>& ranks, std::size_t most) {
  std::map<std::pair<std::string, std::string>, std::vector<std::uint32_t>> places;
  for (const RankReport& rank : ranks) places[{rank.host.str(), rank.cpus.str()}].push_back(rank.rank);
  Table table{.columns = {{.head = "host", .align = Align::left}, {.head = "processors"}, {.head = "ranks"}}};
  if (places.size() > most) table.caption = {fmt::format("The first {} of {} places.", most, places.size())};
  for (const auto& [place, who] : places) {
    if (table.rows.size() == most) break;
    table.rows.push_back({{place.first, place.second, list_of(who)}});
  }
  return table;
}

Table workers_table(const std::vector<RankReport>& ranks, std::size_t most) {
  Table table{.columns = {{.head = "rank", .width = 4},
                          {.head = "process", .width = 8},
                          {.head = "blocks", .width = 8},
                          {.head = "host, cpus", .align = Align::left}}};
  for (const RankReport& rank : ranks) {
    if (table.rows.size() == most) break;
    table.rows.push_back({{std::to_string(rank.rank), std::to_string(rank.pid), grouped(rank.blocks),
                           fmt::format("{} {}", rank.host.str(), rank.cpus.str())}});
  }
  if (ranks.empty()) return {.notes = {"who works on it is unknown, since what lay beside the part is gone"}};
  if (ranks.size() > most) table.notes = {"and " + plural(ranks.size() - most, "more rank")};
  return table;
}

std::string checked_how(const RunResult& result) {
  if (result.plan.verify == Verify::none) return "";
  if (result.plan.verify == Verify::memory) return "in memory before they were written";
  return std::string("read back from the file") + (result.plan.ranks > 1 ? " by another rank" : "");
}

std::string storage_text(const Storage& storage) {
  if (storage.way.empty()) return "";
  const std::string how = storage.way == "cached" ? "left in the page cache until the end"
                          : storage.way == "kept" ? "put onto the disk meanwhile, kept in the page cache"
                                                  : "put onto the disk meanwhile, dropped from the page cache";
  return how + ": " + storage.reason;
}

std::string sources_text(const ReadSources& sources) {
  std::string text;
  for (const auto& [bytes, from] : sources_with_words(sources)) {
    if (bytes == 0) continue;
    if (bytes == sources.all()) return from;
    text += fmt::format("{}{:.1f} % {}", text.empty() ? "" : ", ",
                        100 * static_cast<double>(bytes) / static_cast<double>(sources.all()), from);
  }
  return text;
}

std::string main_source(const ReadSources& sources) {
  const auto all = sources_with_words(sources);
  const auto most =
      std::max_element(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return most->first == 0 ? "" : most->second;
}

std::string state_text(const RunFile& part) {
  return part.part->goes_on ? "the run goes on" : "stopped or killed; nobody works on it";
}

std::string progress_text(const RunFile& part) {
  const Plan& plan = part.result.plan;
  const double share = static_cast<double>(part.part->done_numbers) / static_cast<double>(plan.range.count);
  return fmt::format("{} of {}, {:.1f} %, in {}", grouped(part.part->done_blocks), plural(plan.blocks, "block"),
                     100 * share, plural(part.result.attempt, "attempt"));
}

std::vector<std::string> remarks_on(const RunResult& result, TimeUnit unit) {
  std::vector<std::string> remarks;
  if (const auto slowest = slowest_of(latest_ranks(result))) {
    remarks.push_back(fmt::format("imbalance: rank {} computed and wrote for {:.0f} % longer than the mean of {} {}",
                                  slowest->rank.rank, 100 * slowest->over_mean, time_text(slowest->mean_s, unit),
                                  unit.name));
  }
  std::map<std::uint32_t, std::pair<std::uint64_t, std::uint64_t>> stored;  // ranks and blocks of each attempt
  for (const RankReport& rank : result.ranks) {
    if (rank.attempt >= result.attempt) continue;
    stored[rank.attempt].first += 1;
    stored[rank.attempt].second += rank.blocks;
  }
  for (const auto& [attempt, counts] : stored) {
    remarks.push_back(fmt::format("attempt {}: {} had stored {} before", attempt, plural(counts.first, "rank"),
                                  plural(counts.second, "block")));
  }
  return remarks;
}

Facts provenance_facts(const Provenance& provenance) {
  const std::string job = provenance.slurm_job.empty() ? "" : ", Slurm job " + provenance.slurm_job;
  return {{"made", fmt::format("{} by squares {}{}", provenance.created, provenance.squares_version, job)},
          {"with", libraries_of(provenance)}};
}

}  // namespace squares
