#include "report/nodes_report.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "support/measured_nodes.hpp"

namespace squares {
namespace {

NodesResult alike(std::uint32_t nodes) {
  std::mt19937_64 dice(1);
  return measured(dice, {.nodes = nodes, .rounds = 2});
}

bool has(const std::string& html, const std::string& text) { return html.find(text) != std::string::npos; }

TEST(nodes_report, one_node_has_no_picture_of_how_it_differs_from_itself) {
  for (const char* picture : {"<figure", "No picture"}) EXPECT_FALSE(has(nodes_html(alike(1)), picture));
  EXPECT_TRUE(has(nodes_html(alike(2)), "<figure") || has(nodes_html(alike(2)), "No picture"));
}

TEST(nodes_report, only_what_was_compared_whole_and_is_alike_is_green) {
  EXPECT_TRUE(has(nodes_html(alike(2)), "\"verdict good\""));
  EXPECT_TRUE(has(nodes_html(alike(1)), "\"verdict\""));
  NodesResult stopped = alike(2);
  stopped.stopped = 1;
  EXPECT_TRUE(has(nodes_html(stopped), "\"verdict\""));
  NodesResult unlike = alike(2);
  unlike.verdict.unlike.push_back({.node = 1});
  EXPECT_TRUE(has(nodes_html(unlike), "\"verdict bad\""));
}

}  // namespace
}  // namespace squares
