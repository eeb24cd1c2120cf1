#include "cli/options.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "cli/settings.hpp"
#include "cli/suggest.hpp"
#include "cli/table.hpp"
#include "core/error.hpp"

namespace squares {
namespace {

using Arguments = std::vector<std::string>;
using Texts = std::map<std::string, std::string>;

Surroundings surroundings(const Texts& variables, const Texts& files = {}) {
  const auto look_up_in = [](const Texts& texts) {
    return [texts](const std::string& name) {
      const auto found = texts.find(name);
      return found == texts.end() ? std::nullopt : std::optional(found->second);
    };
  };
  Surroundings found{.variable = look_up_in(variables), .file = look_up_in(files), .variables = {}};
  for (const auto& [name, value] : variables) found.variables.push_back(name);
  return found;
}

RunOptions options(const Arguments& arguments, const Texts& variables = {}, const Texts& files = {}) {
  return parse_command_line(arguments, surroundings(variables, files)).run;
}

// `where` as the error says it.
void expect_refused(Exit code, const std::string& where, const Arguments& arguments, const Texts& variables = {},
                    const Texts& files = {}) {
  try {
    options(arguments, variables, files);
    ADD_FAILURE() << "taken: " << testing::PrintToString(arguments);
  } catch (const Error& error) {
    EXPECT_EQ(error.code, code) << error.what();
    EXPECT_EQ(error.where, where) << error.what();
    EXPECT_FALSE(error.remedy.empty()) << error.what();
  }
}

TEST(options, nothing_typed_is_a_million_into_squares_h5) {
  for (const Arguments& arguments : {Arguments{}, Arguments{"run"}}) {
    const RunOptions run = options(arguments);
    EXPECT_EQ(run.request.first, 1U);
    EXPECT_EQ(run.request.last, 1'000'000U);
    EXPECT_EQ(run.request.threads, 1U);
    EXPECT_EQ(run.request.block_length, std::nullopt);
    EXPECT_EQ(run.request.schedule, Schedule::block);
    EXPECT_EQ(run.request.verify, Verify::file);
    EXPECT_EQ(run.output, "squares.h5");
    EXPECT_EQ(run.progress, ProgressMode::automatic);
    EXPECT_EQ(run.deadline_s, std::nullopt);
    EXPECT_EQ(run.patience_s, 120);
    EXPECT_FALSE(run.force || run.resume || run.request.durable || run.dry_run || run.json || run.quiet);
  }
}

TEST(options, each_option_sets_its_own_field) {
  const RunOptions run =
      options({"run",     "--first",    "5",          "--last=1e9", "--threads", "auto",     "--block",
               "4Ki",     "--schedule", "cyclic",     "--verify",   "memory",    "--output", "my file.h5",
               "--force", "--dry-run",  "--progress", "never",      "--json",    "--strict", "--deadline",
               "1h30m",   "--patience", "5s",         "--resume",   "--durable"});
  EXPECT_EQ(run.request.first, 5U);
  EXPECT_EQ(run.request.last, 1'000'000'000U);
  EXPECT_EQ(run.request.threads, threads_auto);
  EXPECT_EQ(run.request.block_length, 4096U);
  EXPECT_EQ(run.request.schedule, Schedule::cyclic);
  EXPECT_EQ(run.request.verify, Verify::memory);
  EXPECT_EQ(run.output, "my file.h5");
  EXPECT_EQ(run.progress, ProgressMode::never);
  EXPECT_EQ(run.deadline_s, 5400);
  EXPECT_EQ(run.patience_s, 5);
  EXPECT_TRUE(run.force && run.resume && run.request.durable && run.dry_run && run.json && run.strict);
  EXPECT_TRUE(options({"--quiet"}).quiet);
}

TEST(options, command_line_beats_environment_beats_config_file_beats_default) {
  const Texts variables{{"SQUARES_LAST", "20"}, {"SQUARES_FIRST", "2"}, {"SQUARES_CONFIG", "my.ini"}};
  const Texts files{{"my.ini", "last = 300\nfirst = 3\nthreads = 3\n"}};
  const RunOptions run = options({"--last", "10"}, variables, files);
  EXPECT_EQ(run.request.last, 10U);
  EXPECT_EQ(run.request.first, 2U);
  EXPECT_EQ(run.request.threads, 3U);
  EXPECT_EQ(run.output, "squares.h5");
}

TEST(options, a_config_file_of_the_command_line_beats_that_of_the_environment) {
  const Texts files{{"a.ini", "last = 1\n"}, {"b.ini", "last = 2\n"}};
  EXPECT_EQ(options({"--config", "b.ini"}, {{"SQUARES_CONFIG", "a.ini"}}, files).request.last, 2U);
}

TEST(options, of_an_option_typed_twice_the_last_counts) {
  EXPECT_EQ(options({"--last", "5", "--last", "7"}).request.last, 7U);
}

TEST(options, an_empty_variable_is_as_good_as_none) {
  const Texts files{{"my.ini", "last = 300\n"}};
  EXPECT_EQ(options({}, {{"SQUARES_LAST", ""}, {"SQUARES_FORCE", ""}}).request.last, 1'000'000U);
  EXPECT_EQ(options({"--config", "my.ini"}, {{"SQUARES_LAST", ""}}, files).request.last, 300U);
  EXPECT_EQ(options({}, {{"SQUARES_CONFIG", ""}}).request.last, 1'000'000U);
}

TEST(options, dashes_of_a_name_are_underscores_in_the_environment) {
  EXPECT_TRUE(options({}, {{"SQUARES_DRY_RUN", "1"}}).dry_run);
  EXPECT_FALSE(options({}, {{"SQUARES_DRY_RUN", "no"}}).dry_run);
  EXPECT_FALSE(options({}, {{"SQUARES_DRY-RUN", "1"}}).dry_run);
}

TEST(options, flags_may_be_set_and_unset_in_the_config_file) {
  const Texts files{{"my.ini", "# comment\nforce = true\ndry-run = yes\nquiet = off\noutput = \"my file.h5\"\n"}};
  const RunOptions run = options({"--config", "my.ini"}, {}, files);
  EXPECT_TRUE(run.force);
  EXPECT_TRUE(run.dry_run);
  EXPECT_FALSE(run.quiet);
  EXPECT_EQ(run.output, "my file.h5");
}

TEST(options, what_a_config_file_gets_wrong_is_named_with_the_file) {
  const auto expect = [](const std::string& content, const std::string& where) {
    SCOPED_TRACE(content);
    expect_refused(Exit::usage, where, {"--config", "my.ini"}, {}, {{"my.ini", content}});
  };
  expect("lsat = 10\n", "my.ini, line 1");
  expect("# mine\n\n[run]\nlast = 10\n", "my.ini, line 3");
  expect("config = other.ini\n", "my.ini, line 1");
  expect("help\n", "my.ini, line 1");
  expect("output = \"my file.h5\n", "my.ini, line 1");
  expect("first = 1\noutput = 'a' b\n", "my.ini, line 2");
  expect("last = 1 2\n", "my.ini, line 1, last");
  expect("first = 1\r\nlast = -1\r\n", "my.ini, line 2, last");
  expect("force = maybe\n", "my.ini, line 1, force");
  expect("last\n", "my.ini, line 1, last");
}

TEST(options, a_config_file_has_comments_quotes_and_flags_alone) {
  const Texts files{{"my.ini",
                     "; of mine\n  last=10 # ten\nfirst = 2\t; two\nforce\nfirst = 3\r\n"
                     "output = a#b; c.h5\n"},
                    {"quoted.ini", "output = ' #1.h5 ' ; with spaces\n"}};
  const RunOptions run = options({"--config", "my.ini"}, {}, files);
  EXPECT_EQ(run.request.last, 10U);
  EXPECT_EQ(run.request.first, 3U) << "the last of two counts";
  EXPECT_TRUE(run.force);
  EXPECT_EQ(run.output, "a#b; c.h5");
  EXPECT_EQ(options({"--config", "quoted.ini"}, {}, files).output, " #1.h5 ");
}

TEST(options, a_config_file_that_is_none_is_a_users_error_and_no_bug) {
  for (const char* content : {"][", "=", "= 5\n", "last = \"10\n", "\"\n",
                              "\x7f"
                              "ELF\x01\x02\n",
                              "\"\"\"\nlast\n", "last = [1,\n2"}) {
    SCOPED_TRACE(content);
    try {
      options({"--config", "my.ini"}, {}, {{"my.ini", content}});
    } catch (const Error& error) {
      EXPECT_EQ(error.code, Exit::usage);
    } catch (const std::exception& error) {
      ADD_FAILURE() << "not an error for people: " << error.what();
    }
  }
}

TEST(options, a_missing_config_file_is_a_missing_input) {
  expect_refused(Exit::no_input, "no.ini", {"--config", "no.ini"});
  expect_refused(Exit::no_input, "no.ini", {}, {{"SQUARES_CONFIG", "no.ini"}});
}

TEST(options, what_is_wrong_is_named_with_its_place) {
  expect_refused(Exit::usage, "the command line", {"--lsat", "10"});
  expect_refused(Exit::usage, "the command line", {"walk"});
  expect_refused(Exit::usage, "the command line", {"run", "run"});
  expect_refused(Exit::usage, "the command line", {"--last"});
  expect_refused(Exit::usage, "the command line", {"--last", "10", "20"});
  expect_refused(Exit::usage, "the command line", {"verify"});
  expect_refused(Exit::usage, "the command line", {"--last", "5", "verify", "a.h5"});
  expect_refused(Exit::usage, "the command line", {""});
  expect_refused(Exit::usage, "--last", {"--last", "-1"});
  expect_refused(Exit::usage, "--last", {"--last=-1"});
  expect_refused(Exit::usage, "--last", {"--last", "1.5"});
  expect_refused(Exit::usage, "--last", {"--last", "18446744073709551616"});
  expect_refused(Exit::usage, "--last", {"--last", ""});
  expect_refused(Exit::usage, "--threads", {"--threads", "0"});
  expect_refused(Exit::usage, "--threads", {"--threads", "4294967297"});
  expect_refused(Exit::usage, "--schedule", {"--schedule", "Block"});
  expect_refused(Exit::usage, "--verify", {"--verify", ""});
  expect_refused(Exit::usage, "--progress", {"--progress", "yes"});
  expect_refused(Exit::usage, "--deadline", {"--deadline", "soon"});
  expect_refused(Exit::usage, "--patience", {"--patience", "0.5s"});
  expect_refused(Exit::usage, "--covers", {"verify", "a.h5", "--covers", "5"});
  expect_refused(Exit::usage, "--covers", {"verify", "a.h5", "--covers", "5..4"});
  expect_refused(Exit::usage, "the environment, SQUARES_LAST", {}, {{"SQUARES_LAST", "ten"}});
  expect_refused(Exit::usage, "the environment, SQUARES_FORCE", {}, {{"SQUARES_FORCE", "2"}});
}

TEST(options, help_and_version_are_texts_and_win_over_errors_in_the_rest) {
  for (const char* option : {"--help", "-h", "--version", "-V"}) {
    EXPECT_FALSE(parse_command_line({option}, surroundings({})).text.empty());
    EXPECT_FALSE(parse_command_line({"run", option}, surroundings({{"SQUARES_LAST", "ten"}})).text.empty());
  }
  EXPECT_TRUE(parse_command_line({"--last", "10"}, surroundings({})).text.empty());
  EXPECT_EQ(parse_command_line({"--version"}, surroundings({})).text.substr(0, 8), "squares ");
}

std::string help_of(const Arguments& arguments) { return parse_command_line(arguments, surroundings({})).text; }

TEST(options, help_of_a_command_is_asked_in_three_ways) {
  for (const CommandEntry& command : command_table()) {
    const std::string help = help_of({"help", command.name});
    EXPECT_EQ(help, help_of({command.name, "--help"}));
    EXPECT_EQ(help, help_of({command.name, "-h"}));
    EXPECT_EQ(help.substr(0, command.about.size()), command.about);
    for (const Option& option : command.options) EXPECT_NE(help.find("--" + option.name), std::string::npos) << help;
  }
  EXPECT_EQ(help_of({"help"}), help_of({"--help"}));
  EXPECT_EQ(help_of({"version"}), help_of({"--version"}));
  for (const CommandEntry& command : command_table()) {
    EXPECT_NE(help_of({"help"}).find(command.summary), std::string::npos) << command.name;
  }
  expect_refused(Exit::usage, "the command line", {"help", "walk"});
  expect_refused(Exit::usage, "the command line", {"help", "--json"});
  expect_refused(Exit::usage, "the command line", {"version", "run"});
}

TEST(options, the_help_fits_80_columns_and_names_every_option) {
  const std::string help = help_of({"--help"});
  std::size_t begin = 0;
  for (std::size_t end = help.find('\n'); end != std::string::npos; begin = end + 1, end = help.find('\n', begin)) {
    const std::string line = help.substr(begin, end - begin);
    const auto columns =
        std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });  // of UTF-8
    EXPECT_LE(columns, 80) << line;
  }
  for (const char* option : {"--first", "--last", "--threads", "--block", "--schedule", "--verify", "--output",
                             "--force", "--resume", "--durable", "--deadline", "--patience", "--dry-run", "--progress",
                             "--json", "--quiet", "--config", "--help", "--version"}) {
    EXPECT_NE(help.find(option), std::string::npos) << option;
  }
}

TEST(options, verify_has_files_and_options_of_its_own) {
  const Invocation asked = parse_command_line(
      {"verify", "a.h5", "--covers", "0..1e6", "b.h5", "--threads", "2", "--json"}, surroundings({}));
  EXPECT_EQ(asked.command, Command::verify);
  EXPECT_EQ(asked.verify.operands, (Arguments{"a.h5", "b.h5"}));
  EXPECT_EQ(asked.verify.covers, (Range{0, 1'000'001}));
  EXPECT_EQ(asked.verify.threads, 2U);
  EXPECT_TRUE(asked.json);
  expect_refused(Exit::usage, "the command line", {"verify", "a.h5", "--last", "5"});
  expect_refused(Exit::usage, "the command line", {"--last", "5", "a.h5"});
}

TEST(options, stand_before_and_behind_operands_and_the_command) {
  for (const Arguments& arguments :
       {Arguments{"verify", "--threads", "2", "a.h5", "run"}, Arguments{"verify", "a.h5", "run", "--threads=2"},
        Arguments{"verify", "a.h5", "--threads", "2", "run"}, Arguments{"--threads", "2", "verify", "a.h5", "run"},
        Arguments{"verify", "a.h5", "--threads", "2", "--", "run"}}) {
    const VerifyOptions verify = parse_command_line(arguments, surroundings({})).verify;
    EXPECT_EQ(verify.threads, 2U);
    EXPECT_EQ(verify.operands, (Arguments{"a.h5", "run"})) << "a file may have the name of a command";
  }
}

TEST(options, behind_two_dashes_everything_is_an_operand) {
  const auto files_of = [](const Arguments& arguments) {
    return parse_command_line(arguments, surroundings({})).report.operands;
  };
  EXPECT_EQ(files_of({"report", "--", "-odd-name"}), Arguments{"-odd-name"});
  EXPECT_EQ(files_of({"report", "a.h5", "--csv", "--", "--help", "--"}), (Arguments{"a.h5", "--help", "--"}));
  expect_refused(Exit::usage, "the command line", {"report", "--"});
  expect_refused(Exit::usage, "the command line", {"run", "--", "a.h5"});
}

// The remedy of the error, or of none "".
std::string remedy_of(const Arguments& arguments, const Texts& files = {}) {
  try {
    parse_command_line(arguments, surroundings({}, files));
    return "";
  } catch (const Error& error) {
    return error.remedy;
  }
}

TEST(options, of_something_misspelt_the_nearest_is_named_and_nothing_that_is_far) {
  const auto expect = [](const std::string& meant, const Arguments& arguments) {
    const std::string remedy = remedy_of(arguments);
    EXPECT_EQ(remedy.find("did you mean " + meant + "? "), 0U) << remedy;
  };
  expect("--last", {"--lsat", "5"});
  expect("--last", {"-last", "5"});
  expect("--threads", {"--thread=5"});
  expect("--schedule", {"--shedul", "block"});
  expect("--json", {"report", "a.h5", "--jsno"});
  expect("squares verify", {"verfy", "a.h5"});
  expect("squares report", {"reprot"});
  expect("squares study", {"--json", "stuyd"});
  expect("squares verify", {"help", "verifi"});
  for (const Arguments& arguments : {Arguments{"--walk"}, Arguments{"walk"}, Arguments{"--last", "5", "6"},
                                     Arguments{"verify", "a.h5", "--last", "5"}, Arguments{"-x"}, Arguments{"---"}}) {
    const std::string remedy = remedy_of(arguments);
    EXPECT_FALSE(remedy.empty());
    EXPECT_EQ(remedy.find("did you mean"), std::string::npos) << remedy;
  }
  EXPECT_EQ(remedy_of({"--config", "a"}, {{"a", "\nfrist = 3\n"}}).find("did you mean first? "), 0U);
}

TEST(options, a_distance_is_in_letters_left_out_added_replaced_and_swapped) {
  EXPECT_EQ(edit_distance("last", "last"), 0U);
  EXPECT_EQ(edit_distance("", "last"), 4U);
  EXPECT_EQ(edit_distance("lsat", "last"), 1U);
  EXPECT_EQ(edit_distance("lst", "last"), 1U);
  EXPECT_EQ(edit_distance("laste", "last"), 1U);
  EXPECT_EQ(edit_distance("lust", "last"), 1U);
  EXPECT_EQ(edit_distance("frits", "first"), 2U);
}

TEST(options, a_variable_that_is_nearly_an_option_is_a_warning) {
  const auto warnings = [](const std::string& name, const std::string& value = "5") {
    return parse_command_line({}, surroundings({{name, value}})).warnings;
  };
  for (const auto& [name, meant] : Texts{{"SQUARES_LSAT", "LAST"},
                                         {"SQUARES_THREDS", "THREADS"},
                                         {"SQUARES_DRYRUN", "DRY_RUN"},
                                         {"SQUARES_OUPTU", "OUTPUT"},
                                         {"SQUARES_CONFIGS", "CONFIG"},
                                         {"SQUARES_COVER", "COVERS"}}) {
    ASSERT_EQ(warnings(name).size(), 1U) << name;
    EXPECT_NE(warnings(name).front().find(name + ", "), std::string::npos);
    EXPECT_NE(warnings(name).front().find("SQUARES_" + meant + "?"), std::string::npos) << warnings(name).front();
  }
  for (const char* name : {"SQUARES_LAUNCH", "SQUARES_SUBMITTED", "SQUARES_RACES", "SQUARES_HOME", "SQUARES_DIR",
                           "SQUARES_VERSION", "SQUARES_", "SQUARES_NOTHING_LIKE_IT", "SQUARES_COVERS"}) {
    EXPECT_TRUE(warnings(name, "1..5").empty()) << name;
  }
  EXPECT_TRUE(warnings("SQUARES_LSAT", "").empty()) << "an empty variable is as good as none";
}

TEST(options, of_the_same_source_what_contradicts_each_other_is_refused) {
  const Texts files{{"my.ini", "csv = true\njson = true\n"}};
  expect_refused(Exit::usage, "the command line", {"report", "a.h5", "--json", "--csv"});
  expect_refused(Exit::usage, "the environment", {"report", "a.h5"}, {{"SQUARES_CSV", "1"}, {"SQUARES_JSON", "1"}});
  expect_refused(Exit::usage, "my.ini", {"report", "a.h5", "--config", "my.ini"}, {}, files);
  const Arguments settled{"report", "a.h5", "--config", "my.ini", "--json", "--csv=false"};
  EXPECT_TRUE(parse_command_line(settled, surroundings({}, files)).json);
  expect_refused(Exit::usage, "the command line", {"claims", "P1", "--example", "E1"});
  expect_refused(Exit::usage, "the command line", {"claims", "--control", "--example", "E1"});
  expect_refused(Exit::usage, "the command line", {"claims", "--output", "a.h5", "--example", "E1"});
}

TEST(options, of_two_sources_the_stronger_one_settles_a_contradiction) {
  const Texts files{{"my.ini", "json = true\n"}};
  const auto report = [&](const Arguments& more, const Texts& variables) {
    Arguments arguments{"report", "a.h5"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return parse_command_line(arguments, surroundings(variables, files)).report;
  };
  const ReportOptions typed = report({"--json"}, {{"SQUARES_CSV", "1"}});
  EXPECT_TRUE(typed.json && !typed.csv);
  const ReportOptions set = report({"--config", "my.ini"}, {{"SQUARES_CSV", "1"}});
  EXPECT_TRUE(set.csv && !set.json);
}

TEST(options, what_goes_together_is_no_contradiction) {
  const RunOptions run =
      options({"--resume", "--force", "--dry-run", "--json", "--durable", "--verify", "none", "--quiet"});
  EXPECT_TRUE(run.resume && run.force && run.dry_run && run.json && run.quiet);
}

// A value that each option takes, as its placeholder says.
std::string example_of(const Option& option) {
  if (!option.value.words.empty()) return option.value.words.back();
  const std::string& placeholder = option.value.placeholder;
  return placeholder == "N"           ? "7"
         : placeholder == "DURATION"  ? "90"
         : placeholder == "A..B"      ? "1..5"
         : placeholder == "P%"        ? "5%"
         : placeholder == "KEY=VALUE" ? "a=b"
         : placeholder == "LINE"      ? "a {ranks}"
                                      : "a.h5";
}

TEST(options, each_of_each_command_is_set_by_command_line_environment_and_config_file) {
  for (const CommandEntry& command : command_table()) {
    for (const Option& option : command.options) {
      if (option.name == "help" || option.name == "version" || option.name == "config") continue;
      SCOPED_TRACE(command.name + " --" + option.name);
      Arguments arguments{command.name};
      if (command.needs_operands) arguments.emplace_back("a.h5");
      const std::string good = option.value.is_flag() ? "true" : example_of(option);
      const std::string variable = variable_of(option.name);
      const Texts files{{"good.ini", option.name + " = " + good}, {"bad.ini", option.name + " = -?"}};
      const auto refused = [&](const Arguments& more, const Texts& variables) {
        Arguments all = arguments;
        all.insert(all.end(), more.begin(), more.end());
        try {
          parse_command_line(all, surroundings(variables, files));
          return std::string();
        } catch (const Error& error) {
          return error.where;
        }
      };
      EXPECT_EQ(refused({"--" + option.name + "=" + good}, {}), "");
      EXPECT_EQ(refused({}, {{variable, good}}), "");
      EXPECT_EQ(refused({"--config=good.ini"}, {}), "");
      if (option.value.is_file || option.name == "example") continue;  // any text will do
      EXPECT_EQ(refused({"--" + option.name + "=-?"}, {}), "--" + option.name);
      EXPECT_EQ(refused({}, {{variable, "-?"}}), "the environment, " + variable);
      EXPECT_EQ(refused({"--config=bad.ini"}, {}), "bad.ini, line 1, " + option.name);
      EXPECT_EQ(refused({"--config=bad.ini"}, {{variable, good}}), "") << "what is beaten is not looked at";
      EXPECT_EQ(refused({"--" + option.name + "=" + good}, {{variable, "-?"}}), "");
    }
  }
}

TEST(options, a_flag_that_is_typed_as_false_beats_the_environment_too) {
  EXPECT_FALSE(options({"--json=false"}, {{"SQUARES_JSON", "1"}}).json);
  EXPECT_TRUE(options({"--json=true"}).json);
  EXPECT_TRUE(options({"--json", "--json"}).json);
  EXPECT_TRUE(options({"--json"}, {{"SQUARES_JSON", "0"}}).json);
  expect_refused(Exit::usage, "--json", {"--json=maybe"});
}

TEST(options, a_workload_that_is_named_twice_is_studied_once) {
  const StudyOptions study =
      parse_command_line({"study", "--workload", "wait,compute,wait", "--scaling", "weak"}, surroundings({})).study;
  EXPECT_EQ(study.workloads, (std::vector{WorkloadKind::wait, WorkloadKind::compute}));
  EXPECT_EQ(study.scalings, std::vector{Scaling::weak});
  for (const char* text : {"", "wait,", ",wait", "wait,,compute"})
    EXPECT_THROW(parse_command_line({"study", "--workload", text}, surroundings({})), Error) << text;
}

TEST(options, of_compare_the_other_side_is_all_that_follows_to) {
  const Invocation asked = parse_command_line({"compare", "a.h5", "--to", "b.h5", "my c.h5"}, surroundings({}));
  EXPECT_EQ(asked.compare.operands, Arguments{"a.h5"});
  EXPECT_EQ(asked.compare.to, (Arguments{"b.h5", "my c.h5"}));
  const Arguments twice{"compare", "a.h5", "--to", "b.h5", "--to", "c.h5", "--json"};
  EXPECT_EQ(parse_command_line(twice, surroundings({})).compare.to, (Arguments{"b.h5", "c.h5"}));
}

TEST(options, of_compare_the_limit_is_a_share_of_the_time) {
  const Invocation asked =
      parse_command_line({"compare", "a.h5", "b.h5", "--fail-if-slower", "12.5%"}, surroundings({}));
  EXPECT_EQ(asked.compare.fail_if_slower, 0.125);
}

TEST(options, one_config_file_serves_all_commands) {
  const Texts files{{"my.ini", "last = 300\ncovers = 1..5\nthreads = 3\n"}};
  EXPECT_EQ(options({"--config", "my.ini"}, {}, files).request.last, 300U);
  const Invocation asked = parse_command_line({"verify", "a.h5", "--config", "my.ini"}, surroundings({}, files));
  EXPECT_EQ(asked.verify.covers, (Range{1, 5}));
  EXPECT_EQ(asked.verify.threads, 3U);
}

TEST(options, parsing_is_pure) {
  ::setenv("SQUARES_LAST", "77", 1);
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const RunOptions first = options({"--first", "3"});
  const RunOptions second = options({"--first", "3"});
  parse_command_line({"--help"}, surroundings({}));
  EXPECT_THROW(options({"--nonsense"}), Error);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  ::unsetenv("SQUARES_LAST");
  EXPECT_EQ(first.request.last, 1'000'000U);
  EXPECT_EQ(second.request.first, first.request.first);
  EXPECT_EQ(second.request.last, first.request.last);
}

}  // namespace
}  // namespace squares
