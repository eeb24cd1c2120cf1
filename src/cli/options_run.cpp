// The options of squares run.
#include <array>

#include "cli/option_values.hpp"
#include "cli/options.hpp"

namespace squares {
namespace {

Schedule parse_schedule(Text text, Text where) {
  return choose(std::array{std::pair{"block", Schedule::block}, std::pair{"cyclic", Schedule::cyclic},
                           std::pair{"dynamic", Schedule::dynamic}},
                text, where);
}

Verify parse_verify(Text text, Text where) {
  return choose(
      std::array{std::pair{"none", Verify::none}, std::pair{"memory", Verify::memory}, std::pair{"file", Verify::file}},
      text, where);
}

ProgressMode parse_progress(Text text, Text where) {
  return choose(std::array{std::pair{"auto", ProgressMode::automatic}, std::pair{"always", ProgressMode::always},
                           std::pair{"never", ProgressMode::never}},
                text, where);
}

constexpr std::array settings{
    Setting<RunOptions>{{"first", "N", "first integer (1)", range_group},
                        [](RunOptions& o, Text t, Text w) { o.request.first = parse_integer(t, w); }},
    Setting<RunOptions>{{"last", "N", "last integer, inclusive (1000000; or 1e9, 4Gi …)", range_group},
                        [](RunOptions& o, Text t, Text w) { o.request.last = parse_integer(t, w); }},
    Setting<RunOptions>{{"threads", "N|auto", "threads in each rank (1); auto: its processors", work_group},
                        [](RunOptions& o, Text t, Text w) { o.request.threads = parse_threads(t, w); }},
    Setting<RunOptions>{{"block", "N", "integers in a block (at most 1 MiB of squares)", work_group},
                        [](RunOptions& o, Text t, Text w) { o.request.block_length = parse_integer(t, w); }},
    Setting<RunOptions>{{"schedule", "block|cyclic|dynamic",
                         "the k-th share, every ranks-th block, or as\ndealt on request (block)", work_group},
                        [](RunOptions& o, Text t, Text w) { o.request.schedule = parse_schedule(t, w); }},
    Setting<RunOptions>{{"verify", "none|memory|file",
                         "nothing, blocks before they are written, or\nthe file, read back (file)", work_group},
                        [](RunOptions& o, Text t, Text w) { o.request.verify = parse_verify(t, w); }},
    Setting<RunOptions>{{"deadline", "DURATION", "stop in time, resumable (55m, 1h30m)", work_group},
                        [](RunOptions& o, Text t, Text w) { o.deadline_s = parse_duration(t, w); }},
    patience_setting<RunOptions>("how long a silent rank is waited for (120s)"),
    Setting<RunOptions>{{"strict", "", "refuse a placement in which threads get in each\nother's way", work_group},
                        [](RunOptions& o, Text t, Text w) { o.strict = parse_bool(t, w); }},
    output_setting<RunOptions>("where to (squares.h5); FILE.part until complete"),
    force_setting<RunOptions>("replace FILE when complete, discard FILE.part"),
    Setting<RunOptions>{{"resume", "", "finish what FILE.part holds, or begin anew", file_group},
                        [](RunOptions& o, Text t, Text w) { o.resume = parse_bool(t, w); }},
    Setting<RunOptions>{{"durable", "", "no row of the ledger before its data is on disk", file_group},
                        [](RunOptions& o, Text t, Text w) { o.request.durable = parse_bool(t, w); }},
    Setting<RunOptions>{{"dry-run", "", "show the plan, do nothing", show_group},
                        [](RunOptions& o, Text t, Text w) { o.dry_run = parse_bool(t, w); }},
    Setting<RunOptions>{{"progress", "auto|always|never", "how far it is, on stderr (auto: on long work)", show_group},
                        [](RunOptions& o, Text t, Text w) { o.progress = parse_progress(t, w); }},
    json_setting<RunOptions>(),
    quiet_setting<RunOptions>("nothing on stdout; errors still on stderr"),
};

constexpr CommandText text{
    .name = "squares [run]",
    .about =
        "Computes, stores and checks the squares of a range of integers, on many\n"
        "processes and threads:  mpirun -np 16 squares --threads 2\n"
        "\n"
        "Other commands: squares verify FILE…, study, claims, report FILE…,\ncompare A B, doctor",
    .footer =
        "Each option may also be set as SQUARES_<OPTION> in the environment, or as\n"
        "option = value in the config file; the command line wins, then the environment.\n"
        "\n"
        "Exit codes: 0 done and checked, 64 usage, 65 a value is wrong, 66 no such input,\n"
        "69 wrong launch, 70 a bug, 73 the output exists or cannot be created, 74 input\n"
        "or output failed, 75 stopped early: --resume continues.",
};

}  // namespace

template <>
OptionTable<RunOptions> option_table() {
  return {text, settings};
}

}  // namespace squares
