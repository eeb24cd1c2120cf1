#include "report/files_report.hpp"

#include <fmt/format.h>

#include "report/claims_report.hpp"
#include "report/format.hpp"
#include "report/html.hpp"
#include "report/nodes_report.hpp"
#include "report/run_report.hpp"
#include "report/run_tables.hpp"
#include "report/series.hpp"
#include "report/study_report.hpp"
#include "report/table.hpp"

namespace squares {
namespace {

bool has_study(const StudyFile& file) { return !file.study.samples.empty(); }

std::string machine_text(const StudyResult& study) {
  return fmt::format("a study on {}, {} in {:.0f} s, all squares checked", plural(study.nodes, "node"),
                     plural(study.rounds, "round"), study.seconds);
}

// Where a file comes from, at the end of what is said of it.
std::string origin_text(const Provenance& provenance) {
  return facts_text(provenance_facts(provenance)) + facts_text({{"command", provenance.command}});
}

std::string origin_html(const Provenance& provenance) {
  return section_html("Provenance", facts_html(provenance_facts(provenance))) +
         section_html("To repeat it", command_html(provenance.command));
}

Json origin_json(const std::string& name, const Provenance& provenance) {
  return {{"name", name},
          {"squares_version", provenance.squares_version},
          {"command", provenance.command},
          {"created", provenance.created}};
}

std::string study_file_text(const StudyFile& file) {
  std::string text;
  if (has_study(file)) text += study_text(file.study, file.name + ": " + machine_text(file.study)) + "\n";
  if (!file.claims.empty()) text += claims_text(file.claims, file.claims_setting, false) + "\n";
  return text + origin_text(file.provenance);
}

std::string study_file_html(const StudyFile& file) {
  std::string html;
  if (has_study(file)) {
    html += "<h2>Study " + escaped(file.name) + "</h2>\n" + study_html(file.study, machine_text(file.study));
  }
  if (!file.claims.empty()) html += claims_html(file.claims, file.claims_setting);
  return html + origin_html(file.provenance);
}

Json study_file_json(const StudyFile& file) {
  Json json = origin_json(file.name, file.provenance);
  if (has_study(file)) json.update(study_json(file.study));
  if (!file.claims.empty()) json["lesson"] = claims_json(file.claims, file.claims_setting);
  return json;
}

std::string nodes_file_text(const NodesFile& file) {
  return file.name + ": " + nodes_text(file.measured) + "\n" + origin_text(file.provenance);
}

std::string nodes_file_html(const NodesFile& file) {
  return "<h2>Nodes " + escaped(file.name) + "</h2>\n" + nodes_html(file.measured) + origin_html(file.provenance);
}

Json nodes_file_json(const NodesFile& file) {
  Json json = origin_json(file.name, file.provenance);
  json.update(nodes_json(file.measured));
  return json;
}

std::string title_of(const Files& files) {
  if (files.size() != 1) return plural(files.size(), "file") + " of squares";
  if (!files.studies.empty()) {
    return has_study(files.studies.front()) ? "Study of ranks × threads" : "Threads or processes?";
  }
  if (!files.nodes.empty()) return "Which node is not like the others?";
  return "squares: " + (files.runs.empty() ? files.parts : files.runs).front().name;
}

}  // namespace

std::string files_text(const Files& files) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : "\n") + part; };
  if (files.runs.size() == 1) {
    add(run_text(files.runs.front()));
  } else {
    const AllSeries all = series_of(files.runs);
    for (const Series& series : all.series) add(series_text(series));
    for (const std::string& sentence : all.not_compared) add(wrapped(sentence + ".\n"));
  }
  for (const RunFile& part : files.parts) add(part_text(part));
  for (const StudyFile& study : files.studies) add(study_file_text(study));
  for (const NodesFile& nodes : files.nodes) add(nodes_file_text(nodes));
  return printable(text);
}

Json files_json(const Files& files) {
  Json json;
  for (const char* key : {"runs", "parts", "studies", "nodes", "series"}) json[key] = Json::array();
  for (const RunFile& run : files.runs) json["runs"].push_back(run_json(run));
  for (const RunFile& part : files.parts) json["parts"].push_back(part_json(part));
  for (const StudyFile& study : files.studies) json["studies"].push_back(study_file_json(study));
  for (const NodesFile& nodes : files.nodes) json["nodes"].push_back(nodes_file_json(nodes));
  const AllSeries all = series_of(files.runs);
  for (const Series& series : all.series) json["series"].push_back(series_json(series));
  json["not_compared"] = all.not_compared;
  return json;
}

std::string files_html(const Files& files) {
  constexpr std::size_t most_runs_in_full = 4;
  const std::string title = title_of(files);
  std::string html = begin_html(title);
  if (files.runs.size() > 1) {
    const AllSeries all = series_of(files.runs);
    for (const Series& series : all.series) html += series_html(series);
    for (const std::string& sentence : all.not_compared) html += "<p class=\"soft\">" + escaped(sentence) + ".</p>\n";
  }
  if (files.runs.size() <= most_runs_in_full) {
    for (const RunFile& run : files.runs) html += run_html(run);
  } else {
    html += paragraph_html(fmt::format("a page of {} runs or fewer shows each in full", most_runs_in_full), "soft");
  }
  for (const RunFile& part : files.parts) html += part_html(part);
  for (const StudyFile& study : files.studies) html += study_file_html(study);
  for (const NodesFile& nodes : files.nodes) html += nodes_file_html(nodes);
  return html + end_html();
}

}  // namespace squares
