#include "store/schema.hpp"

#include <gtest/gtest.h>

#include <array>

#include "record/claim.hpp"
#include "record/ledger.hpp"
#include "record/measurement.hpp"
#include "record/study.hpp"

namespace squares {
namespace {

template <class Row>
class schema_of : public testing::Test {};
using Rows = testing::Types<LedgerRow, RankReport, ThreadReport, Sample, ClaimRow, FigureRow>;
TYPED_TEST_SUITE(schema_of, Rows);

TYPED_TEST(schema_of, a_row_in_the_file_is_a_row_in_memory) {
  const Handle type = schema::row_type<TypeParam>();
  ASSERT_EQ(H5Tget_size(type), sizeof(TypeParam));
  std::size_t end = 0;
  unsigned index = 0;
  each_column<TypeParam>([&]<class Value>(const Column<TypeParam, Value>& column) {
    EXPECT_EQ(H5Tget_member_index(type, column.name), static_cast<int>(index)) << column.name;
    EXPECT_EQ(H5Tget_member_offset(type, index), end) << column.name;
    end += sizeof(Value);
    ++index;
  });
  EXPECT_EQ(H5Tget_nmembers(type), static_cast<int>(index));
  EXPECT_EQ(end, sizeof(TypeParam));
}

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
