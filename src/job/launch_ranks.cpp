#include "job/launch_ranks.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "core/error.hpp"
#include "core/stopwatch.hpp"
#include "report/streams.hpp"
#include "system/limits.hpp"
#include "system/processes.hpp"
#include "system/program.hpp"

namespace squares {
namespace {

constexpr const char* mark_variable = "SQUARES_TRY";
constexpr double look_every_s = 2;
// What a launcher needs until signals do not end it any more; ranks are there only later.
constexpr double longest_start_s = 10;

sigset_t taken_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGUSR1, SIGTERM, SIGINT, SIGCHLD}) sigaddset(&signals, signal);
  return signals;
}

bool is_rank_of(const std::filesystem::path& process, const std::string& assignment) {
  std::ifstream file(process / "environ");
  bool has_mark = false, has_rank = false;
  for (std::string variable; std::getline(file, variable, '\0');) {
    has_mark = has_mark || variable == assignment;
    for (const std::string_view rank : {"OMPI_COMM_WORLD_RANK=", "PMIX_RANK=", "PMI_RANK="}) {
      has_rank = has_rank || variable.starts_with(rank);
    }
  }
  return has_mark && has_rank;
}

// A launcher that was started, until it has ended.
class StartedLauncher {
 public:
  explicit StartedLauncher(const RanksCall& call) : mark_(call.mark) {
    Program program{.words = call.launcher};
    program.words.insert(program.words.end(), call.command.begin(), call.command.end());
    program.environment = {{mark_variable, call.mark},
                           {"SQUARES_SUBMITTED", call.submitted.empty() ? std::nullopt : std::optional(call.submitted)},
                           // sbatch --export=NONE sets it, and the launcher's own srun would hand nothing on
                           {"SLURM_EXPORT_ENV", std::nullopt}};
    pid_ = start_program(program, SIGTERM);
  }

  // Its exit code, once it has ended.
  [[nodiscard]] std::optional<int> look() const {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    return exit_code(status);
  }
  void send(int signal) const { ::kill(pid_, signal); }

  void look_for_ranks() {
    if (ranks_here(mark_).empty()) return;
    without_ranks_ = Stopwatch();
    has_had_ranks_ = true;
  }
  // Whether it passes signals on by now.
  [[nodiscard]] bool has_started() const { return has_had_ranks_ || since_start_.seconds() > longest_start_s; }
  // Whether there were ranks here, and are none any more, for so long.
  [[nodiscard]] bool outlives_its_ranks(double grace_s) const {
    return has_had_ranks_ && without_ranks_.seconds() >= grace_s;
  }

 private:
  std::string mark_;
  pid_t pid_;
  bool has_had_ranks_ = false;
  Stopwatch since_start_, without_ranks_;
};

void end_ranks_that_are_left(const RanksCall& call, Signals& signals) {
  const Stopwatch clock;
  for (std::vector<pid_t> left; !(left = ranks_here(call.mark)).empty(); signals.listen(0.2)) {
    if (clock.seconds() < call.grace_s) continue;
    say(fmt::format("squares job: {} ranks outlive their launcher and are ended\n", left.size()));
    for (const pid_t rank : left) ::kill(rank, SIGKILL);
    return;
  }
}

}  // namespace

Signals::Signals() {
  const sigset_t signals = taken_signals();
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  fd_ = ::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd_ < 0) throw_refused(Exit::io, "listen to signals", "squares job", errno, Refused::file, "try again later");
}

Signals::~Signals() { ::close(fd_); }

std::optional<int> Signals::next(double seconds) {
  pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
  ::poll(&waiting, 1, static_cast<int>(1e3 * seconds));
  signalfd_siginfo signal{};
  if (::read(fd_, &signal, sizeof signal) != sizeof signal) return std::nullopt;
  const int number = static_cast<int>(signal.ssi_signo);
  if (number == SIGUSR1 && told_ == Told::nothing) told_ = Told::to_stop;
  if (number == SIGTERM || number == SIGINT) told_ = Told::to_end;
  return number;
}

void Signals::listen(double seconds) {
  const Stopwatch clock;
  const Told before = told_;
  for (double left = seconds; left >= 0 && told_ == before; left = seconds - clock.seconds()) {
    if (!next(left)) break;
  }
}

std::vector<pid_t> ranks_here(const std::string& mark) {
  std::vector<pid_t> ranks;
  const std::string assignment = std::string(mark_variable) + "=" + mark;
  each_process([&](const std::filesystem::path& process) {
    if (is_rank_of(process, assignment)) ranks.push_back(std::stoi(process.filename().string()));
  });
  return ranks;
}

int run_ranks(const RanksCall& call, Signals& signals) {
  StartedLauncher launcher(call);
  bool is_told = false, is_killed = false;
  std::optional<int> code;
  while (!(code = launcher.look())) {
    launcher.look_for_ranks();
    const bool is_to_stop = signals.told() != Told::nothing && !is_told;
    if (is_to_stop && launcher.has_started()) {
      say("squares job: tells the ranks to stop\n");
      launcher.send(SIGUSR1);
      is_told = true;
    }
    if (!is_killed && launcher.outlives_its_ranks(call.grace_s)) {
      say("squares job: the launcher outlives its ranks and is ended\n");
      launcher.send(SIGKILL);
      is_killed = true;
    }
    signals.next(is_to_stop && !is_told ? 0.1 : look_every_s);
  }
  end_ranks_that_are_left(call, signals);
  return *code;
}

}  // namespace squares
