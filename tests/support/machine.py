"""What a machine can do to a program: others at work, a limit of a control group, a rank that stands still."""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import time


@contextlib.contextmanager
def others_at_work(processors):
    """Another at work on each of these processors, for as long as the block lasts."""
    commands = [["taskset", "-c", str(processor), sys.executable, "-c", "while True: pass"] for processor in processors]
    others = [subprocess.Popen(command) for command in commands]
    try:
        yield
    finally:
        for process in others:
            process.kill()
            process.wait()


def allowed(test, processors):
    """What goes before a command so that all it starts may use the time of so many processors. Skips the test where no
    control group can be made."""
    group = f"/sys/fs/cgroup/cpu/squares-test-{os.getpid()}"
    try:
        os.mkdir(group)
        test.addCleanup(os.rmdir, group)
        with open(f"{group}/cpu.cfs_quota_us", "w") as file:
            file.write(str(round(100_000 * processors)))
    except OSError as error:
        test.skipTest(f"no control group can be made: {error}")
    return ["sh", "-c", f'echo $$ > {group}/cgroup.procs; exec "$@"', "sh"]


def first_in_line():
    """What goes before a command so that others at work do not get in its way, however many threads it has: its session
    has a share of the processors of its own where the kernel groups by session, and as root it comes before all others."""
    first = '{ echo -20 > /proc/self/autogroup; } 2> /dev/null; [ $(id -u) != 0 ] || exec nice -n -20 "$@"; exec "$@"'
    return ["setsid", "sh", "-c", first, "sh"]


def slow_rank(rank):
    """What goes before squares on each rank so that this one has a twentieth of a processor, and stands still for the
    rest. Others on its processor would not do: kernels prefer who works for a moment only."""
    slow = f'[ "$OMPI_COMM_WORLD_RANK" = {rank} ] && exec {shlex.join((sys.executable, __file__))} $$'
    return ["sh", "-c", f'({slow}) > /dev/null 2>&1 & exec "$@"', "sh"]


def slow_down(pid):
    """After each moment of work it is stopped for nineteen times as long as it has worked, whatever else delays it, or
    this process."""
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        while True:
            before_s = worked_s(pid)
            while worked_s(pid) - before_s < 0.001:
                time.sleep(0.001)
            os.kill(pid, signal.SIGSTOP)
            time.sleep(19 * (worked_s(pid) - before_s))
            os.kill(pid, signal.SIGCONT)


def worked_s(pid):
    """The processor time of all its threads."""
    total_ns = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError), open(f"/proc/{pid}/task/{thread}/schedstat") as file:
            total_ns += int(file.read().split()[0])
    return 1e-9 * total_ns


if __name__ == "__main__":
    slow_down(int(sys.argv[1]))
