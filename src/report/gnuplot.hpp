// Pictures by gnuplot, as SVG that stands inside a page.
#pragma once

#include <string>

namespace squares {

// A plot as gnuplot's language has it, without terminal and output. What a file says stands in it only as numbers, or
// quoted by quoted_label().
struct Plot {
  std::string title;  // what is seen, in a few words
  std::string text;   // what it tells those who cannot see it
  std::string script;
  std::string narrow_script;  // the same for a phone; "" where it is no other
  unsigned height = 320;      // pixels
};

// A figure with the plot twice, for wide and for narrow screens, of which the page shows one. Where there is
// no picture, a sentence that says why: gnuplot is not installed, fails, or hangs.
std::string figure_html(const Plot& plot);

// A label for gnuplot that is shown as it is.
std::string quoted_label(const std::string& text);

}  // namespace squares
