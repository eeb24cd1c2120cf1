#include "store/claims_file.hpp"

#include <limits>
#include <vector>

#include "record/claim_rows.hpp"
#include "store/attribute.hpp"
#include "store/schema.hpp"
#include "store/table.hpp"
#include "system/whole_file.hpp"

namespace squares {
namespace {

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
  const auto rows = rows_of(claims);
  const auto figures = figure_rows_of(claims);
  add_table<ClaimRow>(file, rows, 0, path);
  add_table<FigureRow>(file, figures, 1, path);
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

void write_claims(const std::string& path, std::span<const ClaimResult> claims, const ClaimsSetting& setting,
                  const Provenance& provenance) {
  write_whole(path, [&](const std::string& unfinished) {
    Handle file(check_hdf5(H5Fcreate(unfinished.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), "create it", path),
                H5Fclose);
    add_claims(file, claims, setting, provenance, path);
    check_hdf5(file.close(), "close it", path);
  });
}

}  // namespace squares
