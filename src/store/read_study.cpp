#include "store/read_study.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <utility>

#include "store/read_objects.hpp"

namespace squares {
namespace {

constexpr std::uint32_t most_workers = 1U << 24;

bool makes_sense(const Sample& sample) {
  const auto is_time = [](double value) { return std::isfinite(value) && value >= 0; };
  return sample.workload <= static_cast<std::uint32_t>(WorkloadKind::wait) &&
         sample.scaling <= static_cast<std::uint32_t>(Scaling::weak) && sample.ranks > 0 && sample.threads > 0 &&
         sample.ranks <= most_workers && sample.threads <= most_workers / sample.ranks && sample.numbers > 0 &&
         is_time(sample.seconds) && sample.seconds > 0 && is_time(sample.cpu_s) && std::isfinite(sample.load_balance);
}

void refuse_nonsense(const std::vector<Sample>& samples) {
  if (samples.empty()) refuse("is a study without samples");
  if (!std::all_of(samples.begin(), samples.end(), makes_sense)) refuse("has samples that make no sense");
  std::map<std::pair<std::uint32_t, std::uint32_t>, bool> has_base;
  for (const Sample& sample : samples) {
    has_base[{sample.workload, sample.scaling}] |= sample.layout() == Layout{} && sample.tiny == 0;
  }
  for (const auto& [workload, has] : has_base) {
    if (!has) refuse("is a study without its base case, one rank with one thread");
  }
}

}  // namespace

bool is_study(const std::string& path) {
  const Handle file = open_to_read(path);
  return H5Lexists(file, schema::study, H5P_DEFAULT) > 0;
}

StudyFacts read_study(const std::string& path) {
  const Handle file = open_to_read(path);
  const Handle group = open_group(file, schema::study);
  if (group < 0 || read_text(group, "schema") != schema::study_name) {
    refuse("is an HDF5 file, but not one of squares");
  }
  const std::uint32_t version = read_u32(group, "schema_version");
  if (version != schema::version) {
    refuse("has schema " + std::to_string(version) + ", and this squares knows " + std::to_string(schema::version));
  }
  StudyFacts facts;
  StudyResult& study = facts.study;
  study.samples = read_table<Sample>(file, schema::samples_table());
  refuse_nonsense(study.samples);
  study.seconds = read_double(group, "seconds");
  study.rounds = read_u32(group, "rounds");
  study.nodes = std::max(1U, read_u32(group, "nodes"));
  study.processors = read_u32_or(group, "processors", 0);
  study.idle_cpu_share = read_double_or(group, "idle_cpu_share", unknown_s);
  facts.provenance = read_provenance(group);
  facts.file_bytes = std::filesystem::file_size(path);
  return facts;
}

}  // namespace squares
