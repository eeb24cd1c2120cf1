#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "report/files_report.hpp"
#include "support/sample.hpp"

namespace squares {
namespace {

// Of a line without quoted cells.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
  return cells;
}

// The only row, by the names of its columns.
std::map<std::string, std::string> row_of(const Files& files) {
  std::istringstream stream(files_csv(files));
  std::string head, line;
  EXPECT_TRUE(std::getline(stream, head) && std::getline(stream, line));
  const std::vector<std::string> names = cells_of(head), cells = cells_of(line);
  EXPECT_EQ(names.size(), cells.size()) << head << '\n' << line;
  std::map<std::string, std::string> row;
  for (std::size_t i = 0; i < std::min(names.size(), cells.size()); ++i) row[names[i]] = cells[i];
  return row;
}

void expect_cells(const std::map<std::string, std::string>& row, const std::map<std::string, std::string>& expected) {
  for (const auto& [name, cell] : expected) {
    const auto found = row.find(name);
    ASSERT_NE(found, row.end()) << name;
    EXPECT_EQ(found->second, cell) << name;
  }
}

RunFile run_of(const Request& request, std::uint32_t ranks) {
  return {.name = "a.h5", .result = sample_result(request, ranks), .part = {}};
}

TEST(files_csv, a_run_is_a_line_of_its_figures) {
  RunFile run = run_of({.schedule = Schedule::cyclic}, 4);
  run.result.ranks.back().host = std::string("another-node");
  expect_cells(row_of({.runs = {run}, .parts = {}, .studies = {}}), {{"file", "a.h5"},
                                                                     {"state", "complete"},
                                                                     {"first", "1"},
                                                                     {"last", "1000000"},
                                                                     {"count", "1000000"},
                                                                     {"done", "1000000"},
                                                                     {"bits", "64"},
                                                                     {"ranks", "4"},
                                                                     {"threads", "1"},
                                                                     {"nodes", "2"},
                                                                     {"blocks", "8"},
                                                                     {"schedule", "cyclic"},
                                                                     {"checked", "file"},
                                                                     {"attempt", "1"},
                                                                     {"mpirun_s", "0.75"},
                                                                     {"launch_s", "0.4"},
                                                                     {"create_s", "0.01"},
                                                                     {"store_s", "0.5"},
                                                                     {"sync_s", "0.02"},
                                                                     {"check_s", "0.3"},
                                                                     {"finish_s", "0.01"},
                                                                     {"total_s", "1.25"},
                                                                     {"file_bytes", "8000512"},
                                                                     {"sum", "333333833333500000"}});
}

// 2^32−2, 2^32−1 and 2^32: their squares add up to more than 64 bits hold.
TEST(files_csv, a_wide_run_has_128_bits_and_an_exact_sum) {
  expect_cells(
      row_of({.runs = {run_of({.first = 4'294'967'294, .last = 4'294'967'296}, 1)}, .parts = {}, .studies = {}}),
      {{"state", "complete"},
       {"first", "4294967294"},
       {"last", "4294967296"},
       {"count", "3"},
       {"bits", "128"},
       {"sum", "55340232195358851077"}});
}

TEST(files_csv, a_part_says_how_far_it_is_and_has_no_times_yet) {
  RunFile part = run_of({}, 2);
  part.part = PartState{.done_blocks = 3, .done_numbers = 375'000};
  part.result.attempt = 2;
  expect_cells(row_of({.runs = {}, .parts = {part}, .studies = {}}), {{"state", "part"},
                                                                      {"count", "1000000"},
                                                                      {"done", "375000"},
                                                                      {"attempt", "2"},
                                                                      {"mpirun_s", "nan"},
                                                                      {"launch_s", "nan"},
                                                                      {"create_s", "nan"},
                                                                      {"store_s", "nan"},
                                                                      {"sync_s", "nan"},
                                                                      {"check_s", "nan"},
                                                                      {"finish_s", "nan"},
                                                                      {"total_s", "nan"}});
}

TEST(files_csv, a_cell_with_a_comma_or_a_quote_is_quoted_and_an_empty_one_is_a_dash) {
  RunFile comma = run_of({}, 1), quote = run_of({}, 1);
  comma.name = "a, b.h5";
  quote.name = "a\"b\".h5";
  comma.result.provenance.created.clear();
  const std::string text = files_csv({.runs = {comma, quote}, .parts = {}, .studies = {}});
  EXPECT_NE(text.find("\n\"a, b.h5\",complete,"), std::string::npos) << text;
  EXPECT_NE(text.find("\n\"a\"\"b\"\".h5\",complete,"), std::string::npos) << text;
  EXPECT_NE(text.find(",0.1.0,-,squares --last 1000000\n"), std::string::npos) << text;
}

// Two nodes in one round: what the first has computed is wrong, and what the second has sent.
Files measured_nodes() {
  NodesResult result{.nodes = 2};
  result.facts = {{0, std::string("host"), std::string("one")}, {1, std::string("host"), std::string("other")}};
  result.samples = {
      {.figure = 0, .round = 3, .node = 0, .amount = 1000, .seconds = 0.1},
      {.figure = 3, .round = 3, .node = 1, .again = 1, .amount = 3, .seconds = 0.125, .cached_share = 0.25}};
  const LinkSample link{
      .round = 3, .from = 0, .to = 1, .transfer_bytes = 1000, .latency_s = 1e-6, .slowest_s = 0.2, .transfer_s = 0.5};
  result.links = {link, link};
  std::swap(result.links[1].from, result.links[1].to);
  result.wrong = {{.figure = static_cast<std::uint32_t>(NodeFigure::compute), .node = 0, .peer = 0},
                  {.figure = static_cast<std::uint32_t>(NodeFigure::bandwidth), .node = 1, .peer = 0}};
  return {.nodes = {{.name = "n.h5", .measured = result}}};
}

TEST(files_csv, a_figure_of_a_node_or_a_way_in_a_round_is_a_line) {
  EXPECT_EQ(files_csv(measured_nodes()),
            "file,round,again,figure,node,peer,time_s,amount,unit,rate_per_s,cached_share,wrong\n"
            "n.h5,3,0,compute,one,-,0.1,1000,squares,nan,nan,1\n"
            "n.h5,3,1,read,other,-,0.125,3,bytes,24,0.25,0\n"
            "n.h5,3,0,latency,one,other,1e-06,1,messages,1000000,nan,0\n"
            "n.h5,3,0,bandwidth,one,other,0.5,1000,bytes,2000,nan,0\n"
            "n.h5,3,0,stalls,one,other,0.2,1,messages,5,nan,0\n"
            "n.h5,3,0,latency,other,one,1e-06,1,messages,nan,nan,1\n"
            "n.h5,3,0,bandwidth,other,one,0.5,1000,bytes,nan,nan,1\n"
            "n.h5,3,0,stalls,other,one,0.2,1,messages,nan,nan,1\n");
}

TEST(files_csv, files_of_different_kinds_make_no_table) {
  Files files = measured_nodes();
  files.runs = {run_of({}, 1)};
  EXPECT_THROW(files_csv(files), Error);
  files.runs.clear();
  files.studies = {{.name = "s.h5", .study = sample_study(), .provenance = {}}};
  EXPECT_THROW(files_csv(files), Error);
  files.nodes.clear();
  EXPECT_NO_THROW(files_csv(files));
}

}  // namespace
}  // namespace squares
