#include "report/verify_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/decimal.hpp"
#include "report/format.hpp"
#include "report/run_report.hpp"

namespace squares {
namespace {

constexpr std::size_t most_lines = 20;

std::string host_of(const FileFacts& facts, const Finding& finding) {
  for (const RankReport& rank : facts.ranks) {
    if (rank.attempt == finding.attempt && rank.rank == finding.rank) return rank.host.str();
  }
  return "?";
}

std::string range_text(Range range) { return grouped(range.first) + ".." + grouped(range.last()); }

std::string finding_text(const FileFacts& facts, const Finding& f) {
  std::string text = fmt::format("  {}: ", to_text(f.kind));
  if (f.kind == DamageKind::ledger) {
    text += fmt::format("row {} of /blocks is broken or does not describe its block\n", f.block);
  } else {
    text += f.kind == DamageKind::truncated
                ? fmt::format("{} squares from {} on are lost\n", grouped(f.count), grouped(f.number))
            : f.kind == DamageKind::unreadable
                ? fmt::format("{} squares from {} on are in a block that HDF5 cannot read\n", grouped(f.count),
                              grouped(f.number))
            : f.count == 1 ? fmt::format("the square of {} reads {}\n", grouped(f.number), to_decimal(f.stored))
                           : fmt::format("{} squares from {} on\n", grouped(f.count), grouped(f.number));
    if (f.kind == DamageKind::shifted) {
      text += fmt::format("    they are the squares of {}\n", range_text({f.source, f.count}));
    }
  }
  const std::string byte = f.byte == nowhere ? "" : fmt::format("byte {} of the file, ", f.byte);
  text += fmt::format("    /squares[{}], {}block {}\n", f.index, byte, f.block);
  text += fmt::format("    written by rank {}, thread {}, on {}, attempt {}\n", f.rank, f.thread, host_of(facts, f),
                      f.attempt);
  return text;
}

std::string file_text(const FileVerdict& file) {
  if (file.error) {
    return fmt::format("{}: UNREADABLE, {}\n  {}\n", file.path, file.error->what(), file.error->remedy);
  }
  const FileFacts::Head& head = file.facts.head;
  const BlockCounts& counts = file.counts;
  const std::uint64_t bytes = (counts.right_numbers + counts.wrong_numbers) * bytes_per_square(head.plan.width());
  const char* verdict = file.is_wrong() ? "WRONG" : counts.open_blocks > 0 ? "right so far" : "right";
  std::string text = fmt::format("{}: {}\n", file.path, verdict);
  text += fmt::format("  {} of {} squares of {} are right, in {} ({:.3f} s, {})\n", grouped(counts.right_numbers),
                      grouped(head.plan.range.count), range_text(head.plan.range), plural(head.plan.blocks, "block"),
                      file.seconds, human_rate(static_cast<double>(bytes) / std::max(file.seconds, 1e-9), "B"));
  if (counts.open_blocks > 0) {
    text += fmt::format("  {} with {} squares are open: squares run --resume computes them\n",
                        plural(counts.open_blocks, "block"), grouped(counts.open_numbers));
  }
  if (counts.wrong_numbers > 0) text += fmt::format("  {} wrong\n", plural(counts.wrong_numbers, "square"));
  if (file.lost_bytes > 0)
    text += fmt::format("  truncated file: its last {} are lost\n", plural(file.lost_bytes, "byte"));
  const std::size_t shown = std::min(most_lines, file.findings.size());
  for (std::size_t i = 0; i < shown; ++i) text += finding_text(file.facts, file.findings[i]);
  if (counts.findings > shown) text += fmt::format("  … and {} more places\n", grouped(counts.findings - shown));
  for (const std::string& disagreement : file.disagreements) text += "  table: " + disagreement + "\n";
  if (file.reopened) text += fmt::format("  reopened: it is {}.part now, and --resume completes it\n", file.path);
  return text;
}

Json finding_json(const FileFacts& facts, const Finding& finding) {
  Json json{{"class", to_text(finding.kind)}};
  put_large(json, "number", finding.number);
  put_large(json, "count", finding.count);
  put_large(json, "index", finding.index);
  if (finding.byte != nowhere) put_large(json, "byte", finding.byte);
  json["block"] = finding.block;
  json["rank"] = finding.rank;
  json["thread"] = finding.thread;
  json["host"] = host_of(facts, finding);
  json["attempt"] = finding.attempt;
  if (finding.kind != DamageKind::ledger && finding.kind != DamageKind::unreadable)
    json["stored"] = to_decimal(finding.stored);
  if (finding.kind == DamageKind::shifted) put_large(json, "source", finding.source);
  return json;
}

Json file_json(const FileVerdict& file) {
  Json json{{"file", file.path}, {"exit", static_cast<int>(file.exit())}};
  if (file.error) {
    json["error"] = error_json(*file.error)["error"];
    json["errors"] = Json::array();
    if (file.error->code == Exit::wrong_value) {
      json["errors"].push_back({{"class", to_text(DamageKind::truncated)}, {"what", file.error->what()}});
    }
    return json;
  }
  json["plan"] = plan_json(file.facts.head.plan);
  json["complete"] = file.facts.head.complete != 0;
  put_large(json, "right_numbers", file.counts.right_numbers);
  put_large(json, "wrong_numbers", file.counts.wrong_numbers);
  put_large(json, "open_numbers", file.counts.open_numbers);
  json["open_blocks"] = file.counts.open_blocks;
  json["places"] = file.counts.findings;
  json["errors"] = Json::array();
  if (file.lost_bytes > 0) {
    json["errors"].push_back({{"class", to_text(DamageKind::truncated)},
                              {"what", fmt::format("its last {} are lost", plural(file.lost_bytes, "byte"))}});
  }
  for (const Finding& finding : file.findings) json["errors"].push_back(finding_json(file.facts, finding));
  for (const std::string& text : file.disagreements) {
    json["errors"].push_back({{"class", to_text(DamageKind::table)}, {"what", text}});
  }
  json["reopened"] = file.reopened;
  json["verify_s"] = file.seconds;
  return json;
}

Json ranges_json(const std::vector<Range>& ranges) {
  Json list = Json::array();
  for (const Range& range : ranges) {
    Json json;
    put_large(json, "first", range.first);
    put_large(json, "last", range.last());
    list.push_back(json);
  }
  return list;
}

}  // namespace

std::string verify_text(const VerifyResult& result) {
  std::string text;
  for (const FileVerdict& file : result.files) text += file_text(file);
  if (!result.cover) return printable(text);
  const Cover& cover = *result.cover;
  text += fmt::format("{}: {}\n", range_text(cover.range),
                      cover.holds() ? "covered, without gap or overlap" : "NOT covered");
  for (const Range& gap : cover.gaps) text += fmt::format("  gap: {}\n", range_text(gap));
  for (const Range& overlap : cover.overlaps) text += fmt::format("  overlap: {}\n", range_text(overlap));
  return printable(text);
}

Json verify_json(const VerifyResult& result) {
  Json json{{"exit", static_cast<int>(result.exit())}, {"files", Json::array()}, {"errors", Json::array()}};
  for (const FileVerdict& file : result.files) {
    json["files"].push_back(file_json(file));
    for (Json error : json["files"].back()["errors"]) {
      error["file"] = file.path;
      json["errors"].push_back(error);
    }
  }
  if (result.cover) {
    json["cover"] = {{"holds", result.cover->holds()},
                     {"gaps", ranges_json(result.cover->gaps)},
                     {"overlaps", ranges_json(result.cover->overlaps)}};
  }
  return json;
}

}  // namespace squares
