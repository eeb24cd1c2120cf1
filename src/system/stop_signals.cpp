#include "system/stop_signals.hpp"

#include <csignal>

namespace squares {
namespace {

volatile std::sig_atomic_t noted = 0;

void note(int signal) {
  if (noted == 0) noted = signal;
}

void handle(int signal, void (*handler)(int), int flags) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART | flags;  // MPI-IO does not repeat calls that a signal has interrupted
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

void note_stop_signals() {
  handle(SIGUSR1, note, 0);
  handle(SIGTERM, note, 0);
  handle(SIGINT, note, static_cast<int>(SA_RESETHAND));
  handle(SIGXFSZ, SIG_IGN, 0);
  handle(SIGPIPE, SIG_IGN, 0);
}

const char* stop_signal() {
  switch (noted) {
    case SIGUSR1:
      return "SIGUSR1";
    case SIGTERM:
      return "SIGTERM";
    case SIGINT:
      return "SIGINT";
    default:
      return nullptr;
  }
}

}  // namespace squares
