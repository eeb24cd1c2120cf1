#include "core/stopping.hpp"

#include <cmath>

namespace squares {

bool StoppingRule::is_enough(std::uint32_t rounds, const std::function<double()>& widest) {
  constexpr std::uint32_t times = 3;  // as many rounds make intervals narrower by its root
  if (last_) return rounds >= *last_;
  if (rounds < next_look_) return false;
  next_look_ = rounds + 1 + rounds / 10;  // each look takes longer than the one before
  if (widest() <= narrow_enough_ * std::sqrt(times)) last_ = times * rounds;
  return false;
}

}  // namespace squares
