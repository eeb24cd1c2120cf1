// squares: the squares of a range of integers, on many processes and threads, in one HDF5 file.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/options.hpp"
#include "commands/claims.hpp"
#include "commands/compare.hpp"
#include "commands/doctor.hpp"
#include "commands/report.hpp"
#include "commands/study.hpp"
#include "commands/verify.hpp"
#include "parallel/mpi_library.hpp"
#include "parallel/world.hpp"
#include "report/json.hpp"
#include "report/streams.hpp"
#include "run/run.hpp"
#include "store/handle.hpp"
#include "store/hdf5_library.hpp"
#include "store/part_file.hpp"
#include "system/launch.hpp"
#include "system/reader.hpp"
#include "system/shell_words.hpp"

namespace squares {
namespace {

Surroundings real_surroundings() {
  return {.variable = [](const std::string& name) -> std::optional<std::string> {
            const char* value = std::getenv(name.c_str());
            return value == nullptr ? std::nullopt : std::optional<std::string>(value);
          },
          .file = [](const std::string& path) -> std::optional<std::string> {
            std::ifstream file(path);
            try {
              std::string content(std::istreambuf_iterator<char>(file), {});
              return file ? std::optional(content) : std::nullopt;
            } catch (const std::ios_base::failure&) {  // a folder can be opened, and not read
              return std::nullopt;
            }
          }};
}

Exit report(const Error& error, bool json) {
  try {
    if (json) print(document(error_json(error)));
  } catch (const Error&) {  // that stdout takes nothing is no news beside this error
  }
  say_error(error);
  wait_until_all_is_read();
  return error.code;
}

// The master says what all ranks know; all leave with the same code.
Exit end_with(const AgreedError& error, const World& world, bool json) {
  if (world.is_master()) report(error, json);
  world.comm().barrier();
  if (PartFile::any_abandoned()) world.abort(error.code);
  return error.code;
}

// Only this rank knows, so it says it and ends all.
[[noreturn]] void abort_with(const std::exception_ptr& failure, const World& world) {
  Error error = describe(failure);
  error.where += fmt::format("{}rank {}", error.where.empty() ? "" : ", ", world.rank());
  report(error, false);
  world.abort(error.code);
}

// What every rank of a launch does, whatever its own command line: the master's counts.
Exit on_all_ranks(int argc, char** argv, const Launch& launch, const Invocation& invocation,
                  const std::exception_ptr& misread, const std::string& command, Stopwatch since_start) {
  spare_unused_parts(launch);
  World world(argc, argv);
  try {
    world.together([&] {
      World::expect_threads();
      if (world.is_master() && misread) std::rethrow_exception(misread);
    });
    const auto carry_out = [&](Command asked) {
      if (asked == Command::verify) return verify(world, invocation.verify);
      if (asked == Command::doctor) return doctor(world, launch, invocation.doctor);
      if (asked == Command::claims) return claims(world, launch, {invocation.claims, command});
      if (asked == Command::study) return study(world, {invocation.study, command}, launch);
      return run(world, launch, {invocation.run, command}, since_start);
    };
    Command asked = invocation.command;
    world.broadcast(asked);
    const Exit code = carry_out(asked);
    if (code != Exit::done && world.is_master()) wait_until_all_is_read();
    return code;
  } catch (const AgreedError& error) {
    return end_with(error, world, invocation.json());
  } catch (const std::exception&) {
    abort_with(std::current_exception(), world);
  }
}

// What the command line asks for, or why it cannot be read.
struct Asked {
  Invocation invocation;
  std::exception_ptr misread;
};

Asked read(const std::vector<std::string>& arguments) {
  Asked asked;
  try {
    asked.invocation = parse_command_line(arguments, real_surroundings());
  } catch (const std::exception&) {
    asked.misread = std::current_exception();
    // Programs that wanted JSON get the error as such, too.
    asked.invocation.run.json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
  }
  return asked;
}

Exit squares(int argc, char** argv) {
  const Stopwatch since_start;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  prepare_hdf5();
  const Asked asked = read(arguments);
  const Invocation& invocation = asked.invocation;
  bool speaks = rank_before_launch() == 0;
  bool ends_with_the_first = false;  // of all ranks that leaves with a code
  try {
    if (!invocation.text.empty()) {
      if (speaks) print(invocation.text);
      return Exit::done;
    }
    // These read files alone: one process does it, whoever started how many.
    if (invocation.command == Command::report) return speaks ? report_files(invocation.report) : Exit::done;
    if (invocation.command == Command::compare) return speaks ? compare(invocation.compare) : Exit::done;
    const Launch launch = find_launch();
    speaks = launch.first_on_node;  // what is wrong now may be wrong on some nodes only
    ends_with_the_first = launch.by_mpirun();
    refuse_wrong_mpi_library();
    refuse_wrong_hdf5_library();
    if (!launch.launched() && asked.misread) std::rethrow_exception(asked.misread);
    if (!launch.launched() && invocation.command == Command::verify) return verify(World(), invocation.verify);
    const std::string command = "squares" + (arguments.empty() ? "" : " " + joined(arguments));
    if (!launch.launched() && invocation.command == Command::claims)
      return claims(World(), launch, {invocation.claims, command});
    return on_all_ranks(argc, argv, launch, invocation, asked.misread, command, since_start);
  } catch (const std::exception&) {
    const Error error = describe(std::current_exception());
    if (!speaks) {
      // mpirun ends all ranks when the first leaves with a code, so the one that prints errors gets the time to do so.
      // Who is still there after that is the only one that knows.
      std::this_thread::sleep_for(std::chrono::seconds(ends_with_the_first ? 10 : 1));
      if (!ends_with_the_first) return error.code;
    }
    const bool by_doctor = invocation.command == Command::doctor && !asked.misread;
    const Exit code = by_doctor ? doctor_without_mpi(error, invocation.doctor) : report(error, invocation.json());
    // mpirun gets the time to start all ranks: Open MPI 5's kills its own process group if one fails before.
    if (ends_with_the_first) std::this_thread::sleep_for(std::chrono::milliseconds(500));
    return code;
  }
}

}  // namespace
}  // namespace squares

int main(int argc, char** argv) { return static_cast<int>(squares::squares(argc, argv)); }
