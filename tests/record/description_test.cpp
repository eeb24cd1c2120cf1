#include "record/description.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "record/claim.hpp"
#include "record/ledger.hpp"
#include "record/measurement.hpp"
#include "record/nodes.hpp"
#include "record/provenance.hpp"
#include "record/read_sources.hpp"
#include "record/storage.hpp"
#include "record/study.hpp"
#include "record/traffic.hpp"

namespace squares {
namespace {

template <class Record>
class description : public testing::Test {};
using Tables = testing::Types<LedgerRow, RankReport, ThreadReport, Sample, ClaimRow, FigureRow, NodeSample, LinkSample,
                              NodeFact, WrongValue>;
TYPED_TEST_SUITE(description, Tables);

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

// Types and units in the document are compared with real files (tests/readers/format_test.py), meanings here.
template <class Record>
void expect_document_says_what_columns_mean(const std::string& path, const std::string& kind_of_file = "# ") {
  std::ifstream file(FILE_FORMAT_DOCUMENT);
  std::string document((std::istreambuf_iterator<char>(file)), {});
  const auto of_kind = document.find(kind_of_file);
  ASSERT_NE(of_kind, std::string::npos) << kind_of_file;
  document.erase(0, of_kind);
  const std::string heading = "### `" + path + "`\n";
  const auto begin = document.find(heading);
  ASSERT_NE(begin, std::string::npos) << heading;
  const std::string section = document.substr(begin, document.find("\n### ", begin + 1) - begin);
  each_column<Record>([&](const auto& column) {
    const auto row = section.find(std::string("| `") + column.name + "` | ");
    ASSERT_NE(row, std::string::npos) << column.name;
    const std::string line = section.substr(row, section.find('\n', row) - row);
    const std::string text = *column.text == '\0' ? "" : std::string(column.text) + " ";
    EXPECT_TRUE(line.ends_with(" | " + text + "|")) << line << "\nand not\n" << column.text;
  });
}

TYPED_TEST(description, the_document_says_what_each_column_means) {
  expect_document_says_what_columns_mean<TypeParam>(Description<TypeParam>::path);
}

TEST(description_of_attributes, the_document_says_what_each_means) {
  expect_document_says_what_columns_mean<StudyResult>(Description<StudyResult>::path);
  expect_document_says_what_columns_mean<ClaimsSetting>(Description<ClaimsSetting>::path);
  expect_document_says_what_columns_mean<Provenance>("/run");
  expect_document_says_what_columns_mean<Storage>("/run");
  expect_document_says_what_columns_mean<ReadSources>("/run");
  expect_document_says_what_columns_mean<Traffic>("/run");
  expect_document_says_what_columns_mean<NodesResult>("/run", "## A file of nodes");
}

}  // namespace
}  // namespace squares
