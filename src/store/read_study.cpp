#include "store/read_study.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "record/claim_rows.hpp"
#include "store/read_objects.hpp"

namespace squares {
namespace {

constexpr std::uint32_t most_workers = 1U << 24;

bool makes_sense(const Sample& sample) {
  const auto is_time = [](double value) { return std::isfinite(value) && value >= 0; };
  return sample.workload <= static_cast<std::uint32_t>(WorkloadKind::wait) &&
         sample.scaling <= static_cast<std::uint32_t>(Scaling::weak) && sample.threads > 0 &&
         sample.ranks <= most_workers && sample.threads <= most_workers / std::max(1U, sample.ranks) &&
         sample.numbers > 0 && is_time(sample.seconds) && sample.seconds > 0 && is_time(sample.cpu_s) &&
         std::isfinite(sample.load_balance);
}

void refuse_nonsense(const std::vector<Sample>& samples) {
  if (samples.empty()) refuse("is a study without samples");
  if (!std::all_of(samples.begin(), samples.end(), makes_sense)) refuse("has samples that make no sense");
  std::map<std::pair<std::uint32_t, std::uint32_t>, bool> has_base;
  for (const Sample& sample : samples) {
    if (sample.is_bound()) continue;
    has_base[{sample.workload, sample.scaling}] |= sample.layout() == Layout{} && sample.tiny == 0;
  }
  for (const auto& [workload, has] : has_base) {
    if (!has) refuse("is a study without its base case, one rank with one thread");
  }
}

void read_samples(hid_t file, StudyFacts& facts) {
  const Handle group = open_group(file, schema::study);
  expect_schema(group, schema::study_name);
  StudyResult& study = facts.study;
  study.samples = read_table<Sample>(file);
  refuse_nonsense(study.samples);
  study.seconds = read_double(group, "seconds");
  study.rounds = read_u32(group, "rounds");
  study.nodes = std::max(1U, read_u32(group, "nodes"));
  study.processors = read_u32_or(group, "processors", 0);
  study.idle_cpu_share = read_double_or(group, "idle_cpu_share", unknown_s);
  facts.provenance = read_provenance(group);
}

std::optional<Verdict> verdict_of(const std::string& text) {
  for (const Verdict verdict : {Verdict::is_true, Verdict::is_false, Verdict::unclear, Verdict::untested}) {
    if (text == to_text(verdict)) return verdict;
  }
  return std::nullopt;
}

std::vector<ClaimResult> read_claims(hid_t file) {
  const auto figures = read_table<FigureRow>(file);
  std::vector<ClaimResult> claims;
  for (const ClaimRow& row : read_table<ClaimRow>(file)) {
    ClaimResult claim{.id = row.id.str(),
                      .sentence = row.sentence.str(),
                      .experiment = row.experiment.str(),
                      .verdict = verdict_of(row.verdict.str()).value_or(Verdict::untested),
                      .verdict_without_lock = verdict_of(row.verdict_without_lock.str()),
                      .why = row.why.str(),
                      .seconds = row.seconds};
    for (const FigureRow& figure : figures) {
      if (figure.claim.str() != claim.id) continue;
      claim.figures.push_back({figure.name.str(), figure.unit.str(), figure.value, std::nullopt, figure.samples});
      if (std::isfinite(figure.low)) claim.figures.back().interval = {figure.low, figure.high, figure.confidence};
    }
    claims.push_back(std::move(claim));
  }
  return claims;
}

void read_lesson(hid_t file, StudyFacts& facts) {
  const Handle group = open_group(file, schema::lesson);
  expect_schema(group, schema::claims_name);
  facts.claims = read_claims(file);
  facts.claims_setting = {.host = read_text(group, "host"),
                          .processors = read_u32(group, "processors"),
                          .python = read_text(group, "python"),
                          .control = read_u32(group, "control") != 0,
                          .seconds = read_double(group, "seconds")};
  if (facts.provenance.created.empty()) facts.provenance = read_provenance(group);
}

bool has(hid_t file, const char* path) { return H5Lexists(file, path, H5P_DEFAULT) > 0; }

}  // namespace

bool is_study(const std::string& path) {
  const Handle file = open_to_read(path);
  return has(file, schema::study) || has(file, schema::lesson);
}

StudyFacts read_study(const std::string& path) {
  const Handle file = open_to_read(path);
  StudyFacts facts;
  if (has(file, schema::study)) read_samples(file, facts);
  if (has(file, schema::lesson)) read_lesson(file, facts);
  facts.file_bytes = std::filesystem::file_size(path);
  return facts;
}

}  // namespace squares
