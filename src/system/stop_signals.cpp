#include "system/stop_signals.hpp"

#include <algorithm>
#include <array>
#include <csignal>

namespace squares {
namespace {

struct StopSignal {
  int number;
  const char* name;
};
constexpr std::array stop_signals{StopSignal{SIGUSR1, "SIGUSR1"}, StopSignal{SIGUSR2, "SIGUSR2"},
                                  StopSignal{SIGTERM, "SIGTERM"}, StopSignal{SIGINT, "SIGINT"},
                                  StopSignal{SIGXCPU, "SIGXCPU"}, StopSignal{SIGHUP, "SIGHUP"}};

volatile std::sig_atomic_t noted = 0;

void note(int signal) {
  if (noted == 0) noted = signal;
}

void handle(int signal, void (*handler)(int), int flags) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART | flags;  // MPI-IO does not repeat calls that a signal has interrupted
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

bool hangup_was_ignored = false;

// Called before the libraries begin: UCX's takes SIGHUP for itself then, whoever had it ignored.
void look_at_hangup() {
  struct sigaction action = {};
  hangup_was_ignored = sigaction(SIGHUP, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}
[[gnu::section(".preinit_array"), gnu::used]] void (*const before_libraries)() = look_at_hangup;

}  // namespace

void note_stop_signals() {
  for (const StopSignal& signal : stop_signals) {
    const bool is_ignored = signal.number == SIGHUP && hangup_was_ignored;
    handle(signal.number, is_ignored ? SIG_IGN : note, signal.number == SIGINT ? static_cast<int>(SA_RESETHAND) : 0);
  }
  handle(SIGXFSZ, SIG_IGN, 0);
  handle(SIGPIPE, SIG_IGN, 0);
}

void forget_stop_signals() {
  for (const StopSignal& signal : stop_signals) std::signal(signal.number, SIG_DFL);
}

const char* stop_signal() {
  const auto* found = std::find_if(stop_signals.begin(), stop_signals.end(),
                                   [](const StopSignal& signal) { return signal.number == noted; });
  return found == stop_signals.end() ? nullptr : found->name;
}

}  // namespace squares
