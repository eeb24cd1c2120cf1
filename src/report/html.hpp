// Pieces of HTML.
#pragma once

#include <string>

namespace squares {

// Text as it is to be read, whatever is in it.
std::string escaped(const std::string& text);

// A sentence, from text without its capital and its full stop.
std::string paragraph_html(std::string text, const std::string& style_class = "");

std::string section_html(const std::string& title, const std::string& content);

// A command to be copied.
std::string command_html(const std::string& command);

// The begin of a page, with its style and its title as a heading; end_html() ends it.
std::string begin_html(const std::string& title);
std::string end_html();

// What a terminal is told of a page that was written.
std::string page_text(const std::string& path);

}  // namespace squares
