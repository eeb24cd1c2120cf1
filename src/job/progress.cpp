#include "job/progress.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "core/error.hpp"
#include "core/parse.hpp"
#include "store/inspect.hpp"
#include "store/read_ledger.hpp"
#include "system/file.hpp"
#include "system/paths.hpp"

namespace squares {
namespace {

const std::string heading = "squares job: tries in a row that finished no block: ";

}  // namespace

std::uint32_t last_attempt_that_finished_a_block(const std::string& path) {
  std::uint32_t last = 0;
  try {
    const FileFacts::Head part = inspect(path).head;
    StoredValues values(path, part.plan, part.places);
    each_done_row(values, part.plan.blocks,
                  [&](std::uint64_t, const LedgerRow& row) { last = std::max(last, row.attempt); });
  } catch (const Error&) {  // missing or broken: the ranks tell of that
  }
  return last;
}

CompleteFile::CompleteFile(std::string path, const Range& range, bool replaces)
    : path_(std::move(path)), range_(range) {
  if (replaces && is_regular_file(path_)) old_.emplace(path_, O_RDONLY);  // open, so that its number is not given away
}

bool CompleteFile::is_there() const {
  try {
    if (old_ && old_->is_at(path_)) return false;
    const FileFacts::Head file = inspect(path_).head;
    return file.complete != 0 && file.plan.range == range_;
  } catch (const Error&) {
    return false;
  }
}

IdleTries::IdleTries(const std::string& output, const std::string& job)
    : path_((std::filesystem::path(output).parent_path() / ("squares-" + job + ".tries")).string()) {
  if (!is_anything_there(path_)) return;
  std::string text;
  if (is_regular_file(path_)) std::getline(std::ifstream(path_), text);
  if (!text.starts_with(heading) || !is_number(text.substr(heading.size()))) {
    throw Error(Exit::cannot_create, "this file is not of squares, and the job wants to count its tries there", path_,
                "rename it, or give another --output");
  }
  idle_ = static_cast<std::uint32_t>(parse_integer(text.substr(heading.size()), path_));
  exists_ = true;
}

std::uint32_t IdleTries::count(bool this_one_is_idle) {
  idle_ = this_one_is_idle ? idle_ + 1 : 0;
  write_text_file(path_, heading + std::to_string(idle_) + "\n", exists_ ? Existing::replaced : Existing::kept);
  exists_ = true;
  return idle_;
}

void IdleTries::forget() const {
  if (exists_) ::unlink(path_.c_str());
}

}  // namespace squares
