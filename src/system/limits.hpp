// Which limit is in the way where the system refuses a thread, a process or an open file, and what to do about it.
#pragma once

#include <string>

#include "core/error.hpp"

namespace squares {

enum class Refused { thread, process, file, memory };

// "raise the limit on open files (ulimit -n), which is 12"; "" where `error`, an errno, speaks of no limit. Looks while
// the limit is still reached; errno stays what it is.
std::string limit_in_the_way(int error, Refused what);

// An error whose remedy names the limit.
class LimitError : public Error {
 public:
  using Error::Error;
};

// Throws "cannot …: what `error` says": LimitError, or else Error with `otherwise` as its remedy.
[[noreturn]] void throw_refused(Exit code, const std::string& doing, const std::string& where, int error, Refused what,
                                const std::string& otherwise);

// Makes room for open files as far as this process may. Throws Error(bad_launch) where MPI could not even start, and
// would say so in words of its own.
void expect_room_for_mpi();

}  // namespace squares
