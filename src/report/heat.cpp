#include "report/heat.hpp"

namespace squares {

int heat_colour(double share) {
  const auto mix = [&](int pale, int deep) { return static_cast<int>(pale + share * (deep - pale)); };
  return (mix(214, 24) << 16) + (mix(228, 95) << 8) + mix(242, 165);
}

const char* heat_label_colour(double share) { return share > 0.55 ? "#ffffff" : "#1d2126"; }

}  // namespace squares
