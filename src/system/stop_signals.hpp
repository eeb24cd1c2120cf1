// Signals that ask for a stop: SIGUSR1 and SIGUSR2, as batch systems send them, SIGTERM, SIGXCPU for a limit on
// processor time, and those of a terminal, SIGINT and SIGHUP, unless this process was started with them ignored: as
// under nohup, or in the background of a script.
#pragma once

namespace squares {

// From here on they are noted, and end nothing; a second SIGINT does. A write past a file size limit, or to a reader
// who has gone, fails instead of ending the process.
void note_stop_signals();

// As this process was started with them: for commands that note none, since a library may have taken some before main,
// and for a child that is to end by them again.
void restore_stop_signals();

// The name of the first that has come; nullptr if none has.
const char* stop_signal();

}  // namespace squares
