#include "store/study_file.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "store/attribute.hpp"
#include "store/schema.hpp"
#include "store/space.hpp"
#include "store/table.hpp"

namespace squares {
namespace {

void write_objects(const std::string& path, const StudyResult& study, const Provenance& provenance) {
  Handle file(check_hdf5(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), "create it", path),
              H5Fclose);
  add_table(file, schema::samples_table(), study.samples.data(), study.samples.size(), 0, path);
  {
    const Handle group(
        check_hdf5(H5Gcreate2(file, "/study", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), "create /study", path), H5Gclose);
    const auto set = [&](const char* attribute, const auto& value) { set_attribute(group, attribute, value, path); };
    set("schema", std::string("squares study"));
    set("schema_version", std::uint32_t{1});
    set_provenance(group, provenance, path);
    set("nodes", study.nodes);
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
  const std::string unfinished = path + ".new";
  try {
    write_objects(unfinished, study, provenance);
    sync_to_disk(unfinished);
    if (std::rename(unfinished.c_str(), path.c_str()) != 0) {
      throw Error(Exit::io, std::string("cannot rename it: ") + std::strerror(errno), unfinished, "");
    }
  } catch (const Error& error) {
    ::unlink(unfinished.c_str());
    throw Error(Exit::cannot_create, error.what(), path, "free some space (df -h, quota), or give another --output");
  }
}

}  // namespace squares
