#include "report/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "report/format.hpp"
#include "report/streams.hpp"

namespace squares {
namespace {

constexpr double first_after_s = 1;  // shorter steps show nothing
constexpr double terminal_interval_s = 0.2;
constexpr double log_interval_s = 10;
constexpr std::size_t bar_width = 24;

}  // namespace

bool user_has_terminal(int fd, bool launched) {
  if (!launched) return isatty(fd) == 1;
  std::error_code failed;
  const auto target = std::filesystem::read_symlink(fmt::format("/proc/{}/fd/{}", getppid(), fd), failed).string();
  return !failed && (target.starts_with("/dev/pts/") || target.starts_with("/dev/tty"));
}

ProgressLine::ProgressLine(ProgressMode mode, bool terminal, std::string step, std::uint64_t total, std::uint64_t bytes)
    : mode_(mode),
      terminal_(terminal),
      step_(std::move(step)),
      total_(total),
      bytes_(bytes),
      next_s_(mode == ProgressMode::always ? 0
              : terminal                   ? first_after_s
                                           : log_interval_s) {}

ProgressLine::~ProgressLine() {
  if (drawn_ && terminal_) say(fmt::format("\r{:79}\r", ""));
}

std::string ProgressLine::text(std::uint64_t done) const {
  const double seconds = clock_.seconds();
  const double share = total_ > 0 ? static_cast<double>(done) / static_cast<double>(total_) : 1;
  const double rate = static_cast<double>(done * bytes_) / seconds;
  const std::string left = done > 0 ? human_duration(seconds * (1 - share) / share) : "?";
  std::string bar;
  if (terminal_) {
    const auto full = std::min(bar_width, static_cast<std::size_t>(share * bar_width));
    bar = fmt::format("[{}{}] ", std::string(full, '#'), std::string(bar_width - full, '.'));
  }
  return fmt::format("{} {}{:3.0f} %  {}  {} left", step_, bar, 100 * share, human_rate(rate, "B"), left);
}

void ProgressLine::show(std::uint64_t done) {
  if (mode_ == ProgressMode::never || clock_.seconds() < next_s_) return;
  next_s_ = clock_.seconds() + (terminal_ ? terminal_interval_s : log_interval_s);
  say(terminal_ ? fmt::format("\r{:<79}", text(done)) : fmt::format("squares: {}\n", text(done)));
  drawn_ = true;
}

}  // namespace squares
