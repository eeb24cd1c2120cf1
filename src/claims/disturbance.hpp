// What keeps processors from workers that compute side by side, while an experiment goes on.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "claims/lab.hpp"
#include "system/usage.hpp"

namespace squares {

// Looks on from its construction until it is asked.
class Disturbance {
 public:
  explicit Disturbance(const Lab& lab);

  // Why nothing can be said; "" if something can. `gains` as the lab has them; none if nothing was timed side by side.
  [[nodiscard]] std::string why(std::span<const double> gains) const;

 private:
  const Lab& lab_;
  ProcessorTime before_;
  double own_before_s_;
};

// The same of what was seen: the share of the processors that others took, and how many times as much as one of them
// they gave together. That is to be so much that they still give notably more than one to work that gains less, as
// interpreters do where two processors share a core.
std::string why_disturbed(double taken, double gain, std::uint32_t workers);

}  // namespace squares
