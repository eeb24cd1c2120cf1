#include "store/schema.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace squares {
namespace {

const schema::Table* const tables[]{&schema::blocks_table(),  &schema::ranks_table(),  &schema::threads_table(),
                                    &schema::samples_table(), &schema::claims_table(), &schema::figures_table()};

TEST(schema, columns_tile_the_struct) {
  for (const schema::Table* table : tables) {
    std::size_t end = 0;
    for (const schema::Column& column : table->columns) {
      EXPECT_EQ(column.offset, end) << table->path << ", " << column.name;
      const Handle type(column.type(), H5Tclose);
      end = column.offset + H5Tget_size(type);
    }
    EXPECT_EQ(end, table->row_bytes) << table->path;
  }
}

TEST(schema, a_row_in_the_file_is_a_row_in_memory) {
  for (const schema::Table* table : tables) {
    const Handle type = schema::row_type(*table);
    ASSERT_EQ(H5Tget_size(type), table->row_bytes) << table->path;
    ASSERT_EQ(H5Tget_nmembers(type), static_cast<int>(table->columns.size())) << table->path;
    for (unsigned i = 0; i < table->columns.size(); ++i) {
      EXPECT_EQ(H5Tget_member_offset(type, i), table->columns[i].offset)
          << table->path << ", " << table->columns[i].name;
    }
  }
}

TEST(schema, columns_have_names_of_their_own_which_end_in_their_unit) {
  for (const schema::Table* table : tables) {
    std::set<std::string> names;
    for (const schema::Column& column : table->columns) {
      const std::string name = column.name;
      EXPECT_TRUE(names.insert(name).second) << table->path << ", " << name;
      EXPECT_EQ(name.ends_with("_s") || name == "seconds", std::string(column.unit) == "s")
          << table->path << ", " << name;
      EXPECT_EQ(name.ends_with("_bytes"), std::string(column.unit) == "bytes") << table->path << ", " << name;
    }
  }
}

TEST(schema, a_ledger_row_does_not_straddle_a_page) { EXPECT_EQ(schema::blocks_table().row_bytes, 64U); }

TEST(schema, squares_are_little_endian_words) {
  const Handle narrow = schema::square_type(Width::narrow);
  EXPECT_GT(H5Tequal(narrow, H5T_STD_U64LE), 0);

  const Handle wide = schema::square_type(Width::wide);
  EXPECT_EQ(H5Tget_size(wide), 16U);
  EXPECT_EQ(H5Tget_member_index(wide, "low"), 0);
  EXPECT_EQ(H5Tget_member_index(wide, "high"), 1);
  EXPECT_EQ(H5Tget_member_offset(wide, 1), 8U);
}

TEST(schema, a_text_has_at_least_one_byte) {
  EXPECT_EQ(H5Tget_size(schema::text_type(0)), 1U);
  EXPECT_EQ(H5Tget_size(schema::text_type(64)), 64U);
}

}  // namespace
}  // namespace squares
