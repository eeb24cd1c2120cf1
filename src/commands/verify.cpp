#include "commands/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <span>

#include "commands/read_files.hpp"
#include "commands/reopen.hpp"
#include "commands/verify_blocks.hpp"
#include "core/decimal.hpp"
#include "core/stopwatch.hpp"
#include "parallel/introductions.hpp"
#include "parallel/mpi_library.hpp"
#include "report/json.hpp"
#include "report/streams.hpp"
#include "report/verify_report.hpp"
#include "store/inspect.hpp"
#include "store/read_ledger.hpp"
#include "system/paths.hpp"
#include "system/placement.hpp"

namespace squares {
namespace {

// What the tables say against the ledger. The master's.
std::vector<std::string> disagreements_of(const std::string& path, const FileFacts& facts) {
  std::vector<std::string> found;
  const FileFacts::Head& head = facts.head;
  if (head.sum.str() != sum_of_squares(head.plan.range)) found.emplace_back("/run has another sum than its range");
  if (head.broken_tables != 0) found.emplace_back("/ranks or /threads cannot be read");
  if (head.complete == 0 || head.broken_tables != 0) return found;
  std::map<AttemptAndRank, LedgerTotals> ledger;
  try {
    StoredValues values(path, head.plan, head.places);
    ledger = sum_ledger(values, head.plan.blocks);
  } catch (const Unreadable&) {
    return found;  // each row has been found wrong
  }
  for (const RankReport& rank : facts.ranks) {
    const LedgerTotals totals = ledger[{rank.attempt, rank.rank}];
    ledger.erase({rank.attempt, rank.rank});
    if (totals.numbers == rank.numbers && totals.blocks == rank.blocks) continue;
    found.push_back(fmt::format("/ranks says {} blocks and {} numbers of rank {} in attempt {}, and /blocks {} and {}",
                                rank.blocks, rank.numbers, rank.rank, rank.attempt, totals.blocks, totals.numbers));
  }
  for (const auto& [who, totals] : ledger) {
    found.push_back(
        fmt::format("/ranks lacks rank {} of attempt {}, who wrote {} blocks", who.second, who.first, totals.blocks));
  }
  std::map<AttemptAndRank, std::uint64_t> by_threads;
  for (const ThreadReport& thread : facts.threads) by_threads[{thread.attempt, thread.rank}] += thread.numbers;
  for (const RankReport& rank : facts.ranks) {
    if (rank.attempt != head.attempts || by_threads[{rank.attempt, rank.rank}] == rank.numbers) continue;
    found.push_back(
        fmt::format("/threads and /ranks disagree on the numbers of rank {} in attempt {}", rank.rank, rank.attempt));
  }
  return found;
}

// The thread that filled the place of a wrong square.
std::uint32_t thread_of(const FileFacts& facts, const Finding& finding) {
  const auto writer = std::find_if(facts.ranks.begin(), facts.ranks.end(), [&](const RankReport& rank) {
    return rank.attempt == finding.attempt && rank.rank == finding.rank;
  });
  if (writer == facts.ranks.end()) return 0;
  // Threads share a block as equal blocks share a range.
  const Plan shares{.range = facts.head.plan.block(finding.block), .blocks = std::max(1U, writer->threads)};
  return static_cast<std::uint32_t>(shares.block_of(finding.number));
}

// One file after the other, on one rank of perhaps many.
class Verifier {
 public:
  Verifier(const World& world, const VerifyOptions& options)
      : world_(world), options_(options), files_(options.operands) {}

  Exit all();

 private:
  FileVerdict verify(const std::string& path);
  void on_master(FileVerdict& file, const std::function<void()>& step) const;
  void verify_my_blocks(FileVerdict& file, const std::string& place);
  void gather(FileVerdict& file, const BlockResults& mine, const std::optional<Error>& failure) const;
  [[nodiscard]] std::uint32_t threads() const;

  const World& world_;
  const VerifyOptions& options_;
  std::vector<std::string> files_;
};

std::uint32_t Verifier::threads() const {
  const std::vector<Introduction> ranks = all_gather_introductions(world_, introduce_rank(false));
  std::uint32_t wanted = options_.threads;
  world_.broadcast(wanted);
  return team_sizes(wanted, ranks)[static_cast<std::size_t>(world_.rank())];
}

Exit Verifier::all() {
  world_.broadcast(files_);
  VerifyResult result;
  for (const std::string& path : files_) {
    result.files.push_back(verify(path));
  }
  Exit code = Exit::done;
  if (world_.is_master()) {
    if (options_.covers) result.cover = cover_of(*options_.covers, result.files);
    code = print_result(options_.json    ? document(verify_json(result))
                        : options_.quiet ? ""
                                         : verify_text(result),
                        result.exit());
  }
  world_.broadcast(code);
  return code;
}

FileVerdict Verifier::verify(const std::string& path) {
  const Stopwatch clock;
  FileVerdict file;
  file.path = path;
  std::string place = path;  // a truncated file that is to be reopened has moved
  const std::string target = without_links(path);
  on_master(file, [&] {
    expect_there(path);
    if (options_.reopen) place = part_if_truncated(target);
    if (const auto length = length_before_truncation(place)) {
      file.lost_bytes = *length - bytes_of_file(place);
    }
    file.facts = inspect_what_is_left(place);
  });
  bool readable = !file.error;
  world_.broadcast(readable);
  world_.broadcast(place);
  if (!readable) return file;
  verify_my_blocks(file, place);
  on_master(file, [&] { file.disagreements = disagreements_of(place, file.facts); });
  file.seconds = clock.seconds();
  on_master(file, [&] {
    for (Finding& finding : file.findings) finding.thread = thread_of(file.facts, finding);
    if (options_.reopen) reopen(file, target, place);
  });
  return file;
}

// A step of the master's, if none before has failed; its error becomes the file's.
void Verifier::on_master(FileVerdict& file, const std::function<void()>& step) const {
  if (!world_.is_master() || file.error) return;
  try {
    step();
  } catch (const Error& error) {
    file.error = error;
  }
}

void Verifier::verify_my_blocks(FileVerdict& file, const std::string& place) {
  world_.broadcast(file.facts.head);
  const Range mine = part({0, file.facts.head.plan.blocks}, static_cast<std::uint32_t>(world_.rank()),
                          static_cast<std::uint32_t>(world_.size()));
  BlockResults results;
  std::optional<Error> failure;
  Team team(threads());
  try {
    results = verify_blocks(place, file.facts.head, mine, team);
  } catch (const Error& error) {
    failure = error;
  }
  gather(file, results, failure);
}

// The results of all ranks, in the file's verdict on the master.
void Verifier::gather(FileVerdict& file, const BlockResults& mine, const std::optional<Error>& failure) const {
  for (const BlockCounts& counts : world_.gather(mine.counts)) file.counts += counts;
  file.findings = world_.gather_all(std::span<const Finding>(mine.findings));
  const auto codes = world_.gather(failure ? failure->code : Exit::done);
  const auto words = world_.gather(std::string(failure ? failure->what() : ""));
  const auto remedies = world_.gather(failure ? failure->remedy : "");
  for (std::size_t rank = 0; rank < words.size(); ++rank) {
    if (codes[rank] != Exit::done) file.error = Error(codes[rank], words[rank], file.path, remedies[rank]);
  }
}

}  // namespace

Exit verify(const World& world, const VerifyOptions& options) { return Verifier(world, options).all(); }

}  // namespace squares
