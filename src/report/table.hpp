// Tables and lists of facts as values: built once, shown as text and on a page.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace squares {

enum class Align { left, right };

struct TableColumn {
  std::string head;         // "ranks × threads"
  std::string text_head{};  // the same for a terminal, in up to two lines: "ranks x\nthreads"; "": as `head`
  std::size_t width = 0;    // in text, at least
  Align align = Align::right;
  bool only_on_page = false;  // which has more room
};

struct Row {
  std::vector<std::string> cells;  // one for each column
  const char* colour = "";         // of a mark before the row of a page, as in the picture that the row belongs to
};

// Where it has "×" and "–", the text has "x" and "..", but in words from a file: left columns other than the first.
struct Table {
  std::vector<std::string> caption{};  // in front, a line each
  std::vector<TableColumn> columns{};
  std::vector<Row> rows{};
  std::vector<std::string> notes{};  // behind, a line each
};

// What a page has as "×" and "–", with what a terminal has for them.
std::string terminal_text(const std::string& text);

// At most 80 columns wide: the last column is cut where it has no room.
std::string table_text(const Table& table);

std::string table_html(const Table& table);

// Names with their values, a line each. Those without a value are not shown.
using Facts = std::vector<std::pair<std::string, std::string>>;
std::string facts_text(const Facts& facts);
std::string facts_html(const Facts& facts);

}  // namespace squares
