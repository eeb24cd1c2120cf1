// The options of squares verify.
#include <array>
#include <limits>

#include "cli/option_values.hpp"
#include "cli/options.hpp"

namespace squares {
namespace {

// "A..B"
Range parse_covers(Text text, Text where) {
  const auto dots = text.find("..");
  if (dots == std::string::npos) {
    throw Error(Exit::usage, "'" + text + "' is no range", where, "give it as FIRST..LAST, such as 1..1000000");
  }
  const std::uint64_t first = parse_integer(text.substr(0, dots), where);
  const std::uint64_t last = parse_integer(text.substr(dots + 2), where);
  if (last < first || last - first == std::numeric_limits<std::uint64_t>::max()) {
    throw Error(Exit::usage, "'" + text + "' is no range of a file", where,
                "give FIRST..LAST with a LAST that is not below FIRST, and fewer than 2^64 numbers");
  }
  return {first, last - first + 1};
}

constexpr std::array settings{
    threads_setting<VerifyOptions>("threads in each rank (auto: its processors)"),
    Setting<VerifyOptions>{{"covers", "A..B", "the files hold A..B without gap or overlap", work_group},
                           [](VerifyOptions& o, Text t, Text w) { o.covers = parse_covers(t, w); }},
    Setting<VerifyOptions>{
        {"reopen", "", "make a damaged FILE a part again, whose wrong\nblocks --resume computes", file_group},
        [](VerifyOptions& o, Text t, Text w) { o.reopen = parse_bool(t, w); }},
    json_setting<VerifyOptions>(),
    quiet_setting<VerifyOptions>("nothing on stdout; the exit code tells"),
};

constexpr CommandText text{
    .name = "squares verify",
    .about =
        "Checks every value of files, and names what is wrong, where, and who wrote it.\n"
        "Also under mpirun: the ranks share the work.",
    .footer =
        "Exit codes: 0 all values are right, 65 a value is wrong, 66 a file is missing or\n"
        "not ours, 75 a part: what is done is right, and --resume computes the rest.",
    .operands = "FILE",
    .operands_help = "files that squares wrote, parts too",
    .needs_operands = true,
};

}  // namespace

template <>
OptionTable<VerifyOptions> option_table() {
  return {text, settings};
}

}  // namespace squares
