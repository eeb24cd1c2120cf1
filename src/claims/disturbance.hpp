// What keeps processors from workers that compute side by side, while an experiment goes on.
#pragma once

#include <cstdint>
#include <string>

#include "claims/lab.hpp"
#include "system/usage.hpp"

namespace squares {

// Looks on from its construction until it is asked. What processors give together is tried out at the beginning, and if
// it is too little, at the end: only both are a reason, since a figure is the median of many moments.
class Disturbance {
 public:
  Disturbance(const Lab& lab, bool of_work_side_by_side);

  // Why nothing can be said; "" if something can.
  [[nodiscard]] std::string why() const;

 private:
  const Lab& lab_;
  double gain_before_;
  ProcessorTime before_;
  double own_before_s_;
};

// The same of what was seen: the share of the processors that others took, and how many times as much as one of them
// they gave together.
std::string why_disturbed(double taken, double gain, std::uint32_t workers);

}  // namespace squares
