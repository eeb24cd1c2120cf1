"""What a machine can do to a program: others at work, a limit of a control group, a rank that stands still."""

import contextlib
import os
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


def slow_rank(rank):
    """What goes before squares on each rank so that this one stands still most of the time. Others on its processor would
    not do: kernels prefer who works for a moment only."""
    slow = f'[ "$OMPI_COMM_WORLD_RANK" = {rank} ] && exec {sys.executable} {__file__} $$'
    return ["sh", "-c", f'({slow}) > /dev/null 2>&1 & exec "$@"', "sh"]


def slow_down(pid):
    with contextlib.suppress(ProcessLookupError):
        while True:
            for number, seconds in ((signal.SIGSTOP, 0.009), (signal.SIGCONT, 0.001)):
                os.kill(pid, number)
                time.sleep(seconds)


if __name__ == "__main__":
    slow_down(int(sys.argv[1]))
