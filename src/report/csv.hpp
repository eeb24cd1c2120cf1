// Tables for programs: a line of heads, and one for each row. No cell is blank: what is unknown is "nan" in a column of
// numbers, and "-" in one of texts.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace squares {

// The cells of a line, each with the head of its column.
using CsvLine = std::vector<std::pair<std::string, std::string>>;

// As many digits as it takes to read the same value again.
std::string csv_number(const auto& value) { return fmt::format("{}", value); }

class Csv {
 public:
  // The heads are those of the first line.
  void add(const CsvLine& line);
  [[nodiscard]] std::string text() const { return text_.empty() ? "file\n" : text_; }

 private:
  std::string text_;
};

}  // namespace squares
