#include "store/attempts.hpp"

#include <fmt/format.h>

#include <charconv>
#include <concepts>
#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <tuple>
#include <utility>

#include "system/file.hpp"
#include "system/paths.hpp"

namespace squares {
namespace {

// One line for each row: its kind, its columns, and a word that shows that the line is whole, between tabs.
constexpr const char* kind_of(const RankReport&) { return "rank"; }
constexpr const char* kind_of(const ThreadReport&) { return "thread"; }
constexpr const char* last_word = "end";

// Lines of many ranks are written in pieces of about so many bytes.
constexpr std::size_t longest_piece = 1 << 20;

template <std::size_t N>
std::string text_of(const FixedText<N>& value) {
  return value.str();
}
template <class Value>
std::string text_of(const Value& value) {
  return fmt::to_string(value);
}

template <Described Row>
std::string line_of(const Row& row) {
  std::string line = kind_of(row);
  each_column<Row>([&](const auto& column) { line += "\t" + text_of(row.*column.member); });
  return line + "\t" + last_word + "\n";
}

template <std::size_t N>
bool parse(const std::string& text, FixedText<N>& value) {
  value = text;
  return true;
}
bool parse(const std::string& text, double& value) {  // "nan", too
  char* end = nullptr;
  value = std::strtod(text.c_str(), &end);
  return !text.empty() && *end == '\0';
}
template <std::integral Value>
bool parse(const std::string& text, Value& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, '\t');) fields.push_back(field);
  return fields;
}

// The row of a line of its kind that is whole. A line of an earlier version lacks columns that have been appended
// since, one of a later version has more.
template <Described Row>
std::optional<Row> row_of(const std::vector<std::string>& fields) {
  Row row;
  if (fields.empty() || fields.front() != kind_of(row) || fields.back() != last_word) return std::nullopt;
  const std::size_t end = fields.size() - 1;
  std::size_t next = 1;
  bool is_whole = true;
  each_column<Row>([&](const auto& column) {
    if (next < end)
      is_whole &= parse(fields[next++], row.*column.member);
    else
      is_whole &= !column.is_in_all_files;
  });
  return is_whole ? std::optional(row) : std::nullopt;
}

}  // namespace

std::uint32_t Attempts::last() const { return ranks.empty() ? 0 : ranks.back().attempt; }

void append_attempt(const std::string& path, std::span<const RankReport> ranks, std::span<const ThreadReport> threads) {
  const RawFile file(path, O_RDWR | O_CREAT | O_NOFOLLOW);
  const std::uint64_t size = file.size();
  char last = '\n';
  if (size > 0) file.read(size - 1, std::as_writable_bytes(std::span(&last, 1)));
  std::string lines = last == '\n' ? "" : "\n";  // ends a line that was cut off
  std::uint64_t end = size;
  const auto write_beyond = [&](std::size_t most) {
    if (lines.size() <= most) return;
    file.write(end, std::as_bytes(std::span(lines)));
    end += lines.size();
    lines.clear();
  };
  const auto append = [&](const auto& rows) {
    for (const auto& row : rows) {
      lines += line_of(row);
      write_beyond(longest_piece);
    }
  };
  append(ranks);
  append(threads);
  write_beyond(0);
  file.sync();
}

bool is_file_of_attempts(const std::string& path) {
  if (!is_regular_file(path)) return false;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  if (!file.eof()) return row_of<RankReport>(fields_of(line)).has_value();
  return line.empty() ||
         (std::string(kind_of(RankReport())) + "\t").starts_with(line.substr(0, 5));  // cut off by a kill
}

Attempts read_attempts(const std::string& path) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, RankReport> ranks;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, ThreadReport> threads;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line) && !file.eof();) {
    const std::vector<std::string> fields = fields_of(line);
    if (const auto rank = row_of<RankReport>(fields)) ranks[{rank->attempt, rank->rank}] = *rank;
    if (const auto thread = row_of<ThreadReport>(fields))
      threads[{thread->attempt, thread->rank, thread->thread}] = *thread;
  }
  Attempts attempts;
  for (const auto& [key, rank] : ranks) attempts.ranks.push_back(rank);
  for (const auto& [key, thread] : threads) attempts.threads.push_back(thread);
  return attempts;
}

}  // namespace squares
