#include "app/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <map>
#include <sstream>
#include <utility>

#include "app/version.hpp"
#include "core/error.hpp"
#include "core/parse.hpp"

namespace squares {
namespace {

using Apply = void (*)(RunOptions&, const std::string& text, const std::string& where);

// An option of `run`, wherever its value comes from.
struct Setting {
  const char* name;   // --name, SQUARES_NAME, name = …
  const char* value;  // what stands for its value in the help; "" for a flag
  const char* help;
  const char* group;
  Apply apply;
};

template <class Choice, std::size_t N>
Choice choose(const std::array<std::pair<const char*, Choice>, N>& choices, const std::string& text,
              const std::string& where) {
  std::string known;
  for (const auto& [name, choice] : choices) {
    if (text == name) return choice;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  throw Error(Exit::usage, "'" + text + "' is none of its values", where, "choose one of " + known);
}

std::uint32_t parse_threads(const std::string& text, const std::string& where) {
  if (text == "auto") return threads_auto;
  const std::uint64_t threads = parse_integer(text, where);
  constexpr std::uint64_t most = 4096;
  if (threads == 0 || threads > most) {
    throw Error(Exit::usage, "a team of " + std::to_string(threads) + " threads", where,
                "give a number from 1 to " + std::to_string(most) + ", or auto");
  }
  return static_cast<std::uint32_t>(threads);
}

Schedule parse_schedule(const std::string& text, const std::string& where) {
  return choose(std::array{std::pair{"block", Schedule::block}, std::pair{"cyclic", Schedule::cyclic},
                           std::pair{"dynamic", Schedule::dynamic}},
                text, where);
}

Verify parse_verify(const std::string& text, const std::string& where) {
  return choose(std::array{std::pair{"none", Verify::none}, std::pair{"memory", Verify::memory},
                           std::pair{"file", Verify::file}},
                text, where);
}

ProgressMode parse_progress(const std::string& text, const std::string& where) {
  return choose(std::array{std::pair{"auto", ProgressMode::automatic}, std::pair{"always", ProgressMode::always},
                           std::pair{"never", ProgressMode::never}},
                text, where);
}

double parse_patience(const std::string& text, const std::string& where) {
  const double seconds = parse_duration(text, where);
  if (seconds < 1) throw Error(Exit::usage, "a patience below one second", where, "give at least 1s");
  return seconds;
}

constexpr const char* range_group = "The range";
constexpr const char* work_group = "The work";
constexpr const char* file_group = "The file";
constexpr const char* show_group = "What is shown";

using Text = const std::string&;

constexpr std::array settings{
    Setting{"first", "N", "first integer (1)", range_group,
            [](RunOptions& o, Text t, Text w) { o.request.first = parse_integer(t, w); }},
    Setting{"last", "N", "last integer, inclusive (1000000; or 1e9, 4Gi …)", range_group,
            [](RunOptions& o, Text t, Text w) { o.request.last = parse_integer(t, w); }},
    Setting{"threads", "N|auto", "threads in each rank (1); auto: its processors", work_group,
            [](RunOptions& o, Text t, Text w) { o.request.threads = parse_threads(t, w); }},
    Setting{"block", "N", "integers in a block (at most 1 MiB of squares)", work_group,
            [](RunOptions& o, Text t, Text w) { o.request.block_length = parse_integer(t, w); }},
    Setting{"schedule", "block|cyclic|dynamic", "the k-th share, every ranks-th block, or as\ndealt on request (block)", work_group,
            [](RunOptions& o, Text t, Text w) { o.request.schedule = parse_schedule(t, w); }},
    Setting{"verify", "none|memory|file",
            "nothing, blocks before they are written, or\nthe file, read back (file)", work_group,
            [](RunOptions& o, Text t, Text w) { o.request.verify = parse_verify(t, w); }},
    Setting{"deadline", "DURATION", "stop in time, resumable (55m, 1h30m)", work_group,
            [](RunOptions& o, Text t, Text w) { o.deadline_s = parse_duration(t, w); }},
    Setting{"patience", "DURATION", "how long a silent rank is waited for (120s)", work_group,
            [](RunOptions& o, Text t, Text w) { o.patience_s = parse_patience(t, w); }},
    Setting{"output", "FILE", "where to (squares.h5); FILE.part until complete", file_group,
            [](RunOptions& o, Text t, Text) { o.output = t; }},
    Setting{"force", "", "replace FILE when complete, discard FILE.part", file_group,
            [](RunOptions& o, Text t, Text w) { o.force = parse_bool(t, w); }},
    Setting{"resume", "", "finish what FILE.part holds, or begin anew", file_group,
            [](RunOptions& o, Text t, Text w) { o.resume = parse_bool(t, w); }},
    Setting{"durable", "", "no row of the ledger before its data is on disk", file_group,
            [](RunOptions& o, Text t, Text w) { o.request.durable = parse_bool(t, w); }},
    Setting{"dry-run", "", "show the plan, do nothing", show_group,
            [](RunOptions& o, Text t, Text w) { o.dry_run = parse_bool(t, w); }},
    Setting{"progress", "auto|always|never", "how far it is, on stderr (auto: on long work)", show_group,
            [](RunOptions& o, Text t, Text w) { o.progress = parse_progress(t, w); }},
    Setting{"json", "", "one JSON document on stdout, no tables", show_group,
            [](RunOptions& o, Text t, Text w) { o.json = parse_bool(t, w); }},
    Setting{"quiet", "", "nothing on stdout; errors still on stderr", show_group,
            [](RunOptions& o, Text t, Text w) { o.quiet = parse_bool(t, w); }},
};

std::string variable_of(const std::string& name) {
  std::string variable = "SQUARES_" + name;
  std::transform(variable.begin(), variable.end(), variable.begin(),
                 [](unsigned char c) { return c == '-' ? '_' : static_cast<char>(std::toupper(c)); });
  return variable;
}

// What was typed, by name.
using Typed = std::map<std::string, std::string>;

constexpr const char* footer =
    "Each option may also be set as SQUARES_<OPTION> in the environment, or as\n"
    "option = value in the config file; the command line wins, then the environment.\n"
    "\n"
    "Exit codes: 0 done and checked, 64 usage, 65 a value is wrong, 66 no such input,\n"
    "69 wrong launch, 70 a bug, 73 the output exists or cannot be created, 74 input\n"
    "or output failed, 75 stopped early: --resume continues.";

// Reads the command line; a text if help or the version was asked for.
std::string read_arguments(const std::vector<std::string>& arguments, Typed& typed) {
  CLI::App app("Computes, stores and checks the squares of a range of integers, on many\n"
               "processes and threads:  mpirun -np 16 squares --threads 2",
               "squares [run]");
  app.get_formatter()->column_width(31);
  app.set_help_flag("--help", "this text")->group(show_group);
  app.set_version_flag("--version", std::string("squares ") + version, "the version")->group(show_group);
  app.footer(footer);
  app.allow_windows_style_options(false);
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  for (const Setting& setting : settings) {
    const std::string name = setting.name;
    if (*setting.value != '\0') {
      app.add_option_function<std::string>(
             "--" + name, [&typed, name](const std::string& text) { typed[name] = text; }, setting.help)
          ->type_name(setting.value)
          ->group(setting.group);
    } else {
      app.add_flag_callback("--" + name, [&typed, name] { typed[name] = "true"; }, setting.help)->group(setting.group);
    }
  }
  app.add_option_function<std::string>(
         "--config", [&typed](const std::string& path) { typed["config"] = path; }, "options from a file")
      ->type_name("FILE")
      ->group(show_group);

  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    return app.help();
  } catch (const CLI::CallForVersion& call) {
    return std::string(call.what()) + "\n";
  } catch (const CLI::ParseError& error) {
    throw Error(Exit::usage, error.what(), "the command line", "squares --help lists the options");
  }
  return "";
}

// The config file's settings, by name.
Typed read_config(const std::string& path, const Surroundings& surroundings) {
  const auto content = surroundings.file(path);
  if (!content) throw Error(Exit::no_input, "the config file cannot be read", path, "look at --config");
  std::istringstream stream(*content);
  Typed values;
  for (const CLI::ConfigItem& item : CLI::ConfigINI().from_config(stream)) {
    const auto known = [&](const Setting& setting) { return item.name == setting.name; };
    if (!item.parents.empty() || std::none_of(settings.begin(), settings.end(), known)) {
      throw Error(Exit::usage, "unknown option '" + item.fullname() + "'", path, "squares --help lists the options");
    }
    if (item.inputs.size() != 1) {
      throw Error(Exit::usage, "'" + item.name + "' needs one value", path, "write " + item.name + " = value");
    }
    values[item.name] = item.inputs.front();
  }
  return values;
}

}  // namespace

Invocation parse_command_line(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  std::vector<std::string> rest = arguments;
  if (!rest.empty() && !rest.front().starts_with('-')) {
    if (rest.front() != "run") {
      throw Error(Exit::usage, "there is no command '" + rest.front() + "'", "the command line",
                  "squares --help shows what there is");
    }
    rest.erase(rest.begin());
  }
  Typed typed;
  Invocation invocation;
  invocation.text = read_arguments(rest, typed);
  if (!invocation.text.empty()) return invocation;

  // An empty variable is as good as none: that is how shells and job scripts unset one for a command.
  const auto variable = [&](const std::string& name) {
    const auto value = surroundings.variable(variable_of(name));
    return value && !value->empty() ? value : std::nullopt;
  };
  if (!typed.contains("config")) {
    if (const auto path = variable("config")) typed["config"] = *path;
  }
  const Typed config = typed.contains("config") ? read_config(typed["config"], surroundings) : Typed();

  for (const Setting& setting : settings) {
    const std::string name = setting.name;
    if (const auto value = typed.find(name); value != typed.end()) {
      setting.apply(invocation.run, value->second, "--" + name);
    } else if (const auto set = variable(name)) {
      setting.apply(invocation.run, *set, "the environment, " + variable_of(name));
    } else if (const auto kept = config.find(name); kept != config.end()) {
      setting.apply(invocation.run, kept->second, typed["config"] + ", " + name);
    }
  }
  return invocation;
}

}  // namespace squares
