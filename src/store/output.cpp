#include "store/output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <set>
#include <string_view>

#include "core/error.hpp"
#include "core/parse.hpp"
#include "store/attempts.hpp"
#include "store/inspect.hpp"
#include "store/metadata_copy.hpp"
#include "store/part_file.hpp"
#include "system/file.hpp"
#include "system/paths.hpp"
#include "system/shell_words.hpp"

namespace squares {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_create(const std::string& path, const std::string& what, const std::string& remedy) {
  throw Error(Exit::cannot_create, what, path, remedy);
}

constexpr auto needed_for_a_moment = "there is a file already of a name that squares needs for a moment";

bool is_numbered(const std::string& rest, std::string_view begin) {
  return rest.starts_with(begin) && is_number(rest.substr(begin.size()));
}

// Open MPI makes small files for itself beside the one that it opens, PART.locktest.N, PART-N-N.lock, and empty ones
// PART.data.N and PART.metadata.N, and a killed run leaves them behind. `rest` is what follows PART.
bool is_lock_test_of_mpi(const std::string& rest) { return is_numbered(rest, ".locktest."); }

bool is_shared_pointer_of_mpi(const std::string& rest) {
  return is_numbered(rest, ".data.") || is_numbered(rest, ".metadata.");
}

bool is_lock_of_mpi(const std::string& rest) {
  constexpr std::string_view end = ".lock";
  const std::size_t dash = rest.find('-', 1);
  return rest.starts_with("-") && rest.ends_with(end) && dash != std::string::npos &&
         is_number(rest.substr(1, dash - 1)) && is_number(rest.substr(dash + 1, rest.size() - end.size() - dash - 1));
}

bool is_empty_file(const std::string& path) {
  std::error_code failed;
  return is_regular_file(path) && fs::file_size(path, failed) == 0;
}

// Calls visit(path, rest) for all that lies beside the part and has a longer name than it.
template <class Visit>
void each_longer_name(const fs::path& part, const Visit& visit) {
  const std::string begin = part.filename().string();
  for (const fs::path& entry : entries_of(part.parent_path())) {
    const std::string name = entry.filename().string();
    if (name.starts_with(begin) && name != begin) visit(entry.string(), name.substr(begin.size()));
  }
}

void remove_what_mpi_left(const fs::path& part) {
  each_longer_name(part, [](const std::string& path, const std::string& rest) {
    constexpr std::uintmax_t most_bytes = 64;
    std::error_code ignored;
    const bool is_small = is_regular_file(path) && fs::file_size(path, ignored) <= most_bytes;
    if (is_small && (is_lock_test_of_mpi(rest) || is_lock_of_mpi(rest))) fs::remove(path, ignored);
    if (is_shared_pointer_of_mpi(rest) && is_empty_file(path)) fs::remove(path, ignored);
  });
}

// While a run goes on, names beside the output are longer than its own.
void refuse_long_name(const fs::path& output) {
  constexpr auto added = static_cast<long>(std::string_view(".part.metadata.new").size());
  const long most = ::pathconf(output.parent_path().c_str(), _PC_NAME_MAX);
  if (most <= 0 || static_cast<long>(output.filename().string().size()) + added <= most) return;
  cannot_create(output.string(), "the name is too long for the files beside it, such as OUTPUT.part.metadata.new",
                "give a name of " + std::to_string(most - added) + " bytes at most");
}

void remove_own(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    cannot_create(path, std::string("cannot remove what an earlier run left: ") + std::strerror(errno),
                  "remove it, or give another --output");
  }
}

// Those of `samples` that are there, or of which something is that a run would have beside its part.
std::vector<Output> found_of(const std::set<std::string>& samples, const std::string& output) {
  std::set<std::string> found;
  each_longer_name(output, [&](const std::string& path, const std::string& rest) {
    const std::string name = output + rest.substr(0, rest.find(".part"));
    if (name != path && samples.contains(name + ".part")) found.insert(name);
  });
  return {found.begin(), found.end()};
}

}  // namespace

Output::Output(const std::string& path) {
  if (path.empty()) cannot_create("--output", "the output has no name", "give a file name");
  path_ = full_path(path);
  const fs::path absolute = path_;
  std::error_code failed;
  const fs::path folder = absolute.parent_path();
  if (!fs::is_directory(folder, failed)) {
    cannot_create(folder.string(), "there is no such folder", "make the folder, or give another --output");
  }
  if (fs::is_directory(absolute, failed)) {
    cannot_create(path_, "the output is a folder",
                  "name a file, such as --output " + quoted_file(path + "/squares.h5"));
  }
  if (fs::exists(absolute, failed) && !fs::is_regular_file(absolute, failed)) {
    cannot_create(path_, "the output is no regular file", "give another --output");
  }
  refuse_long_name(absolute);
  if (access(folder.c_str(), W_OK | X_OK) != 0) {
    cannot_create(folder.string(), std::string("cannot write into the folder: ") + std::strerror(errno),
                  "give another --output, or ask for the right to write there");
  }
}

