#include "store/study_file.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "record/claim.hpp"
#include "store/read_objects.hpp"
#include "store/schema.hpp"
#include "store/whole_file.hpp"
#include "system/paths.hpp"

namespace squares {
namespace {

constexpr std::uint32_t most_workers = 1U << 24;

bool makes_sense(const Sample& sample) {
  const auto is_time = [](double value) { return std::isfinite(value) && value >= 0; };
  return sample.workload <= static_cast<std::uint32_t>(WorkloadKind::command) &&
         sample.scaling <= static_cast<std::uint32_t>(Scaling::weak) && sample.threads > 0 &&
         sample.ranks <= most_workers && sample.threads <= most_workers / std::max(1U, sample.ranks) &&
         sample.numbers > 0 && is_time(sample.seconds) && sample.seconds > 0 && is_time(sample.cpu_s) &&
         std::isfinite(sample.load_balance);
}

void refuse_nonsense(const std::vector<Sample>& samples) {
  if (std::all_of(samples.begin(), samples.end(), [](const Sample& sample) { return sample.is_bound(); }))
    refuse("is a study without samples");
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
  facts.study = read_attributes<StudyResult>(group);
  facts.study.nodes = std::max(1U, facts.study.nodes);
  facts.study.samples = read_table<Sample>(file);
  refuse_nonsense(facts.study.samples);
  facts.provenance = read_attributes<Provenance>(group);
}

void read_lesson(hid_t file, StudyFacts& facts) {
  const Handle group = open_group(file, schema::lesson);
  expect_schema(group, schema::claims_name);
  facts.claims = read_table<ClaimRow>(file);
  facts.figures = read_table<FigureRow>(file);
  facts.claims_setting = read_attributes<ClaimsSetting>(group);
  if (facts.provenance.created.empty()) facts.provenance = read_attributes<Provenance>(group);
}

bool has(hid_t file, const char* path) { return H5Lexists(file, path, H5P_DEFAULT) > 0; }

}  // namespace

void write_study(const std::string& path, const StudyResult& study, const Provenance& provenance, Existing existing) {
  write_file(path, existing, [&](hid_t file) {
    add_table<Sample>(file, study.samples, 0, path);
    const Handle group = create_group(file, schema::study, schema::study_name, path);
    set_attributes(group, study, path);
    set_attributes(group, provenance, path);
    name_kinds(
        group, "workload",
        {WorkloadKind::compute, WorkloadKind::memory, WorkloadKind::store, WorkloadKind::wait, WorkloadKind::command},
        path);
    name_kinds(group, "scaling", {Scaling::strong, Scaling::weak}, path);
  });
}

void write_claims(const std::string& path, std::span<const ClaimResult> claims, const ClaimsSetting& setting,
                  const Provenance& provenance, Existing existing) {
  write_file(path, existing, [&](hid_t file) {
    add_table<ClaimRow>(file, claim_rows_of(claims), 0, path);
    add_table<FigureRow>(file, figure_rows_of(claims), 1, path);
    const Handle group = create_group(file, schema::lesson, schema::claims_name, path);
    set_attributes(group, setting, path);
    set_attributes(group, provenance, path);
  });
}

bool is_study(const std::string& path) {
  const Handle file = open_to_read(path);
  return has(file, schema::study) || has(file, schema::lesson);
}

StudyFacts read_study(const std::string& path) {
  const Handle file = open_to_read(path);
  StudyFacts facts;
  if (has(file, schema::study)) read_samples(file, facts);
  if (has(file, schema::lesson)) read_lesson(file, facts);
  facts.file_bytes = bytes_of_file(path);
  return facts;
}

}  // namespace squares
