// What keeps processors from workers that compute side by side, while an experiment goes on.
#pragma once

#include <cstdint>
#include <string>

#include "claims/lab.hpp"
#include "system/usage.hpp"

namespace squares {

// Looks on from its construction until it is asked. What processors give together is tried out at the beginning, and if
// it is enough, at the end too.
class Disturbance {
 public:
  Disturbance(const Lab& lab, bool of_work_side_by_side);

  // Why nothing can be said; "" if something can.
  [[nodiscard]] std::string why() const;

 private:
  const Lab& lab_;
  bool of_work_side_by_side_;
  double gain_before_;
  ProcessorTime before_;
  double own_before_s_;
};

// The same of what was seen: the share of the processors that others took, and how many times as much as one of them
// they gave together. That is to be so much that they still give notably more than one to work that gains less, as
// interpreters do where two processors share a core.
std::string why_disturbed(double taken, double gain, std::uint32_t workers);

}  // namespace squares
