// The options of squares claims.
#include <array>

#include "cli/option_values.hpp"
#include "cli/options.hpp"

namespace squares {
namespace {

double parse_budget(Text text, Text where) {
  constexpr double most_s = 3600;
  const double seconds = parse_duration(text, where);
  if (seconds > most_s) throw Error(Exit::usage, "a budget of more than an hour", where, "give at most 1h");
  return seconds;
}

constexpr std::array settings{
    Setting<ClaimsOptions>{{"example", "E1..E4", "play an example of the lesson instead", work_group},
                           [](ClaimsOptions& o, Text t, Text) { o.example = t; }},
    Setting<ClaimsOptions>{
        {"control", "", "each experiment with the one change that must\nturn its verdict", work_group},
        [](ClaimsOptions& o, Text t, Text w) { o.control = parse_bool(t, w); }},
    Setting<ClaimsOptions>{{"budget", "DURATION", "about how long all of it may take (30s)", work_group},
                           [](ClaimsOptions& o, Text t, Text w) { o.budget_s = parse_budget(t, w); }},
    Setting<ClaimsOptions>{{"python", "FILE", "the interpreter to ask (python3)", work_group},
                           [](ClaimsOptions& o, Text t, Text) { o.python = t; }},
    output_setting<ClaimsOptions>("a file for the verdicts and figures (none)"),
    force_setting<ClaimsOptions>("replace FILE, if it is one of claims"),
    json_setting<ClaimsOptions>(),
    quiet_setting<ClaimsOptions>("nothing on stdout"),
};

constexpr CommandText text{
    .name = "squares claims",
    .about =
        "Threads or processes? Puts each sentence of the lesson to the test on this machine.\n"
        "Under mpirun it also measures messages: mpirun -np 2 squares claims",
    .footer =
        "Exit codes: 0 done, whatever the verdicts are, 64 usage, 65 a value is wrong,\n"
        "66 FILE is no file of claims, 69 wrong launch, 73 FILE exists or cannot be\n"
        "written, 74 input or output failed.",
    .operands = "ID",
    .operands_help = "claims to test, with all figures (all of P1..P10, T1..T9, L1..L5)",
};

}  // namespace

template <>
OptionTable<ClaimsOptions> option_table() {
  return {text, settings};
}

}  // namespace squares
