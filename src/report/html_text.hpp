// Pieces of HTML.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace squares {

// Text as it is to be read, whatever is in it.
std::string escaped(const std::string& text);

// `cells`: the head first, each row as long as it. The first column is text, others are numbers or short texts.
std::string table_html(const std::string& caption, const std::vector<std::vector<std::string>>& cells);

std::string section_html(const std::string& title, const std::string& content);

// Names and values, line by line.
std::string list_html(const std::vector<std::pair<std::string, std::string>>& entries);

// A command to be copied.
std::string command_html(const std::string& command);

// The begin of a page, up to its body, with its style; end_html() ends it.
std::string begin_html(const std::string& title);
std::string end_html();

}  // namespace squares
