#include "core/decimal.hpp"
#include "report/json.hpp"
#include "report/launch_lines.hpp"
#include "report/run_report.hpp"

namespace squares {
namespace {

Json phases_json(const Phases& took) {
  Json json{{before_run.key(), seconds_json(took.mpirun_s)}};
  for (const Phase& phase : phases()) json[phase.key()] = seconds_json(took.*phase.seconds);
  json["other_s"] = seconds_json(took.other_s());
  json["total_s"] = seconds_json(took.total_s);
  return json;
}

Json verdict_json(const RunResult& result) {
  Json verdict{{"exit", static_cast<int>(Exit::done)}, {"checked", checked_text(result.plan.verify)}};
  put_large(verdict, "checked_numbers", result.checked_numbers);
  verdict["sum"] = sum_of_squares(result.plan.range);
  if (result.checked_numbers > 0 && result.phases.store_s > 0) {
    const double numbers_per_s = static_cast<double>(stored_numbers(result)) / result.phases.store_s;
    verdict["store_bytes_per_s"] = numbers_per_s * static_cast<double>(bytes_per_square(result.plan.width()));
    verdict["store_numbers_per_s"] = numbers_per_s;
  }
  return verdict;
}

}  // namespace

Json plan_json(const Plan& plan) {
  Json json;
  put_large(json, "first", plan.range.first);
  put_large(json, "last", plan.range.last());
  put_large(json, "count", plan.range.count);
  json["ranks"] = plan.ranks;
  json["threads"] = plan.threads == threads_auto ? Json("auto") : Json(plan.threads);
  json["blocks"] = plan.blocks;
  json["block_length"] = plan.longest_block();
  json["schedule"] = to_text(plan.schedule);
  json["verify"] = to_text(plan.verify);
  json["bits"] = 64 * words_per_square(plan.width());
  put_large(json, "data_bytes", plan.data_bytes());
  return json;
}

Json estimate_json(const Estimate& estimate) {
  Json json{{"store_s", estimate.store_s}, {"check_s", estimate.check_s}};
  json["striping"] = estimate.striping.empty() ? Json(nullptr) : Json(estimate.striping);
  json["free_bytes"] = nullptr;
  if (estimate.free_bytes) put_large(json, "free_bytes", *estimate.free_bytes);
  return json;
}

Json result_json(const RunResult& result) {
  Json json;
  json["squares_version"] = result.provenance.squares_version;
  json["launcher"] = result.provenance.launcher;
  json["command"] = result.provenance.command;
  json["created"] = result.provenance.created;
  json["attempt"] = result.attempt;
  json["plan"] = plan_json(result.plan);
  json["phases"] = phases_json(result.phases);
  json["storage"] = record_json(result.storage);
  each_column<ReadSources>(
      [&](const auto& column) { put_large(json["storage"], column.name, result.sources.*column.member); });
  json["traffic"] = record_json(result.traffic);
  json["ranks"] = Json::array();
  for (const RankReport& rank : result.ranks) json["ranks"].push_back(record_json(rank));
  json["threads"] = Json::array();
  for (const ThreadReport& thread : result.threads) json["threads"].push_back(record_json(thread));
  json["placement"] = {{"warnings", result.placement.troubles}, {"launch", result.placement.launch}};
  json["file"] = {{"path", result.file}};
  put_large(json["file"], "size_bytes", result.file_bytes);
  json["verdict"] = verdict_json(result);
  return json;
}

Json run_json(const RunFile& run) {
  Json json{{"name", run.name}};
  json.update(result_json(run.result));
  return json;
}

Json part_json(const RunFile& part) {
  Json json{{"name", part.name}, {"goes_on", part.part->goes_on}, {"attempt", part.result.attempt}};
  json["launcher"] = part.result.provenance.launcher;
  json["command"] = part.result.provenance.command;
  json["plan"] = plan_json(part.result.plan);
  json["done_blocks"] = part.part->done_blocks;
  put_large(json, "done_numbers", part.part->done_numbers);
  json["ranks"] = result_json(part.result)["ranks"];
  json["continue"] = continuing_launch(part);
  return json;
}

}  // namespace squares
