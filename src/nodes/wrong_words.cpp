#include "nodes/wrong_words.hpp"

#include <sched.h>

#include "core/damage.hpp"
#include "core/square.hpp"

namespace squares {

std::optional<WrongValue> first_wrong(std::span<const std::uint64_t> words, std::uint64_t first) {
  if (!find_wrong_square(Width::narrow, words, first)) return std::nullopt;
  std::optional<WrongValue> wrong;
  find_damage(Width::narrow, words, {first, words.size()}, std::nullopt, [&](const Damage& damage) {
    if (wrong) return;
    wrong = {.processor = sched_getcpu(),
             .kind = std::string(to_text(damage.kind)),
             .number = damage.number,
             .count = damage.count,
             .byte = damage.byte,
             .stored = damage.stored.low};
  });
  return wrong;
}

}  // namespace squares
