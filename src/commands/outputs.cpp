#include "commands/outputs.hpp"

#include "core/error.hpp"
#include "system/paths.hpp"

namespace squares {
namespace {

void expect_not_read(const NamedOutput& written, const std::vector<std::string>& read) {
  for (const std::string& name : read) {
    if (!is_same_file(*written.path, name)) continue;
    throw Error(Exit::usage, std::string(written.option) + " names a file that is read", *written.path,
                "give it another name");
  }
}

void expect_not_written(const NamedOutput& one, const NamedOutput& other) {
  if (!is_same_file(*one.path, *other.path)) return;
  throw Error(Exit::usage, std::string(one.option) + " and " + other.option + " name one file", *one.path,
              "give them two names");
}

}  // namespace

void expect_apart(const std::vector<NamedOutput>& written, const std::vector<std::string>& read) {
  for (auto one = written.begin(); one != written.end(); ++one) {
    if (!one->path) continue;
    expect_not_read(*one, read);
    for (auto other = written.begin(); other != one; ++other) {
      if (other->path) expect_not_written(*other, *one);
    }
  }
}

}  // namespace squares
