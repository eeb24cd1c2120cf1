// The options of squares report.
#include <array>

#include "cli/option_values.hpp"
#include "cli/options.hpp"

namespace squares {
namespace {

constexpr std::array settings{
    Setting<ReportOptions>{{"html", "OUT", "one page with pictures, to be opened offline", file_group},
                           [](ReportOptions& o, Text t, Text) { o.html = t; }},
    Setting<ReportOptions>{{"trace", "OUT", "the timeline of one run as Chrome trace, for\nPerfetto", file_group},
                           [](ReportOptions& o, Text t, Text) { o.trace = t; }},
    force_setting<ReportOptions>("replace OUT"),
    json_setting<ReportOptions>(),
    Setting<ReportOptions>{{"csv", "", "a line for each run, or each layout of a study", show_group},
                           [](ReportOptions& o, Text t, Text w) { o.csv = parse_bool(t, w); }},
    quiet_setting<ReportOptions>("nothing on stdout"),
};

constexpr CommandText text{
    .name = "squares report",
    .about =
        "Shows what files hold: a run, several runs as scaling tables, a study with what\n"
        "it recommends, a part with how far it is and how to continue. Starts no MPI.",
    .footer =
        "Exit codes: 0 shown, 65 a file has lost its end, 66 a file is missing or not\n"
        "ours, 73 OUT exists or cannot be written.",
    .operands = "FILE",
    .operands_help = "files that squares wrote, parts too",
    .needs_operands = true,
};

}  // namespace

template <>
OptionTable<ReportOptions> option_table() {
  return {text, settings};
}

}  // namespace squares
