#include "store/study_file.hpp"

#include "store/attribute.hpp"
#include "store/schema.hpp"
#include "store/table.hpp"
#include "system/whole_file.hpp"

namespace squares {
namespace {

void write_objects(const std::string& path, const StudyResult& study, const Provenance& provenance) {
  Handle file(check_hdf5(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), "create it", path),
              H5Fclose);
  add_table<Sample>(file, study.samples, 0, path);
  {
    const Handle group(check_hdf5(H5Gcreate2(file, schema::study, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                                  std::string("create ") + schema::study, path),
                       H5Gclose);
    const auto set = [&](const char* attribute, const auto& value) { set_attribute(group, attribute, value, path); };
    set("schema", std::string(schema::study_name));
    set("schema_version", schema::version);
    set_provenance(group, provenance, path);
    set("nodes", study.nodes);
    set("processors", study.processors);
    set("idle_cpu_share", study.idle_cpu_share);
    set("rounds", study.rounds);
    set("seconds", study.seconds);
    for (const WorkloadKind kind :
         {WorkloadKind::compute, WorkloadKind::memory, WorkloadKind::store, WorkloadKind::wait}) {
      set((std::string("workload_") + std::to_string(static_cast<std::uint32_t>(kind))).c_str(),
          std::string(to_text(kind)));
    }
    for (const Scaling scaling : {Scaling::strong, Scaling::weak}) {
      set((std::string("scaling_") + std::to_string(static_cast<std::uint32_t>(scaling))).c_str(),
          std::string(to_text(scaling)));
    }
  }
  check_hdf5(file.close(), "close it", path);
}

}  // namespace

void write_study(const std::string& path, const StudyResult& study, const Provenance& provenance) {
  write_whole(path, [&](const std::string& unfinished) { write_objects(unfinished, study, provenance); });
}

}  // namespace squares
