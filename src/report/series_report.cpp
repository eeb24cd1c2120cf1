#include <fmt/format.h>

#include <algorithm>

#include "report/format.hpp"
#include "report/html.hpp"
#include "report/plots.hpp"
#include "report/series.hpp"
#include "report/table.hpp"

namespace squares {
namespace {

// What the intervals are worth; "": there are none.
std::string intervals_text(const Series& series) {
  double confidence = 1;
  for (const SeriesRow& row : series.rows) {
    if (row.runs.size() > 1) confidence = std::min(confidence, row.total.interval_s.confidence);
  }
  return confidence == 1 ? "" : confidence_text(confidence, "more runs give more");
}

std::string files_of(const Series& series) {
  std::string names;
  for (const SeriesRow& row : series.rows) {
    for (const RunFile* run : row.runs) names += (names.empty() ? "" : ", ") + run->name;
  }
  return "files: " + names;
}

Table table_of(const Series& series) {
  const auto ratio = [](double value) { return fmt::format("{:.2f}", value); };
  const auto seconds = [](double value) { return fmt::format("{:.4f}", value); };
  const SeriesRow& base = series.base();
  Table table{
      .caption = {fmt::format("base case: {}, {}", layout_words(base.layout), plural(base.numbers, "number"))},
      .columns = {{.head = "ranks × threads", .text_head = "ranks x\nthreads", .width = 8, .align = Align::left},
                  {.head = "runs", .width = 5},
                  {.head = "total s", .text_head = "total s\nmedian", .width = 9},
                  {.head = "its interval", .width = 19},
                  {.head = "speed-up", .text_head = "speed-\nup", .width = 6},
                  {.head = "efficiency", .text_head = "effi-\nciency", .width = 6},
                  {.head = "store s", .text_head = "store s\nmedian", .width = 8},
                  {.head = "speed-up", .text_head = "speed-\nup", .width = 6},
                  {.head = "efficiency", .text_head = "effi-\ncy", .width = 5}}};
  for (const SeriesRow& row : series.rows) {
    const Interval& interval = row.total.interval_s;
    table.rows.push_back({{layout_text(row.layout), std::to_string(row.runs.size()), seconds(row.total.median_s),
                           row.runs.size() < 2 ? "-" : seconds(interval.low) + "–" + seconds(interval.high),
                           ratio(row.total.speedup), ratio(row.total.efficiency), seconds(row.store.median_s),
                           ratio(row.store.speedup), ratio(row.store.efficiency)}});
  }
  if (const std::string worth = intervals_text(series); !worth.empty()) table.notes.push_back(worth);
  return table;
}

bool scales(const Series& series) { return series.rows.size() > 1; }

std::string heading_of(const Series& series) {
  return scales(series) ? fmt::format("{} scaling", to_text(series.scaling)) : "runs";
}

Json timing_json(const Timing& timing) {
  return {{"median_s", timing.median_s},
          {"interval_s", interval_json(timing.interval_s)},
          {"speedup", timing.speedup},
          {"efficiency", timing.efficiency}};
}

}  // namespace

std::string series_text(const Series& series) {
  return wrapped(heading_of(series) + ": " + series.what + "\n") + wrapped("on " + series.machine + "\n") +
         table_text(table_of(series)) + wrapped(files_of(series) + "\n");
}

std::string series_html(const Series& series) {
  return "<h2>" + escaped(heading_of(series)) + "</h2>\n" + paragraph_html(series.what) +
         paragraph_html("on " + series.machine, "soft") + (scales(series) ? figure_html(speedup_plot(series)) : "") +
         table_html(table_of(series)) + paragraph_html(files_of(series), "soft");
}

Json series_json(const Series& series) {
  Json json{{"scaling", to_text(series.scaling)},
            {"what", series.what},
            {"machine", series.machine},
            {"base", {{"ranks", series.base().layout.ranks}, {"threads", series.base().layout.threads}}}};
  json["rows"] = Json::array();
  for (const SeriesRow& row : series.rows) {
    Json entry{{"ranks", row.layout.ranks}, {"threads", row.layout.threads}};
    put_large(entry, "numbers", row.numbers);
    entry["total"] = timing_json(row.total);
    entry["store"] = timing_json(row.store);
    entry["files"] = Json::array();
    for (const RunFile* run : row.runs) entry["files"].push_back(run->name);
    json["rows"].push_back(entry);
  }
  return json;
}

}  // namespace squares
