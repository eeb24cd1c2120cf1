#include "cli/carry_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "commands/claims.hpp"
#include "commands/compare.hpp"
#include "commands/doctor.hpp"
#include "commands/job.hpp"
#include "commands/nodes.hpp"
#include "commands/report.hpp"
#include "commands/study.hpp"
#include "commands/verify.hpp"
#include "parallel/mpi_library.hpp"
#include "parallel/world.hpp"
#include "report/json.hpp"
#include "report/streams.hpp"
#include "run/run.hpp"
#include "store/hdf5.hpp"
#include "store/part_file.hpp"
#include "system/launch.hpp"
#include "system/limits.hpp"
#include "system/reader.hpp"
#include "system/shell_words.hpp"
#include "system/stop_signals.hpp"
#include "system/temporary_folder.hpp"

namespace squares {
namespace {

Exit print_error(const Error& error, bool json) {
  try {
    if (json) print(document(error_json(error)));
  } catch (const Error&) {  // stdout takes nothing; `error` is what matters
  }
  say_error(error);
  wait_until_all_is_read();
  return error.code;
}

// All ranks know the error: the master prints it, and all leave with its code.
Exit end_with(const AgreedError& error, const World& world, bool json) {
  if (world.is_master()) print_error(error, json);
  world.comm().barrier();
  if (PartFile::any_abandoned()) world.abort(error.code);
  return error.code;
}

// Only this rank knows, so it prints the error and ends all.
[[noreturn]] void abort_with(const std::exception_ptr& failure, const World& world) {
  Error error = describe(failure);
  error.where += fmt::format("{}rank {}", error.where.empty() ? "" : ", ", world.rank());
  print_error(error, false);
  world.abort(error.code);
}

// Collective. `command` is the master's.
Exit carry_out_in(const World& world, Command command, const CommandLine& line, const Launch& launch,
                  Stopwatch since_start) {
  const Invocation& asked = line.asked;
  if (command == Command::verify) return verify(world, asked.verify);
  if (command == Command::doctor) return doctor(world, launch, asked.doctor);
  if (command == Command::claims) return claims(world, launch, {asked.claims, line.typed});
  if (command == Command::study) return study(world, {asked.study, line.typed}, launch);
  if (command == Command::nodes) return nodes(world, {asked.nodes, line.typed}, launch);
  return run(world, launch, {asked.run, line.typed}, since_start);
}

// Every rank does what the master's command line says, whatever its own.
Exit on_all_ranks(const CommandLine& line, int argc, char** argv, const Launch& launch, Stopwatch since_start) {
  spare_unused_parts(launch);
  expect_room_for_mpi();
  if (!launch.by_mpirun()) expect_temporary_folder();
  if (launch.launched()) expect_room_for_files_of_launcher();
  World world(argc, argv);
  try {
    world.together([&] {
      World::expect_threads();
      if (world.is_master() && line.misread) std::rethrow_exception(line.misread);
    });
    Command command = line.asked.command;
    world.broadcast(command);
    const Exit code = carry_out_in(world, command, line, launch, since_start);
    if (code != Exit::done && world.is_master()) wait_until_all_is_read();
    return code;
  } catch (const AgreedError& error) {
    return end_with(error, world, line.asked.json);
  } catch (const std::exception&) {
    abort_with(std::current_exception(), world);
  }
}

void warn(const Invocation& asked) {
  for (const std::string& warning : asked.warnings) say("squares: warning: " + warning + "\n");
}

bool is_study_of_command(const Invocation& asked) {
  return asked.command == Command::study && !asked.study.command.empty();
}

// Texts, reading files, and starting other programs need one process, whoever started how many.
bool needs_no_launch(const Invocation& asked) {
  return !asked.text.empty() || asked.command == Command::report || asked.command == Command::compare ||
         asked.command == Command::job || is_study_of_command(asked);
}

bool is_dry_run(const Invocation& asked) { return asked.command == Command::run && asked.run.dry_run; }

// Whether processes that do not know of each other do no harm: each does all of it.
bool can_be_done_alone(const Invocation& asked) {
  return asked.command == Command::verify || asked.command == Command::claims || is_dry_run(asked);
}

Exit by_one_process(const CommandLine& line) {
  const Invocation& asked = line.asked;
  if (!asked.text.empty()) {
    print(asked.text);
    return Exit::done;
  }
  if (asked.command == Command::study) return study_command({asked.study, line.typed});
  if (asked.command == Command::job) return job({asked.job, asked.typed_options});
  return asked.command == Command::report ? report_files(asked.report) : compare(asked.compare);
}

// Without a launcher; MPI is started only if the command is one for ranks.
Exit alone(const CommandLine& line, int argc, char** argv, const Launch& launch, Stopwatch since_start) {
  if (line.misread) std::rethrow_exception(line.misread);
  if (line.asked.command == Command::verify) return verify(World(), line.asked.verify);
  if (line.asked.command == Command::claims) return claims(World(), launch, {line.asked.claims, line.typed});
  if (is_dry_run(line.asked)) return run(World(), launch, {line.asked.run, line.typed}, since_start);
  return on_all_ranks(line, argc, argv, launch, since_start);
}

// What this process does about an error before MPI is up, when it can ask no other.
struct BeforeMpi {
  bool prints_errors;
  bool ends_with_the_first = false;  // mpirun ends all ranks as soon as one leaves with a code
};

Exit fail(const Error& error, const CommandLine& line, const BeforeMpi& role) {
  if (!role.prints_errors) {
    // Gives the process that prints errors time to do so, before mpirun ends all. Whoever is left after 10 s is the
    // only one with an error, and prints it.
    std::this_thread::sleep_for(std::chrono::seconds(role.ends_with_the_first ? 10 : 1));
    if (!role.ends_with_the_first) return error.code;
  }
  const bool by_doctor = line.asked.command == Command::doctor && !line.misread;
  const Exit code = by_doctor ? doctor_without_mpi(error, line.asked.doctor) : print_error(error, line.asked.json);
  // Gives mpirun time to start all ranks: that of Open MPI 5 kills its own process group if one fails before.
  if (role.ends_with_the_first) std::this_thread::sleep_for(std::chrono::milliseconds(500));
  return code;
}

}  // namespace

CommandLine read_command_line(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  CommandLine line;
  line.typed = "squares" + (arguments.empty() ? "" : " " + joined(arguments));
  try {
    line.asked = parse_command_line(arguments, surroundings);
    if (line.asked.command == Command::job && line.asked.job.run.dry_run) {  // of its ranks, which do nothing
      line.asked.command = Command::run;
      line.asked.run = line.asked.job.run;
    }
  } catch (const std::exception&) {
    line.misread = std::current_exception();
    // Programs that wanted JSON get the error as such, too.
    line.asked.json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
  }
  return line;
}

Exit carry_out(const CommandLine& line, int argc, char** argv, Stopwatch since_start) {
  hold_standard_streams();
  restore_stop_signals();
  prepare_hdf5();
  BeforeMpi role{.prints_errors = !leaves_errors_to_rank_0()};
  try {
    if (needs_no_launch(line.asked)) {
      if (leaves_results_to_rank_0()) return Exit::done;
      warn(line.asked);
      return by_one_process(line);
    }
    const bool may_be_alone = line.misread || can_be_done_alone(line.asked);
    const Launch launch = may_be_alone ? find_launch_or_none() : find_launch();
    if (launch.rank == 0) warn(line.asked);
    // What is wrong from here on may be wrong on some nodes only.
    role = {.prints_errors = launch.first_on_node, .ends_with_the_first = launch.by_mpirun()};
    refuse_wrong_mpi_library();
    refuse_wrong_hdf5_library();
    return launch.launched() ? on_all_ranks(line, argc, argv, launch, since_start)
                             : alone(line, argc, argv, launch, since_start);
  } catch (const std::exception&) {
    return fail(describe(std::current_exception()), line, role);
  }
}

}  // namespace squares
