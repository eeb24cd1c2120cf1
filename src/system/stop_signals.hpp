// Signals that ask for a stop: SIGUSR1 and SIGUSR2, as batch systems send them, SIGTERM, SIGINT, SIGXCPU for a limit on
// processor time, and SIGHUP when a terminal closes, unless it is ignored, as under nohup.
#pragma once

namespace squares {

// From here on they are noted, and end nothing; a second SIGINT does. A write past a file size limit, or to a reader
// who has gone, fails instead of ending the process.
void note_stop_signals();

// In a child that is to end by them again.
void forget_stop_signals();

// The name of the first that has come; nullptr if none has.
const char* stop_signal();

}  // namespace squares
