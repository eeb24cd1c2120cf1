#include "report/table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/format.hpp"
#include "report/html.hpp"

namespace squares {
namespace {

bool begins_letter(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }  // of UTF-8

std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_letter));
}

// A line without blanks at its end, and cut where a terminal ends.
std::string fitted(std::string line) {
  std::size_t end = 0;
  for (std::size_t letters = 0; end < line.size(); ++end) {
    if (begins_letter(line[end]) && ++letters > terminal_columns) break;
  }
  line.resize(end);
  line.resize(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

// The head in lines of its own, then the rows, as a terminal shows them.
std::vector<std::vector<std::string>> text_cells(const Table& table) {
  std::vector<std::string> above, below;
  for (const TableColumn& column : table.columns) {
    const std::string head = column.text_head.empty() ? terminal_text(column.head) : column.text_head;
    const auto end = head.find('\n');
    above.push_back(head.substr(0, end));
    below.push_back(end == std::string::npos ? "" : head.substr(end + 1));
  }
  std::vector<std::vector<std::string>> lines{above};
  if (std::any_of(below.begin(), below.end(), [](const std::string& head) { return !head.empty(); })) {
    lines.push_back(below);
  }
  for (const Row& row : table.rows) {
    lines.emplace_back();
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const bool is_words = i > 0 && table.columns[i].align == Align::left;
      lines.back().push_back(is_words ? row.cells[i] : terminal_text(row.cells[i]));
    }
  }
  return lines;
}

std::vector<std::size_t> widths_of(const Table& table, const std::vector<std::vector<std::string>>& lines) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    std::size_t width = table.columns[i].width;
    for (const auto& cells : lines) width = std::max(width, width_of(cells[i]));
    widths.push_back(width);
  }
  return widths;
}

// Words keep away from the figures before them.
std::size_t gap_before(const Table& table, std::size_t column) {
  return column == 0 ? 0 : table.columns[column].align == Align::left ? 2 : 1;
}

std::string grid_text(const Table& table) {
  const auto lines = text_cells(table);
  const std::vector<std::size_t> widths = widths_of(table, lines);
  std::string text;
  for (const auto& cells : lines) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (table.columns[i].only_on_page) continue;
      const std::string blanks(widths[i] - width_of(cells[i]), ' ');
      const bool is_left = table.columns[i].align == Align::left;
      line += std::string(gap_before(table, i), ' ') + (is_left ? cells[i] + blanks : blanks + cells[i]);
    }
    text += fitted(line);
  }
  return text;
}

std::string grid_html(const Table& table) {
  std::string caption;
  for (const std::string& line : table.caption) caption += (caption.empty() ? "" : "<br>") + escaped(line);
  std::string html = caption.empty() ? "" : "<caption>" + caption + "</caption>\n";
  const auto add_row = [&](const char* cell, const auto& content_of) {
    html += "<tr>";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const char* side = table.columns[i].align == Align::left && i > 0 ? " class=\"left\"" : "";
      html += std::string("<") + cell + side + ">" + content_of(i) + "</" + cell + ">";
    }
    html += "</tr>\n";
  };
  add_row("th", [&](std::size_t i) { return escaped(table.columns[i].head); });
  for (const Row& row : table.rows) {
    const std::string colour = row.colour;
    const std::string mark = colour.empty() ? "" : "<span style=\"color:" + colour + "\">■</span> ";
    add_row("td", [&](std::size_t i) { return (i == 0 ? mark : "") + escaped(row.cells[i]); });
  }
  return html;
}

}  // namespace

std::string terminal_text(const std::string& text) { return replaced(replaced(text, "×", "x"), "–", ".."); }

std::string table_text(const Table& table) {
  std::string text;
  for (const std::string& line : table.caption) text += wrapped(terminal_text(line) + "\n");
  if (!table.rows.empty()) text += grid_text(table);
  for (const std::string& line : table.notes) text += wrapped(terminal_text(line) + "\n");
  return text;
}

std::string table_html(const Table& table) {
  std::string html;
  if (!table.rows.empty())
    html += "<div class=\"scroll\" tabindex=\"0\"><table>\n" + grid_html(table) + "</table></div>\n";
  for (const std::string& note : table.notes) html += paragraph_html(note, "soft");
  return html;
}

std::string facts_text(const Facts& facts) {
  std::string text;
  for (const auto& [name, value] : facts) {
    if (!value.empty()) text += wrapped(fmt::format("{:<8} {}\n", name + ":", value));
  }
  return text;
}

std::string facts_html(const Facts& facts) {
  std::string html = "<dl>\n";
  for (const auto& [name, value] : facts) {
    if (!value.empty()) html += "<dt>" + escaped(name) + "</dt><dd>" + escaped(value) + "</dd>\n";
  }
  return html + "</dl>\n";
}

}  // namespace squares
