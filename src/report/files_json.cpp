#include "report/files_json.hpp"

#include "report/claims_report.hpp"
#include "report/json.hpp"
#include "report/launches.hpp"
#include "report/series.hpp"
#include "report/study_report.hpp"

namespace squares {
namespace {

using Json = nlohmann::ordered_json;

Json timing_json(const Timing& timing) {
  return {{"median_s", timing.median_s},
          {"interval_s", interval_json(timing.interval_s)},
          {"speedup", timing.speedup},
          {"efficiency", timing.efficiency}};
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

Json run_json(const RunFile& run) {
  Json json{{"name", run.name}};
  json.update(result_json(run.result));
  return json;
}

Json part_json(const RunFile& part) {
  Json json{{"name", part.name}, {"goes_on", part.part->goes_on}, {"attempt", part.result.attempt}};
  json["command"] = part.result.provenance.command;
  json["plan"] = plan_json(part.result.plan);
  json["done_blocks"] = part.part->done_blocks;
  put_large(json, "done_numbers", part.part->done_numbers);
  json["ranks"] = result_json(part.result)["ranks"];
  json["continue"] = continuing_launch(part.result);
  return json;
}

Json study_file_json(const StudyFile& file) {
  Json json{{"name", file.name},
            {"squares_version", file.provenance.squares_version},
            {"command", file.provenance.command},
            {"created", file.provenance.created}};
  if (!file.study.samples.empty()) json.update(study_json(file.study));
  if (!file.claims.empty()) json["lesson"] = claims_json(file.claims, file.claims_setting);
  return json;
}

}  // namespace

Json files_json(const Files& files) {
  Json json;
  for (const char* key : {"runs", "parts", "studies", "series"}) json[key] = Json::array();
  for (const RunFile& run : files.runs) json["runs"].push_back(run_json(run));
  for (const RunFile& part : files.parts) json["parts"].push_back(part_json(part));
  for (const StudyFile& study : files.studies) json["studies"].push_back(study_file_json(study));
  const AllSeries all = series_of(files.runs);
  for (const Series& series : all.series) json["series"].push_back(series_json(series));
  json["not_compared"] = all.not_compared;
  return json;
}

}  // namespace squares
