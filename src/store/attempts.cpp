#include "store/attempts.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>

#include "system/raw_file.hpp"

namespace squares {
namespace {

// One line for each row: its kind, its columns, and a word that shows that the line is whole, between tabs.
std::string line_of(const RankReport& r) {
  return fmt::format("rank\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\tend\n", r.attempt, r.rank,
                     r.host.str(), r.pid, r.threads, r.cpus.str(), r.numa_nodes.str(), r.numbers, r.blocks, r.compute_s,
                     r.write_s, r.wait_s, r.check_s, r.cpu_s, r.peak_rss_bytes);
}

std::string line_of(const ThreadReport& t) {
  return fmt::format("thread\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\tend\n", t.attempt, t.rank, t.thread, t.cpu_first,
                     t.cpu_last, t.blocks, t.numbers, t.busy_s);
}

// Up to the next tab. A text may be empty, which operator>> would pass over.
template <std::size_t N>
void read_text(std::istream& fields, FixedText<N>& value) {
  std::string text;
  std::getline(fields, text, '\t');
  value = text;
}

// operator>> reads no "nan".
void read_seconds(std::istream& fields, double& value) {
  std::string text;
  fields >> text;
  value = std::strtod(text.c_str(), nullptr);
}

bool ends(std::istream& fields) {
  std::string word;
  return fields >> word && word == "end";
}

bool parse(std::istream& fields, RankReport& r) {
  fields >> r.attempt >> r.rank;
  fields.ignore();
  read_text(fields, r.host);
  fields >> r.pid >> r.threads;
  fields.ignore();
  read_text(fields, r.cpus);
  read_text(fields, r.numa_nodes);
  fields >> r.numbers >> r.blocks;
  for (double* value : {&r.compute_s, &r.write_s, &r.wait_s, &r.check_s, &r.cpu_s}) read_seconds(fields, *value);
  fields >> r.peak_rss_bytes;
  return ends(fields);
}

bool parse(std::istream& fields, ThreadReport& t) {
  fields >> t.attempt >> t.rank >> t.thread >> t.cpu_first >> t.cpu_last >> t.blocks >> t.numbers;
  read_seconds(fields, t.busy_s);
  return ends(fields);
}

}  // namespace

std::uint32_t Attempts::last() const { return ranks.empty() ? 0 : ranks.back().attempt; }

void append_attempt(const std::string& path, std::span<const RankReport> ranks, std::span<const ThreadReport> threads) {
  const RawFile file(path, O_RDWR | O_CREAT);
  const std::uint64_t size = file.size();
  char last = '\n';
  if (size > 0) file.read(size - 1, std::as_writable_bytes(std::span(&last, 1)));
  std::string lines = last == '\n' ? "" : "\n";  // ends a line that was cut off
  for (const RankReport& rank : ranks) lines += line_of(rank);
  for (const ThreadReport& thread : threads) lines += line_of(thread);
  file.write(size, std::as_bytes(std::span(lines)));
  file.sync();
}

Attempts read_attempts(const std::string& path) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, RankReport> ranks;
  std::map<std::pair<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t>, ThreadReport> threads;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line) && !file.eof();) {
    std::istringstream fields(line);
    std::string kind;
    fields >> kind;
    RankReport rank;
    ThreadReport thread;
    if (kind == "rank" && parse(fields, rank)) ranks[{rank.attempt, rank.rank}] = rank;
    if (kind == "thread" && parse(fields, thread)) threads[{{thread.attempt, thread.rank}, thread.thread}] = thread;
  }
  Attempts attempts;
  for (const auto& [key, rank] : ranks) attempts.ranks.push_back(rank);
  for (const auto& [key, thread] : threads) attempts.threads.push_back(thread);
  return attempts;
}

}  // namespace squares
