#include "report/gnuplot.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "core/error.hpp"
#include "report/format.hpp"
#include "report/html.hpp"
#include "system/environment.hpp"
#include "system/program.hpp"

namespace squares {
namespace {

constexpr unsigned wide = 880, narrow = 380;  // pixels

constexpr double patience_s = 20;

// What gnuplot has drawn of a script; or why there is nothing.
struct Drawing {
  std::string svg = {}, why = {};
};

// Neither the user's settings nor their variables change a picture.
Program gnuplot() {
  Program program{.words = {"gnuplot", "--default-settings", "-"}};
  for (const auto& [name, value] : variables()) {
    if (name.starts_with("GNU") || name.starts_with("FIT_")) program.environment[std::string(name)] = std::nullopt;
  }
  return program;
}

Drawing draw(const std::string& script) {
  static std::string hangs;  // one that has hung is not asked again
  if (!hangs.empty()) return {.why = hangs};
  try {
    const ProgramEnd end = run_program(gnuplot(), patience_s, script);
    if (end.code == 127) return {.why = "gnuplot is not installed here"};
    const auto begin = end.output.find("<svg");
    if (end.code == 0 && begin != std::string::npos) return {.svg = end.output.substr(begin)};
    const std::string why = reason_of(end, "gnuplot", patience_s);
    if (!end.code) hangs = why;
    return {.why = why};
  } catch (const Error& error) {
    return {.why = error.what()};
  }
}

// Colours follow the page's, names are the page's own, and what gnuplot says of itself goes.
std::string adapted(std::string svg, const Plot& plot, unsigned number) {
  const auto title = svg.find("<title>"), end = svg.find("</desc>");
  if (title != std::string::npos && end != std::string::npos) svg.erase(title, end + 7 - title);
  for (const char* attribute : {"fill", "stroke"}) {
    for (const char* black : {"black", "rgb(0,0,0)", "rgb(  0,   0,   0)"}) {
      for (const char* quote : {"'", "\""}) {
        svg = replaced(std::move(svg), std::string(attribute) + "=" + quote + black + quote,
                       std::string(attribute) + "=\"currentColor\"");
      }
    }
  }
  svg = replaced(std::move(svg), " color=\"black\"", "");
  for (const char* name : {"gp", "gnuplot_", "textbox", "greybox"}) {
    const std::string own = fmt::format("p{}-{}", number, name);
    for (const char* before : {"id=\"", "id='", "href='#", "href=\"#", "url(#"}) {
      svg = replaced(std::move(svg), std::string(before) + name, before + own);
    }
  }
  return R"(<svg role="img" aria-label=")" + escaped(plot.text) + "\"" + svg.substr(4);
}

std::string script_of(const Plot& plot, unsigned width, const std::string& own) {
  return fmt::format(
             "set terminal svg size {},{} dynamic font 'sans-serif,13'\n"
             "set encoding utf8\nset border 3 lc rgb 'black'\nset tics nomirror out\nset grid y lc rgb '#b0b0b0' lw "
             "0.5 dt 3\n"
             "set key outside top center horizontal\nset style fill solid 1 noborder\n",
             width, plot.height) +
         own;
}

}  // namespace

std::string quoted_label(const std::string& text) {
  std::string label = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') label += '\\';
    const bool is_markup = std::string("{}^_@&~").find(letter) != std::string::npos;  // of its enhanced text
    if (is_markup) label += "\\\\";
    const bool is_unfit = static_cast<unsigned char>(letter) < ' ' || letter == '`';  // a command stands between these
    label += is_unfit ? '?' : letter;
  }
  return label + "\"";
}

std::string figure_html(const Plot& plot) {
  static unsigned number = 0;
  const Drawing big = draw(script_of(plot, wide, plot.script));
  const Drawing small = draw(script_of(plot, narrow, plot.narrow_script.empty() ? plot.script : plot.narrow_script));
  if (const std::string& why = big.why.empty() ? small.why : big.why; !why.empty())
    return fmt::format("<p class=\"missing\">No picture “{}”: {}.</p>\n", escaped(plot.title), escaped(why));
  number += 2;
  return fmt::format(
      "<figure>\n<div class=\"wide\">{}</div>\n<div class=\"narrow\">{}</div>\n"
      "<figcaption>{}</figcaption>\n</figure>\n",
      adapted(big.svg, plot, number), adapted(small.svg, plot, number + 1), escaped(plot.text));
}

}  // namespace squares
