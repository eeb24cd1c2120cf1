// Errors for people: what happened, where, and what to do about it.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace squares {

// The exit codes of sysexits.h that squares uses, and no others but 1.
enum class Exit : int {
  done = 0,
  slower = 1,  // of compare --fail-if-slower alone
  usage = 64,
  wrong_value = 65,
  no_input = 66,
  bad_launch = 69,
  bug = 70,
  cannot_create = 73,
  io = 74,
  stopped = 75,
};

// `where` is a place the user knows: an option, a file, a rank, a host. `remedy` is a thing to do.
class Error : public std::runtime_error {
 public:
  Error(Exit exit_code, const std::string& what, std::string place, std::string advice)
      : std::runtime_error(what), code(exit_code), where(std::move(place)), remedy(std::move(advice)) {}

  Exit code;
  std::string where;
  std::string remedy;
};

}  // namespace squares
