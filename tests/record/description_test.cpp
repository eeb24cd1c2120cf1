#include "record/description.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "record/claim_rows.hpp"
#include "record/ledger.hpp"
#include "record/measurement.hpp"
#include "record/study.hpp"

namespace squares {
namespace {

template <class Record>
class description : public testing::Test {};
using Records = testing::Types<LedgerRow, RankReport, ThreadReport, Sample, ClaimRow, FigureRow>;
TYPED_TEST_SUITE(description, Records);

TYPED_TEST(description, columns_are_the_members_in_their_order) {
  const TypeParam record{};
  const char* end = reinterpret_cast<const char*>(&record);
  each_column<TypeParam>([&](const auto& column) {
    const auto* member = &(record.*column.member);
    EXPECT_EQ(reinterpret_cast<const char*>(member), end) << column.name;
    end += sizeof *member;
  });
}

TYPED_TEST(description, columns_have_names_of_their_own_which_end_in_their_unit) {
  std::set<std::string> names;
  each_column<TypeParam>([&](const auto& column) {
    const std::string name = column.name, unit = column.unit;
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(name.ends_with("_s") || name == "seconds", unit == "s") << name;
    EXPECT_EQ(name.ends_with("_bytes"), unit == "bytes") << name;
  });
}

// Its types and units are compared with real files (tests/readers/format_test.py), its meaning here.
TYPED_TEST(description, the_document_says_what_each_column_means) {
  std::ifstream file(FILE_FORMAT_DOCUMENT);
  const std::string document((std::istreambuf_iterator<char>(file)), {});
  const std::string heading = std::string("### `") + Description<TypeParam>::path + "`\n";
  const auto begin = document.find(heading);
  ASSERT_NE(begin, std::string::npos) << heading;
  const std::string section = document.substr(begin, document.find("\n### ", begin + 1) - begin);
  each_column<TypeParam>([&](const auto& column) {
    const auto row = section.find(std::string("| `") + column.name + "` | ");
    ASSERT_NE(row, std::string::npos) << column.name;
    const std::string line = section.substr(row, section.find('\n', row) - row);
    EXPECT_TRUE(line.ends_with(std::string(" | ") + column.text + " |")) << line << "\nand not\n" << column.text;
  });
}

}  // namespace
}  // namespace squares
