#include "report/nodes_comparison_report.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string>

#include "support/compared_nodes.hpp"

namespace squares {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

NodesComparison of_equals(std::uint32_t nodes) {
  NodesComparison compared = compared_nodes(nodes);
  for (auto* figures : {&compared.nodes, &compared.ways}) {
    for (FigureComparison& one : *figures) one.comparison.change = Change::none_shown;
  }
  return compared;
}

TEST(nodes_comparison_report, the_answer_stands_first_with_what_has_changed_most) {
  const NodesComparison compared = compared_nodes(4);
  EXPECT_EQ(comparison_verdict(compared),
            "B is slower: node4, out of it, a message of 1 MiB: 3.00 times as long (2.97 to 3.03), and 1 more; B is "
            "faster: node2, streaming through memory: 0.50 times as long (0.49 to 0.51)");
  EXPECT_TRUE(comparison_text(compared).starts_with("B is slower: node4, out of it, "));
  EXPECT_EQ(first_line(comparison_text(of_equals(4))), "no node and no link is shown to be slower or faster");
}

TEST(nodes_comparison_report, a_way_that_alone_is_slower_is_the_answer) {
  NodesComparison compared = of_equals(4);
  FigureComparison& way = compared.ways[1];
  way.comparison = {.ratio = 2, .interval = {1.9, 2.1, 0.95}, .change = Change::slower};
  EXPECT_EQ(comparison_verdict(compared),
            "B is slower: from node1 to node2, a message of 1 MiB: 2.00 times as long (1.90 to 2.10)");
}

TEST(nodes_comparison_report, too_few_rounds_are_no_verdict) {
  NodesComparison compared = of_equals(2);
  for (auto* figures : {&compared.nodes, &compared.ways}) {
    for (FigureComparison& one : *figures) one.comparison.change = Change::unknown;
  }
  compared.a.measured.rounds = 3;
  EXPECT_EQ(comparison_verdict(compared),
            "no verdict: 3 rounds against 9 may differ by chance; it takes 9 of each figure");
  EXPECT_EQ(comparison_json(compared)["verdict"], "no verdict");
}

TEST(nodes_comparison_report, a_rate_is_that_of_the_median_time_so_that_rates_and_ratio_agree) {
  const Table table = nodes_comparison_table(compared_nodes(2));
  const auto row = std::find_if(table.rows.begin(), table.rows.end(), [](const Row& one) {
    return one.cells[0] == "node2" && one.cells[1] == "compute G/s";
  });
  ASSERT_NE(row, table.rows.end());
  EXPECT_EQ(row->cells[2], "9.960");
  EXPECT_EQ(row->cells[3], "7.662");
  EXPECT_EQ(row->cells[4], "+30.0 %");
  EXPECT_EQ(row->cells[5], "+28.7 %–+31.3 %");
  EXPECT_EQ(row->cells[6], "slower");
}

TEST(nodes_comparison_report, of_many_nodes_those_that_differ_and_the_others_together) {
  const NodesComparison compared = compared_nodes(40);
  const Table table = nodes_comparison_table(compared);
  EXPECT_EQ(table.rows.size(), 3 + 5U) << "two figures of node40, one of node2, and each figure of the others";
  EXPECT_EQ(table.rows.back().cells[0], "39 others");
  EXPECT_EQ(table.rows.back().cells[1], "sends MB/s");
  EXPECT_EQ(table.rows.back().cells[5], "+0.0 %–+0.0 %");
  const Table ways = ways_comparison_table(compared);
  EXPECT_TRUE(ways.rows.empty()) << "all slow ways are those of node40, which is told";
  EXPECT_EQ(ways.notes.back().substr(0, 13), "of 1,560 ways");
  EXPECT_EQ(comparison_json(compared)["links"].size(), 3120U) << "the document has them all";
}

// Those of the picture for wide screens, with one for each side in the key.
std::size_t dots_of(const std::string& page) {
  const std::string picture = page.substr(page.find("<div class=\"wide\">"), page.find("<div class=\"narrow\">"));
  std::size_t dots = 0;
  for (auto at = picture.find("transform='translate("); at < picture.find("<div class=\"narrow\">"); ++dots)
    at = picture.find("transform='translate(", at + 1);
  return dots;
}

TEST(nodes_comparison_report, of_many_nodes_a_dot_is_a_node_and_of_few_a_sample_and_that_is_said) {
  const std::string few = comparison_html(compared_nodes(3)), many = comparison_html(compared_nodes(40));
  if (few.find("No picture") != std::string::npos) GTEST_SKIP() << "without gnuplot";
  EXPECT_NE(few.find("<figcaption>Each dot is a time of a node in a round"), std::string::npos);
  EXPECT_EQ(dots_of(few), 5U * 3 * 9 * 2 + 2) << "five figures, three nodes, nine rounds, two sides";
  EXPECT_NE(many.find("<figcaption>Each dot is a node's median time"), std::string::npos);
  EXPECT_EQ(dots_of(many), 5U * 40 * 2 + 2);
}

TEST(nodes_comparison_report, wrong_values_are_said_first_and_have_no_figure) {
  NodesComparison compared = compared_nodes(2);
  FigureComparison& compute = compared.nodes.front();
  compute.b = {.is_wrong = true};
  compute.comparison = {};
  const WrongValue wrong{.kind = std::string("bit flip"), .number = 7};
  compared.b.measured.wrong = {wrong};
  compared.b.measured.verdict.wrong = {{.first = wrong, .times = 2, .node = 0}};
  const std::string text = comparison_text(compared);
  EXPECT_TRUE(text.starts_with("wrong values in B; of the others: B is slower: node2")) << text;
  EXPECT_NE(text.find("in B:    WRONG VALUES, 2 times; node1 is at fault"), std::string::npos) << text;
  const Table table = nodes_comparison_table(compared);
  const Row& row = table.rows.front();
  EXPECT_EQ((std::vector(row.cells.begin() + 2, row.cells.end())),
            (std::vector<std::string>{"9.960", "wrong", "-", "-", ""}));
  const Json json = comparison_json(compared);
  EXPECT_EQ(json["verdict"], "wrong values");
  EXPECT_EQ(json["wrong"]["b"][0]["number"], 7);
  EXPECT_EQ(json["nodes"][0]["verdict"], "wrong values");
  EXPECT_TRUE(json["nodes"][0]["ratio"].is_null() && json["nodes"][0]["median_b_s"].is_null());
}

TEST(nodes_comparison_report, facts_of_several_nodes_are_one_line) {
  const auto differences = differences_of(compared_nodes(4));
  ASSERT_EQ(differences.size(), 2U);
  EXPECT_EQ(differences[0].fact, "kernel of node[1-4]");
  EXPECT_EQ(differences[1].fact, "MPI of node1");
  EXPECT_EQ(differences[1].b, "-");
}

TEST(nodes_comparison_report, no_line_is_wider_than_80_columns_whatever_nodes_are_called) {
  NodesComparison compared = compared_nodes(4);
  for (auto* figures : {&compared.nodes, &compared.ways}) {
    for (FigureComparison& one : *figures) {
      one.node.insert(0, "a-node-with-a-rather-long-name-");
      if (!one.peer.empty()) one.peer.insert(0, "a-node-with-a-rather-long-name-");
    }
  }
  const std::string text = comparison_text(compared);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(std::count_if(line.begin(), line.end(), [](char byte) { return (byte & 0xc0) != 0x80; }), 80) << line;
  }
  EXPECT_NE(text.find("…long-name-node4  compute G/s"), std::string::npos) << text;
  EXPECT_NE(text.find("+28.7 %..+31.3 %  slower\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace squares
