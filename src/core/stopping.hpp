// When a series of rounds that is to have narrow intervals may end.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

namespace squares {

// Whoever stops as soon as an interval is narrow stops where it is narrow by chance, and then it misses too often. So a
// third of the rounds decides how many there will be, and the others are taken whatever they show.
class StoppingRule {
 public:
  // `narrow_enough`: half of an interval's width over the median.
  explicit StoppingRule(double narrow_enough) : narrow_enough_(narrow_enough) {}

  // Whether so many rounds will do. `widest` tells the largest half width over the median in all of them; it is asked
  // now and then.
  bool is_enough(std::uint32_t rounds, const std::function<double()>& widest);

 private:
  double narrow_enough_;
  std::uint32_t next_look_ = 6;  // as many as an interval of 95 % needs
  std::optional<std::uint32_t> last_;
};

}  // namespace squares
