#include "job/decide.hpp"

#include <algorithm>

#include "core/error.hpp"

namespace squares {

using enum Action;

// clang-format off
const std::array<Rule, 15> rules{{
    {Told::nothing, LaunchEnd::complete, leave},
    {Told::nothing, LaunchEnd::failed, leave},
    {Told::nothing, LaunchEnd::taken, launch_again},
    {Told::nothing, LaunchEnd::stopped, ask_for_another_try},
    {Told::nothing, LaunchEnd::lost, ask_for_another_try},
    {Told::to_stop, LaunchEnd::complete, leave},
    {Told::to_stop, LaunchEnd::failed, leave},
    {Told::to_stop, LaunchEnd::taken, ask_for_another_try},
    {Told::to_stop, LaunchEnd::stopped, ask_for_another_try},
    {Told::to_stop, LaunchEnd::lost, ask_for_another_try},
    {Told::to_end, LaunchEnd::complete, leave},
    {Told::to_end, LaunchEnd::failed, leave},
    {Told::to_end, LaunchEnd::taken, leave_to_resume},
    {Told::to_end, LaunchEnd::stopped, leave_to_resume},
    {Told::to_end, LaunchEnd::lost, leave_to_resume},
}};
// clang-format on

Action action_after(Told told, LaunchEnd end) {
  return std::ranges::find_if(rules, [&](const Rule& rule) { return rule.told == told && rule.end == end; })->action;
}

LaunchEnd end_of_launch(int code, bool complete, bool after_another) {
  if (code == static_cast<int>(Exit::cannot_create)) return after_another ? LaunchEnd::taken : LaunchEnd::failed;
  for (const Exit verdict : {Exit::usage, Exit::wrong_value, Exit::no_input, Exit::bad_launch, Exit::bug, Exit::io}) {
    if (code == static_cast<int>(verdict)) return LaunchEnd::failed;
  }
  constexpr int not_startable = 126, not_there = 127;  // what a shell says of a launcher
  if (code == not_startable || code == not_there) return LaunchEnd::failed;
  if (complete) return LaunchEnd::complete;
  return code == static_cast<int>(Exit::stopped) ? LaunchEnd::stopped : LaunchEnd::lost;
}

const char* to_text(Told told) {
  return told == Told::nothing ? "nothing" : told == Told::to_stop ? "to stop" : "to end";
}

const char* to_text(LaunchEnd end) {
  constexpr std::array words{"complete", "failed", "taken", "stopped", "lost"};
  return words[static_cast<std::size_t>(end)];
}

const char* to_text(Action action) {
  constexpr std::array words{"leave", "launch again", "ask for another try", "leave to resume"};
  return words[static_cast<std::size_t>(action)];
}

}  // namespace squares
