#include "report/csv.hpp"

#include "core/utf8.hpp"

namespace squares {
namespace {

std::string cell(const std::string& any_bytes) {
  if (any_bytes.empty()) return "-";
  const std::string text = valid_utf8(any_bytes);
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char letter : text) quoted += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return quoted + "\"";
}

std::string line_text(const CsvLine& line, auto part) {
  std::string text;
  for (const auto& entry : line) text += (&entry == &line.front() ? "" : ",") + cell(entry.*part);
  return text + "\n";
}

}  // namespace

void Csv::add(const CsvLine& line) {
  if (text_.empty()) text_ = line_text(line, &CsvLine::value_type::first);
  text_ += line_text(line, &CsvLine::value_type::second);
}

}  // namespace squares
