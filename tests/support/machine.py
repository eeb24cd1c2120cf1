"""What a machine can do to a program: others at work on its processors, and limits of a control group."""

import contextlib
import os
import subprocess
import sys


@contextlib.contextmanager
def others_at_work(processors, each=1):
    """So many others on each of these processors, for as long as the block lasts."""
    commands = [["taskset", "-c", str(processor), sys.executable, "-c", "while True: pass"] for processor in processors]
    others = [subprocess.Popen(command) for command in commands * each]
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
