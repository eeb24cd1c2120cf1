// The options of squares compare.
#include <array>
#include <charconv>
#include <cmath>

#include "cli/option_values.hpp"
#include "cli/options.hpp"

namespace squares {
namespace {

// "5%" as 0.05
double parse_percent(Text text, Text where) {
  double percent = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, percent);
  if (error != std::errc() || stop + 1 != end || *stop != '%' || !std::isfinite(percent) || percent < 0) {
    throw Error(Exit::usage, "'" + text + "' is no percentage", where, "give one such as 5%");
  }
  return percent / 100;
}

constexpr std::array settings{
    Setting<CompareOptions>{{"to", "FILE …", "the runs that those before it are compared with", work_group},
                            [](CompareOptions& o, Text t, Text) { o.to = split(t, '\n'); }},
    Setting<CompareOptions>{
        {"fail-if-slower", "P%", "exit code 1 if B is shown to be slower, by more\nthan P % (5 runs a side or more)",
         work_group},
        [](CompareOptions& o, Text t, Text w) { o.fail_if_slower = parse_percent(t, w); }},
    json_setting<CompareOptions>(),
    quiet_setting<CompareOptions>("nothing on stdout; the exit code tells"),
};

constexpr CommandText text{
    .name = "squares compare",
    .about =
        "Tells whether runs B are slower or faster than runs A, and what differs between\n"
        "them: squares compare A B, or squares compare A… --to B…. Starts no MPI.",
    .footer =
        "Exit codes: 0 compared, 1 slower (with --fail-if-slower only), 64 they cannot be\n"
        "compared, 66 a file is missing or not ours.",
    .operands = "FILE",
    .operands_help = "files of finished runs",
    .needs_operands = true,
};

}  // namespace

template <>
OptionTable<CompareOptions> option_table() {
  return {text, settings};
}

}  // namespace squares
