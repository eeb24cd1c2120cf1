#include "cli/suggest.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace squares {

// The optimal string alignment distance, row by row of the usual table.
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

std::string suggestion(const std::string& word, const std::vector<std::string>& known) {
  std::string nearest;
  std::size_t least = 3;
  for (const std::string& one : known) {
    const std::size_t most = one.size() < 5 ? 1 : 2;
    const std::size_t distance = edit_distance(word, one);
    if (distance <= most && distance < least) std::tie(nearest, least) = std::pair(one, distance);
  }
  return nearest;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known, const std::string& prefix) {
  const std::string meant = suggestion(word, known);
  return meant.empty() ? "" : "did you mean " + prefix + meant + "? ";
}

}  // namespace squares
