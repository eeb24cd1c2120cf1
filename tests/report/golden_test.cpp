// What is said of each kind of file and result, whole: compared with the files of tests/report/golden. After a change
// that is meant, RENEW_GOLDEN=1 build-ci/bin/test_report --gtest_filter='golden.*' writes them again, for git diff.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "report/claims_report.hpp"
#include "report/compare_report.hpp"
#include "report/doctor_report.hpp"
#include "report/files_report.hpp"
#include "report/nodes_comparison_report.hpp"
#include "report/nodes_report.hpp"
#include "report/verify_report.hpp"
#include "support/compared_nodes.hpp"
#include "support/sample.hpp"

namespace squares {
namespace {

void expect_golden(const std::string& name, const std::string& text) {
  const std::filesystem::path path = std::filesystem::path(GOLDEN_FOLDER) / name;
  if (std::getenv("RENEW_GOLDEN") != nullptr) std::ofstream(path) << text;
  std::ifstream file(path);
  const std::string golden{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text, golden) << "is not what " << path << " says; RENEW_GOLDEN=1 writes it again";
}

// A page without pictures, which are not the same with every gnuplot, and without its style.
void expect_golden_page(const std::string& name, const std::function<std::string()>& html) {
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", "", 1);
  const std::string page = html();
  ::setenv("PATH", path.c_str(), 1);
  expect_golden(name + ".html", page.substr(0, page.find("<style>")) + page.substr(page.find("</head>")));
}

void expect_golden(const std::string& name, const Files& files) {
  expect_golden(name + ".txt", files_text(files));
  expect_golden_page(name, [&] { return files_html(files); });
}

RunFile run_of(std::uint32_t ranks, std::uint32_t threads = 1) {
  RunFile run{.name = "squares.h5", .result = sample_result({}, ranks, threads)};
  run.timeline = sample_timeline(run.result);
  return run;
}

TEST(golden, run) { expect_golden("run", Files{.runs = {run_of(4, 2)}}); }

TEST(golden, run_of_many_ranks) { expect_golden("run_of_many_ranks", Files{.runs = {run_of(100)}}); }

TEST(golden, part) {
  RunFile part = run_of(4);
  part.name += ".part";
  part.result.phases = {};
  part.result.storage = {};
  part.result.sources = {};
  part.part = PartState{.done_blocks = 3, .done_numbers = 750'000};
  expect_golden("part", Files{.parts = {part}});
}

TEST(golden, series) {
  Files files;
  for (const std::uint32_t ranks : {1U, 1U, 1U, 2U, 2U, 4U}) {
    files.runs.push_back(run_of(ranks));
    RunFile& run = files.runs.back();
    run.name = std::to_string(files.runs.size()) + ".h5";
    run.result.phases.store_s = 1.0 / ranks + 0.01 * static_cast<double>(files.runs.size());
    run.result.phases.total_s = 0.75 + run.result.phases.store_s;
  }
  files.runs.push_back(run_of(8));
  files.runs.back().result.attempt = 2;
  expect_golden("series", files);
}

TEST(golden, study) {
  expect_golden("study",
                Files{.studies = {{.name = "study.h5", .study = sample_study(), .provenance = sample_provenance()}}});
}

// Four nodes, of which the third computes and sends slowly, and has received a wrong square.
NodesResult sick_cluster() {
  NodesResult result{.nodes = 4, .ranks = 4, .rounds = 18, .in_turn = 1, .one_machine = 1, .seconds = 12.3};
  for (std::uint32_t node = 0; node < result.nodes; ++node) {
    const double times = node == 2 ? 2 : 1;
    result.facts.push_back({node, std::string("host"), "node" + std::to_string(node + 1)});
    result.facts.push_back({node, std::string("kernel"), std::string(node == 3 ? "5.10" : "6.1")});
    result.facts.push_back({node, std::string("MPI"), std::string("Open MPI v4.1.4")});
    for (std::uint32_t figure = 0; figure < node_figures; ++figure) {
      result.samples.push_back(
          {.figure = figure, .node = node, .amount = figure == 4 ? 16U : 1'000'000'000U, .seconds = 0.5 * times});
      if (figure == 3) result.samples.back().cached_share = 0.25;
    }
    for (std::uint32_t to = 0; to < result.nodes; ++to) {
      if (to == node) continue;
      result.links.push_back({.from = node,
                              .to = to,
                              .pings = 200,
                              .transfers = 3,
                              .transfer_bytes = 1U << 20,
                              .latency_s = 2e-6,
                              .slowest_s = 1e-5,
                              .transfer_s = 1e-4 * times});
    }
  }
  const auto interval = [](double ratio) { return Interval{0.9 * ratio, 1.1 * ratio, 0.95}; };
  NodesVerdict& verdict = result.verdict;
  verdict.unlike = {
      {.node = 2, .ratio = 2, .interval = interval(2)},
      {.node = 2, .figure = NodeFigure::bandwidth, .side = LinkSide::out, .ratio = 2, .interval = interval(2)},
      {.node = 0,
       .peer = 1,
       .figure = NodeFigure::latency,
       .side = LinkSide::both,
       .ratio = 3,
       .interval = interval(3)}};
  verdict.suspects = {{.node = 3, .figure = NodeFigure::write, .ratio = 1.5, .interval = interval(1.5)}};
  verdict.slower = {{.node = 3, .figure = NodeFigure::memory, .ratio = 1.5, .interval = interval(1.5)}};
  verdict.facts = {{.node = 3, .name = "kernel", .value = "5.10", .usual = "6.1"}};
  verdict.resolutions = {{NodeFigure::compute, 0.03, 1.14}, {NodeFigure::bandwidth, 0.1, 1.9}};
  const WrongValue wrong{.figure = static_cast<std::uint32_t>(NodeFigure::bandwidth),
                         .round = 2,
                         .node = 0,
                         .peer = 2,
                         .processor = 5,
                         .kind = std::string("bit flip"),
                         .number = 1000,
                         .count = 1,
                         .byte = 8000,
                         .stored = 1'000'004};
  result.wrong = {wrong};
  verdict.wrong = {{.first = wrong, .times = 4, .node = 2}};
  return result;
}

TEST(golden, nodes) {
  expect_golden("nodes",
                Files{.nodes = {{.name = "nodes.h5", .measured = sick_cluster(), .provenance = sample_provenance()}}});
  expect_golden("nodes.json", nodes_json(sick_cluster()).dump(2) + "\n");
  expect_golden("nodes.csv",
                files_csv({.nodes = {{.name = "nodes.h5", .measured = sick_cluster(), .provenance = {}}}}));
}

TEST(golden, compare_nodes) {
  NodesComparison compared = compared_nodes(3);
  compared.only_b = {"node4", "node5"};
  expect_golden("compare_nodes.txt", comparison_text(compared));
  expect_golden_page("compare_nodes", [&] { return comparison_html(compared); });
  expect_golden("compare_nodes.json", document(comparison_json(compared)));
  expect_golden("compare_many_nodes.txt", comparison_text(compared_nodes(40)));
}

TEST(golden, claims) {
  expect_golden(
      "claims",
      Files{.studies = {{.name = "claims.h5",
                         .claims = sample_claims(),
                         .claims_setting = {.host = "node", .processors = 4, .python = "3.11.2", .seconds = 12},
                         .provenance = sample_provenance()}}});
}

TEST(golden, one_claim) {
  expect_golden("one_claim.txt",
                claims_text(std::vector{sample_claims().front()}, {.host = "node", .control = 1}, true));
}

TEST(golden, example) {
  expect_golden(
      "example.txt",
      example_text({.id = "E1",
                    .title = "two threads side by side",
                    .workers = {{"thread 0", 0, 0.1, 0.5, 0.6, 0, 500}, {"thread 1", 0.1, 0.3, 0.8, 1, 1, 500}},
                    .total_s = 1,
                    .alone_s = 0.9}));
}

TEST(golden, verify) {
  FileVerdict right{.path = "right.h5", .seconds = 0.5}, wrong{.path = "wrong.h5", .seconds = 0.5};
  right.facts.head = {.plan = make_plan({.last = 1000}, 2), .complete = 1};
  right.counts = {.right_numbers = 1000};
  wrong.facts = {.head = {.plan = make_plan({.first = 1001, .last = 3000}, 2), .complete = 1},
                 .ranks = sample_result({}, 2).ranks};
  wrong.counts = {.right_numbers = 1490, .wrong_numbers = 510, .open_blocks = 0, .findings = 5};
  wrong.findings = {
      {.kind = DamageKind::bit_flip,
       .rank = 1,
       .attempt = 1,
       .number = 1007,
       .count = 1,
       .index = 6,
       .byte = 2096,
       .stored = {7, 0}},
      {.kind = DamageKind::shifted,
       .rank = 1,
       .attempt = 1,
       .number = 1107,
       .count = 9,
       .index = 106,
       .byte = 2896,
       .source = 5},
      {.kind = DamageKind::ledger, .block = 1},
      {.kind = DamageKind::truncated, .number = 2501, .count = 500, .index = 1500, .byte = 14'048, .block = 1}};
  wrong.lost_bytes = 4000;
  wrong.disagreements = {"rank 1 has 999 numbers in /ranks, 1,000 in the ledger"};
  FileVerdict open = right,
              unreadable{.path = "no.h5", .error = Error(Exit::no_input, "is empty", "no.h5", "copy it again")};
  open.path = "open.h5";
  open.counts = {.right_numbers = 500, .open_numbers = 500, .open_blocks = 1};
  const VerifyResult result{.files = {right, wrong, open, unreadable}, .cover = cover_of({1, 4000}, {right, wrong})};
  expect_golden("verify.txt", verify_text(result));
  expect_golden("verify.json", verify_json(result).dump(2) + "\n");
}

TEST(golden, compare) {
  std::vector<RunFile> a, b;
  for (int i = 0; i < 5; ++i) {
    for (auto* runs : {&a, &b}) {
      runs->push_back(run_of(2));
      runs->back().name = (runs == &a ? "a" : "b") + std::to_string(i) + ".h5";
      Phases& took = runs->back().result.phases;
      took.store_s *= (1 + 0.01 * i) * (runs == &b ? 1.5 : 1);
      took.total_s = 0.75 + took.store_s;
    }
  }
  b.front().result.provenance.mpi_version = "another";
  const RunComparison runs = compare_runs(a, b);
  expect_golden("compare.txt", comparison_text(runs));
  expect_golden("compare_of_two.txt", comparison_text(compare_runs({a.front()}, {b.front()})));
}

TEST(golden, doctor) {
  const DoctorResult result{
      .ranks = 2,
      .nodes = 1,
      .checks = {
          healthy("MPI", "Open MPI 4.1.4, MPI_THREAD_FUNNELED"),
          doubtful("placement", "2 ranks on one processor, where they take turns with each other and with others",
                   "mpirun -np 2 --bind-to core squares doctor"),
          broken("folder", Error(Exit::io, "cannot write", "/data", "free some space"))}};
  expect_golden("doctor.txt", doctor_text(result));
  expect_golden("doctor.json", doctor_json(result).dump(2) + "\n");
}

}  // namespace
}  // namespace squares
