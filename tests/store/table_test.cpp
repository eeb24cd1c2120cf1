#include <gtest/gtest.h>

#include <vector>

#include "store/read_objects.hpp"
#include "store/write_objects.hpp"
#include "support/temporary_folder.hpp"

namespace squares {

// A table as one version writes it, and as a later one reads and writes it.
struct EarlyRow {
  std::uint32_t rank = 0;
  std::uint32_t blocks = 0;
};
struct LateRow {
  std::uint32_t rank = 0;
  std::uint32_t blocks = 0;
  double energy_j = -1;
};
template <>
struct Description<EarlyRow> {
  static constexpr const char* path = "/rows";
  static constexpr const char* long_name = "rows";
  static constexpr const char* dimension = "row";
  static constexpr std::tuple columns{Column{"rank", &EarlyRow::rank, "", ""},
                                      Column{"blocks", &EarlyRow::blocks, "1", ""}};
};
template <>
struct Description<LateRow> : Description<EarlyRow> {
  static constexpr std::tuple columns{Column{"rank", &LateRow::rank, "", ""},
                                      Column{"blocks", &LateRow::blocks, "1", ""},
                                      Column{"energy_j", &LateRow::energy_j, "J", "", false}};
};
// Another type under a name that is known.
struct OtherRow {
  double rank = 0;
  double blocks = 0;
};
template <>
struct Description<OtherRow> : Description<EarlyRow> {
  static constexpr std::tuple columns{Column{"rank", &OtherRow::rank, "", ""},
                                      Column{"blocks", &OtherRow::blocks, "1", ""}};
};

namespace {

class table : public testing::Test {
 protected:
  template <class Row>
  Handle file_with(const std::vector<Row>& rows) {
    const std::string path = folder_ / "rows.h5";
    Handle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose);
    add_table<Row>(file, rows, 0, path);
    return file;
  }

  TemporaryFolder folder_;
};

TEST_F(table, rows_are_read_as_they_were_written) {
  const Handle file = file_with<LateRow>({{1, 2, 3}, {4, 5, 6}});
  const auto rows = read_table<LateRow>(file);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].blocks, 5U);
  EXPECT_EQ(rows[1].energy_j, 6);
}

TEST_F(table, a_column_that_was_appended_later_reads_as_in_a_new_row) {
  const Handle file = file_with<EarlyRow>({{1, 2}, {4, 5}});
  const auto rows = read_table<LateRow>(file);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].rank, 4U);
  EXPECT_EQ(rows[1].blocks, 5U);
  EXPECT_EQ(rows[1].energy_j, -1);
}

TEST_F(table, a_column_of_a_later_version_is_passed_over) {
  const Handle file = file_with<LateRow>({{1, 2, 3}, {4, 5, 6}});
  const auto rows = read_table<EarlyRow>(file);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].rank, 4U);
  EXPECT_EQ(rows[1].blocks, 5U);
}

TEST_F(table, a_column_of_another_type_is_refused) {
  EXPECT_THROW(read_table<EarlyRow>(file_with<OtherRow>({{1, 2}})), std::runtime_error);
}

TEST_F(table, no_table_has_no_rows) {
  const Handle file = file_with<EarlyRow>({{1, 2}});
  remove_table<EarlyRow>(file, "rows.h5");
  EXPECT_TRUE(read_table<EarlyRow>(file).empty());
}

}  // namespace
}  // namespace squares
