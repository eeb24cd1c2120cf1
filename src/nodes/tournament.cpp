#include "nodes/tournament.hpp"

#include <algorithm>
#include <numeric>
#include <random>

namespace squares {

// The circle method: one node stays where it is, the others go round.
std::vector<Step> tournament(std::uint32_t nodes, std::uint64_t seed) {
  if (nodes < 2) return {};
  std::mt19937_64 dice(seed);
  const std::uint32_t seats = nodes + nodes % 2;  // of an odd number one has nobody in each step
  std::vector<std::uint32_t> circle(seats);
  std::iota(circle.begin(), circle.end(), 0U);
  std::shuffle(circle.begin(), circle.end(), dice);
  std::vector<Step> steps;
  for (std::uint32_t i = 1; i < seats; ++i) {
    Step step;
    for (std::uint32_t k = 0; k < seats / 2; ++k) {
      const auto [low, high] = std::minmax(circle[k], circle[seats - 1 - k]);
      if (high < nodes) step.emplace_back(low, high);
    }
    steps.push_back(std::move(step));
    std::rotate(circle.begin() + 1, circle.begin() + 2, circle.end());
  }
  std::shuffle(steps.begin(), steps.end(), dice);
  if (steps.size() > most_links_of_a_node) steps.resize(most_links_of_a_node);
  return steps;
}

std::vector<Step> one_by_one(const std::vector<Step>& steps) {
  std::vector<Step> single;
  for (const Step& step : steps) {
    for (const auto& pair : step) single.push_back({pair});
  }
  return single;
}

}  // namespace squares
