#include "commands/read_files.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "core/error.hpp"
#include "nodes/verdict.hpp"
#include "store/attempts.hpp"
#include "store/inspect.hpp"
#include "store/output.hpp"
#include "store/read_ledger.hpp"
#include "system/lock.hpp"
#include "system/paths.hpp"
#include "system/shell_words.hpp"

namespace squares {
namespace {

Verify verify_of(const std::string& checked) {
  for (const Verify verify : {Verify::disk, Verify::file, Verify::memory}) {
    if (checked == checked_text(verify)) return verify;
  }
  return Verify::none;
}

Schedule schedule_of(const std::string& text) {
  for (const Schedule schedule : {Schedule::cyclic, Schedule::dynamic}) {
    if (text == to_text(schedule)) return schedule;
  }
  return Schedule::block;
}

RunResult result_of(const FileFacts& facts, const std::string& name) {
  RunResult result{.plan = facts.head.plan,
                   .placement = {},
                   .provenance = facts.provenance,
                   .file = name,  // as it was given: a page that is passed on tells nothing of this machine's folders
                   .file_bytes = facts.head.file_bytes,
                   .phases = facts.phases,
                   .storage = facts.storage,
                   .sources = facts.sources,
                   .traffic = facts.traffic,
                   .attempt = facts.head.attempts,
                   .ranks = facts.ranks,
                   .threads = facts.threads};
  result.plan.schedule = schedule_of(facts.schedule);
  result.plan.verify = verify_of(facts.head.checked.str());
  if (result.plan.verify != Verify::none) result.checked_numbers = result.plan.range.count;
  return result;
}

// Who takes part is said beside a part, not in it.
PartState add_part(const FileFacts& facts, const std::string& name, RunResult& result) {
  const Attempts attempts = read_attempts(Output::attempts_of(name));
  result.ranks = attempts.ranks;
  result.threads = attempts.threads;
  result.attempt = attempts.last();
  PartState state{.goes_on = Lock::is_held(Output::lock_of(name))};
  StoredValues values(name, facts.head.plan, facts.head.places);
  const auto ledger = sum_ledger(values, facts.head.plan.blocks);
  for (const auto& [who, totals] : ledger) {
    state.done_blocks += totals.blocks;
    state.done_numbers += totals.numbers;
  }
  credit_blocks(ledger, result.attempt + 1, result.ranks);
  return state;
}

// A part has none yet.
void expect_tables(const FileFacts::Head& head, const std::string& name) {
  if (head.complete == 0 || head.broken_tables == 0) return;
  throw Error(Exit::no_input, "its tables, /ranks and /threads, cannot be read or make no sense", name,
              "squares verify --reopen " + quoted_file(name) + " tells what is left, and makes it a part again");
}

}  // namespace

void expect_there(const std::string& name) {
  if (leads_to_anything(name) || !is_anything_there(Output::part_of(without_links(name)))) return;
  throw Error(Exit::no_input, "is not there yet: its run has not come to its end", name,
              "squares report " + quoted_file(name + ".part") + " tells how far it is");
}

Files read_files(const std::vector<std::string>& names) {
  Files files;
  std::set<std::string> seen;
  for (const std::string& name : names) {
    expect_there(name);
    const auto facts = inspect_any(name);
    if (!seen.insert(without_links(name)).second) continue;
    if (const auto* study = std::get_if<StudyFacts>(&facts)) {
      files.studies.push_back(
          {name, study->study, claims_of(study->claims, study->figures), study->claims_setting, study->provenance});
      files.studies.back().study.workloads = analyse(study->study.samples, study->study.machine());
      continue;
    }
    if (const auto* nodes = std::get_if<NodesFacts>(&facts)) {
      files.nodes.push_back({name, nodes->measured, nodes->provenance});
      files.nodes.back().measured.verdict = verdict_of(nodes->measured);
      continue;
    }
    const auto& run = std::get<FileFacts>(facts);
    expect_tables(run.head, name);
    RunFile file{.name = name, .result = result_of(run, name), .places = run.head.places, .timeline = {}, .part = {}};
    if (run.head.complete == 0) file.part = add_part(run, name, file.result);
    const Layout layout = layout_of(file.result);
    file.result.plan.ranks = layout.ranks;
    file.result.plan.threads = layout.threads;
    (file.part ? files.parts : files.runs).push_back(std::move(file));
  }
  return files;
}

void read_timeline_of(RunFile& run, std::size_t pieces) {
  const std::size_t ranks = std::max<std::size_t>(1, run.result.ranks.size());
  const std::size_t most = std::max<std::size_t>(4, pieces / ranks / 2 * 2);  // even
  StoredValues values(run.result.file, run.result.plan, run.places);
  run.timeline = read_timeline(values, run.result.plan.blocks, most);
}

}  // namespace squares
