#include "system/stop_signals.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <csignal>

namespace squares {
namespace {

struct StopSignal {
  int number;
  const char* name;
  bool of_terminal = false;
};
constexpr std::array stop_signals{StopSignal{SIGUSR1, "SIGUSR1"}, StopSignal{SIGUSR2, "SIGUSR2"},
                                  StopSignal{SIGTERM, "SIGTERM"}, StopSignal{SIGINT, "SIGINT", true},
                                  StopSignal{SIGXCPU, "SIGXCPU"}, StopSignal{SIGHUP, "SIGHUP", true}};

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

std::bitset<NSIG> ignored_at_start;

// Called before the libraries begin: UCX's takes SIGHUP for itself then, whoever had it ignored.
void look_at_signals() {
  for (int signal = 1; signal < NSIG; ++signal) {
    struct sigaction action = {};
    ignored_at_start[static_cast<std::size_t>(signal)] =
        sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
  }
}
[[gnu::section(".preinit_array"), gnu::used]] void (*const before_libraries)() = look_at_signals;

bool was_ignored(int signal) { return ignored_at_start[static_cast<std::size_t>(signal)]; }

}  // namespace

void note_stop_signals() {
  for (const auto& [signal, name, of_terminal] : stop_signals) {
    handle(signal, of_terminal && was_ignored(signal) ? SIG_IGN : note,
           signal == SIGINT ? static_cast<int>(SA_RESETHAND) : 0);
  }
  handle(SIGXFSZ, SIG_IGN, 0);
  handle(SIGPIPE, SIG_IGN, 0);
}

void restore_stop_signals() {
  for (const StopSignal& signal : stop_signals)
    std::signal(signal.number, was_ignored(signal.number) ? SIG_IGN : SIG_DFL);
}

const char* stop_signal() {
  const auto* found = std::find_if(stop_signals.begin(), stop_signals.end(),
                                   [](const StopSignal& signal) { return signal.number == noted; });
  return found == stop_signals.end() ? nullptr : found->name;
}

}  // namespace squares
