#include "store/claims_file.hpp"

#include <filesystem>
#include <limits>
#include <variant>
#include <vector>

#include "record/claim_rows.hpp"
#include "store/attribute.hpp"
#include "store/inspect.hpp"
#include "store/schema.hpp"
#include "store/table.hpp"
#include "system/whole_file.hpp"

namespace squares {
namespace {

// What may be damaged is looked at in a process of its own first.
void expect_study_or_claims(const std::string& path) {
  if (std::holds_alternative<StudyFacts>(inspect_any(path))) return;
  throw Error(Exit::no_input, "this is neither a study's file nor one of claims", path,
              "give one that squares study or squares claims wrote, or the name of a new one");
}

void remove_claims(hid_t file, const std::string& path) {
  remove_table<ClaimRow>(file, path);
  remove_table<FigureRow>(file, path);
  if (H5Lexists(file, schema::lesson, H5P_DEFAULT) > 0)
    check_hdf5(H5Ldelete(file, schema::lesson, H5P_DEFAULT), "remove the claims that it has", path);
}

std::vector<ClaimRow> rows_of(std::span<const ClaimResult> claims) {
  std::vector<ClaimRow> rows;
  for (const ClaimResult& claim : claims) {
    rows.push_back({claim.id, std::string(to_text(claim.verdict)),
                    std::string(claim.verdict_without_lock ? to_text(*claim.verdict_without_lock) : ""), claim.sentence,
                    claim.experiment, claim.why, claim.seconds});
  }
  return rows;
}

std::vector<FigureRow> figure_rows_of(std::span<const ClaimResult> claims) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  std::vector<FigureRow> rows;
  for (const ClaimResult& claim : claims) {
    for (const Figure& figure : claim.figures) {
      const Interval interval = figure.interval.value_or(Interval{none, none, none});
      rows.push_back({claim.id, figure.name, figure.unit, figure.value, interval.low, interval.high,
                      interval.confidence, figure.samples});
    }
  }
  return rows;
}

void add_claims(hid_t file, std::span<const ClaimResult> claims, const ClaimsSetting& setting,
                const Provenance& provenance, const std::string& path) {
  // The dimensions of the tables are numbered; a study's samples have the first.
  const auto rows = rows_of(claims);
  const auto figures = figure_rows_of(claims);
  add_table<ClaimRow>(file, rows, 1, path);
  add_table<FigureRow>(file, figures, 2, path);
  const Handle group(check_hdf5(H5Gcreate2(file, schema::lesson, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                                std::string("create ") + schema::lesson, path),
                     H5Gclose);
  set_attribute(group, "schema", std::string(schema::claims_name), path);
  set_attribute(group, "schema_version", schema::version, path);
  set_provenance(group, provenance, path);
  set_attribute(group, "host", setting.host, path);
  set_attribute(group, "processors", setting.processors, path);
  set_attribute(group, "python", setting.python, path);
  set_attribute(group, "control", std::uint32_t{setting.control ? 1U : 0U}, path);
  set_attribute(group, "seconds", setting.seconds, path);
}

}  // namespace

bool has_claims(const std::string& path) {
  if (!std::filesystem::exists(path)) return false;
  expect_study_or_claims(path);
  const Handle file(check_hdf5(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), "open it", path), H5Fclose);
  return H5Lexists(file, schema::lesson, H5P_DEFAULT) > 0;
}

void write_claims(const std::string& path, std::span<const ClaimResult> claims, const ClaimsSetting& setting,
                  const Provenance& provenance) {
  write_whole(path, [&](const std::string& unfinished) {
    Handle file;
    if (std::filesystem::exists(path)) {
      std::filesystem::copy_file(path, unfinished, std::filesystem::copy_options::overwrite_existing);
      expect_study_or_claims(unfinished);
      file = Handle(check_hdf5(H5Fopen(unfinished.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), "open it", path), H5Fclose);
      remove_claims(file, path);
    } else {
      file =
          Handle(check_hdf5(H5Fcreate(unfinished.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), "create it", path),
                 H5Fclose);
    }
    add_claims(file, claims, setting, provenance, path);
    check_hdf5(file.close(), "close it", path);
  });
}

}  // namespace squares
