#include "report/gnuplot.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <optional>
#include <utility>

#include "report/format.hpp"
#include "report/html.hpp"

namespace squares {
namespace {

constexpr unsigned wide = 880, narrow = 380;  // pixels

// What gnuplot draws of a script; nothing where there is no gnuplot, or it cannot. The script is in memory, since a
// temporary folder may be missing, full or oddly named.
std::optional<std::string> run_gnuplot(const std::string& script) {
  const int fd = ::memfd_create("squares-plot", 0);  // not closed on exec: gnuplot reads it
  if (fd < 0) return std::nullopt;
  const bool is_whole = ::write(fd, script.data(), script.size()) == static_cast<ssize_t>(script.size());
  std::string svg;
  const std::string command = fmt::format("gnuplot /proc/self/fd/{} 2>/dev/null", fd);
  if (FILE* pipe = is_whole ? ::popen(command.c_str(), "r") : nullptr) {
    std::array<char, 4096> buffer{};
    for (std::size_t count = 0; (count = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
      svg.append(buffer.data(), count);
    }
    if (::pclose(pipe) != 0) svg.clear();
  }
  ::close(fd);
  const auto begin = svg.find("<svg");
  return begin == std::string::npos ? std::nullopt : std::optional(svg.substr(begin));
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
  const auto big = run_gnuplot(script_of(plot, wide, plot.script));
  const auto small =
      run_gnuplot(script_of(plot, narrow, plot.narrow_script.empty() ? plot.script : plot.narrow_script));
  if (!big || !small) {
    return fmt::format("<p class=\"missing\">No picture “{}”: gnuplot is not installed here, or cannot draw it.</p>\n",
                       escaped(plot.title));
  }
  number += 2;
  return fmt::format(
      "<figure>\n<div class=\"wide\">{}</div>\n<div class=\"narrow\">{}</div>\n"
      "<figcaption>{}</figcaption>\n</figure>\n",
      adapted(*big, plot, number), adapted(*small, plot, number + 1), escaped(plot.text));
}

}  // namespace squares
