#include "report/launch_lines.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "system/launcher_words.hpp"
#include "system/shell_words.hpp"

namespace squares {
namespace {

struct Command {
  std::string text;
  std::vector<std::string> words;
};

// As it was typed; or one for its range, where that is lost or damaged.
Command command_of(const RunResult& result) {
  const std::string& typed = result.provenance.command;
  try {
    std::vector<std::string> words = split_words(typed, "");
    if (typed != reopening_command && !words.empty()) return {typed, std::move(words)};
  } catch (const Error&) {  // damaged
  }
  const Range range = result.plan.range;
  return {fmt::format("squares --first {} --last {}", range.first, range.last()), {}};
}

struct Asked {
  std::string output = "squares.h5";  // the last that is named
  bool resumes = false;
};

Asked asked_by(const std::vector<std::string>& words) {
  constexpr std::string_view option = "--output", with_value = "--output=";
  Asked asked;
  for (auto word = words.begin(); word != words.end(); ++word) {
    if (*word == "--resume") asked.resumes = true;
    if (word->starts_with(with_value)) asked.output = word->substr(with_value.size());
    if (*word == option && word + 1 != words.end()) asked.output = *++word;
  }
  return asked;
}

std::string launched(const RunResult& result, const std::string& command) {
  return with_launcher(result.provenance.launcher, layout_of(result).ranks, command);
}

}  // namespace

std::string with_launcher(const std::string& launcher, std::uint32_t ranks, const std::string& command) {
  if (!launcher.empty()) return launcher + " " + command;
  return ranks > 1 ? mpirun_line(ranks, command) : command;
}

std::string launch_of(const RunResult& result) { return launched(result, command_of(result).text); }

std::string continuing_launch(const RunFile& part) {
  constexpr std::string_view end = ".part";
  const bool is_called_so = part.name.ends_with(end);
  const std::string output = is_called_so ? part.name.substr(0, part.name.size() - end.size()) : part.name;
  auto [command, words] = command_of(part.result);
  const Asked asked = asked_by(words);
  if (asked.output != output) command += " --output " + quoted_file(output);
  if (!asked.resumes) command += " --resume";
  const std::string rename =
      is_called_so ? ""
                   : fmt::format("mv {} {} && ", quoted_file(part.name), quoted_file(part.name + std::string(end)));
  return rename + launched(part.result, command);
}

}  // namespace squares
