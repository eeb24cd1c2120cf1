#include "store/complete.hpp"

#include <algorithm>

#include "store/schema.hpp"
#include "store/write_objects.hpp"
#include "system/file.hpp"

namespace squares {
namespace {

constexpr int ranks_dimension = 2;
constexpr int threads_dimension = 3;

std::uint32_t ranks_of_last_attempt(std::span<const RankReport> ranks) {
  return static_cast<std::uint32_t>(std::count_if(
      ranks.begin(), ranks.end(), [&](const RankReport& rank) { return rank.attempt == ranks.back().attempt; }));
}

void finish_run(hid_t file, const Outcome& outcome, const std::string& name) {
  const Handle run(check_hdf5(H5Gopen2(file, schema::run, H5P_DEFAULT), "open /run", name), H5Gclose);
  const auto set = [&](const char* attribute, const auto& value) { set_attribute(run, attribute, value, name); };
  const auto most_threads =
      std::max_element(outcome.ranks.begin(), outcome.ranks.end(),
                       [](const RankReport& a, const RankReport& b) { return a.threads < b.threads; });
  set("attempts", outcome.ranks.back().attempt);
  set("ranks", ranks_of_last_attempt(outcome.ranks));
  set("threads", most_threads->threads);
  set(before_run.key().c_str(), outcome.phases.mpirun_s);
  for (const Phase& phase : phases()) set(phase.key().c_str(), outcome.phases.*phase.seconds);
  set("total_s", outcome.phases.total_s);
  set("checked", std::string(checked_text(outcome.checked)));
  set_attributes(run, outcome.storage, name);
  set_attributes(run, outcome.sources, name);
  set_attributes(run, outcome.traffic, name);
  set("complete", std::uint8_t{1});
}

Handle open_alone(const std::string& path) {
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_file_locking(access, false, true);  // a reader may have the file open
  return {check_hdf5(H5Fopen(path.c_str(), H5F_ACC_RDWR, access), "open it", path), H5Fclose};
}

void remove_tables(hid_t file, const std::string& name) {
  remove_table<RankReport>(file, name);
  remove_table<ThreadReport>(file, name);
}

}  // namespace

void complete_part(const std::string& path, const Outcome& outcome) {
  Handle file = open_alone(path);
  remove_tables(file, path);
  add_table(file, outcome.ranks, ranks_dimension, path);
  add_table(file, outcome.threads, threads_dimension, path);
  finish_run(file, outcome, path);
  check_hdf5(file.close(), "close it", path);
  sync_to_disk(path);
}

void mark_incomplete(const std::string& path) {
  Handle file = open_alone(path);
  remove_tables(file, path);
  {
    const Handle run(check_hdf5(H5Gopen2(file, schema::run, H5P_DEFAULT), "open /run", path), H5Gclose);
    set_attribute(run, "complete", std::uint8_t{0}, path);
  }
  check_hdf5(file.close(), "close it", path);
  sync_to_disk(path);
}

}  // namespace squares
