#include "report/nodes_report.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "report/format.hpp"
#include "report/html.hpp"
#include "report/nodes_plots.hpp"
#include "report/nodes_tables.hpp"
#include "report/nodes_verdict.hpp"
#include "report/table.hpp"
#include "system/allocation.hpp"

namespace squares {
namespace {

// Facts with their value, where all nodes have the same.
Facts common_facts(const NodesResult& result) {
  std::map<std::string, std::set<std::string>> values;
  for (const NodeFact& one : result.facts) values[one.name.str()].insert(one.value.str());
  Facts facts;
  for (const auto& [name, found] : values) {
    if (found.size() == 1) facts.emplace_back(name, *found.begin());
  }
  return facts;
}

// Green is what was looked at whole, and is right.
const char* style_of(const NodesResult& result) {
  if (!result.verdict.is_alike()) return "verdict bad";
  return result.nodes > 1 && result.stopped == 0 ? "verdict good" : "verdict";
}

}  // namespace

std::string nodes_text(const NodesResult& result) {
  std::string text = headline_of(result) + "\n\n" + table_text(table_of(result));
  const auto add = [&](const std::string& line) { text += wrapped(terminal_text(line) + "\n"); };
  for (const std::string& remark : remarks_on(result)) add(remark);
  text += "\n";
  for (const std::string& sentence : sentences_of(result)) add(sentence);
  add("verdict: " + verdict_text(result));
  const std::string alike = node_list(hosts_of(result, false));
  add("alike:   " + (alike.empty() ? "none" : alike));
  if (!result.verdict.is_alike()) {
    add("unlike:  " + node_list(hosts_of(result, true)));
    text += "to drain: " + drain_line(result) + "\n";
  }
  return printable(text);
}

std::string nodes_html(const NodesResult& result) {
  std::string html = paragraph_html(headline_of(result)) + paragraph_html(verdict_text(result), style_of(result));
  for (const std::string& sentence : sentences_of(result)) html += paragraph_html(sentence);
  if (!result.verdict.is_alike()) {
    const std::string alike = node_list(hosts_of(result, false));
    html += paragraph_html("alike: " + (alike.empty() ? "none" : alike)) + command_html(drain_line(result));
  }
  // Of one node each sample is the median of its round.
  const std::string samples = result.nodes > 1 ? figure_html(samples_plot(result)) : "";
  html += section_html("Nodes", table_html(table_of(result)) + samples);
  if (!result.links.empty()) html += section_html("Links", figure_html(links_map(result)));
  for (const std::string& remark : remarks_on(result)) html += paragraph_html(remark, "soft");
  return html + section_html("What all nodes have", facts_html(common_facts(result)));
}

}  // namespace squares