bool Output::exists() const { return is_anything_there(path_); }
bool Output::part_exists() const { return is_anything_there(part()); }

void Output::refuse_existing() const {
  cannot_create(path_, "the output exists", "give another --output, or replace it with --force");
}

// Throws for what is not ours, before anything is changed.
void Output::expect_own(bool after_kill) const {
  for (const std::string& path : names_for_a_moment()) {
    if (is_anything_there(path) && !(after_kill && is_regular_file(path))) throw not_own(path, needed_for_a_moment);
  }
  each_longer_name(part(), [&](const std::string& path, const std::string& rest) {
    const bool is_in_the_way = (is_lock_test_of_mpi(rest) && !after_kill) ||
                               (is_shared_pointer_of_mpi(rest) && !(after_kill && is_empty_file(path)));
    if (is_in_the_way) throw not_own(path, "there is a file already of a name that Open MPI needs for a moment");
  });
  if (is_anything_there(metadata()) && !is_metadata_copy(metadata()))
    throw not_own(metadata(), "this is no copy of a part's metadata");
  if (is_anything_there(attempts()) && !is_file_of_attempts(attempts()))
    throw not_own(attempts(), "this does not say who took part in a run");
  if (part_exists() && !is_regular_file(part()))
    throw not_own(part(), "this is no part, but a link, a folder or a device");
}

void Output::expect_free() const {
  if (part_exists()) throw not_own(part(), needed_for_a_moment);
  expect_own(false);
}

FileFacts Output::take_up_part(bool after_kill) const {
  expect_own(after_kill);
  const RawFile may_be_opened(part(), O_RDWR | O_NOFOLLOW);  // or it is not ours to change
  restore_metadata(part(), metadata());
  FileFacts facts;
  try {
    facts = inspect(part());
  } catch (const LaterSchema&) {
    throw;
  } catch (const Error& error) {
    if (error.code == Exit::io) throw;  // a disk or a limit: that says nothing of the part
    throw not_own(part(), std::string("this is no part that squares can read: ") + error.what());
  }
  if (!facts.head.places) throw not_own(part(), "the values of this part do not lie where squares writes them");
  return facts;
}

void Output::make_way(bool force, bool after_kill) const {
  if (!force && exists()) refuse_existing();
  if (part_exists()) {
    take_up_part(after_kill);
    if (!force) {
      cannot_create(part(), "an earlier run has not been finished",
                    "continue it with --resume, discard it with --force, or give another --output");
    }
  }
  discard_part(after_kill);
}

void Output::discard_part(bool after_kill) const {
  expect_own(after_kill);
  for (const std::string& own : {part(), attempts(), metadata()}) remove_own(own);
  discard_what_a_kill_left(after_kill);
}

void Output::discard_what_a_kill_left(bool after_kill) const {
  if (!after_kill) return;
  for (const std::string& own : names_for_a_moment()) remove_own(own);
  remove_what_mpi_left(part());
}

void Output::prepare_to_reopen(bool after_kill) const {
  expect_own(after_kill);
  discard_what_a_kill_left(after_kill);
  if (part_exists()) return;
  remove_own(attempts());
  remove_own(metadata());
}

std::vector<std::string> Output::names_for_a_moment() const {
  const std::string rebuilt = rebuilt_of(part());
  return {new_name_of(part()), metadata() + ".new", rebuilt, new_name_of(rebuilt)};
}

void Output::publish(bool force) const {
  try {
    rename_file(part(), path_, by_force(force));
  } catch (const Error& error) {
    if (error.code == Exit::cannot_create) {
      cannot_create(path_, "a file of this name has appeared while the run went on",
                    "move it away; the finished file is " + part());
    }
    cannot_create(path_, std::string("cannot give the finished file its name: ") + error.what(),
                  "rename " + part() + " yourself");
  }
  std::optional<Error> not_synced;
  try {
    sync_folder_of(path_);
  } catch (const Error& error) {
    not_synced = Error(Exit::io, std::string(error.what()) + ". The file is complete and has its name", error.where,
                       "see with squares verify that it is right; a loss of power could take its name away");
  }
  ::unlink(attempts().c_str());
  ::unlink(metadata().c_str());
  if (not_synced) throw Error(*not_synced);
}

std::string sample_of(const std::string& output, const std::string& kind, std::uint32_t number) {
  return output + "." + kind + "-" + std::to_string(number) + ".part";
}

PassingLock claim_samples(const Output& output, const std::string& kind, std::uint32_t count) {
  const std::string doing = "squares " + kind;
  PassingLock lock(Lock::of_master(output.lock(), doing));
  std::set<std::string> samples;
  for (std::uint32_t number = 0; number < count; ++number) samples.insert(sample_of(output.path(), kind, number));
  for (const Output& sample : found_of(samples, output.path())) {
    if (lock->was_left_by(doing))
      sample.discard_part(true);
    else
      sample.expect_free();
  }
  return lock;
}

}  // namespace squares
