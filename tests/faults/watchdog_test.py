"""The watchdog on machines that keep it from seeing, hearing or speaking: it never ends a job because of that."""

import contextlib
import os
import signal
import socket
import unittest

from disturbing import LONG, SLOW, Disturbed
from launching import SquaresTest

# Root in namespaces of its own; mounts and networks there are gone with the processes.
IS_ROOT = os.geteuid() == 0

# Longer than a rank of a busy machine waits for a processor. Runs that last take twice as long.
PATIENCE = ("--patience", "3s")
LASTING = {"SLOW_US": "400"}


def sockets_of(pid):
    """(address, port) of the UDP sockets of a process."""
    inodes = set()
    for fd in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(OSError):
            inodes.add(os.readlink(f"/proc/{pid}/fd/{fd}"))
    with open(f"/proc/{pid}/net/udp") as file:
        rows = [line.split() for line in list(file)[1:]]
    return [(row[1].split(":")[0], int(row[1].split(":")[1], 16)) for row in rows if f"socket:[{row[9]}]" in inodes]


class Watchdog(SquaresTest):
    def script(self, text):
        path = self.path("wrap")
        with open(path, "w") as file:
            file.write("#!/bin/sh\n" + text)
        os.chmod(path, 0o755)
        return path

    @unittest.skipUnless(IS_ROOT, "needs root, for a mount of its own")
    def test_a_long_sync_is_waited_for_where_proc_does_not_tell_of_it(self):
        # The sync at the end, inside a collective call, lasts longer than the patience.
        wrap = self.script(f'''export SLOW_SYNC_S=5 LD_PRELOAD={os.environ["SLOW_DISK"]}
exec unshare -m sh -c 'mount -t tmpfs none /proc && exec "$@"' sh "$@"
''')
        result = self.run_squares("--last", 10_000, "--block", 1_000, *PATIENCE, ranks=2, wrap=[wrap])
        self.assertEqual(result.code, 0, str(result))
        self.assertEqual(result.stderr.count("/proc does not tell what rank 0"), 1, str(result))

    @unittest.skipUnless(IS_ROOT, "needs root, for a network of its own")
    def test_blocked_udp_is_said_once(self):
        block = self.script('''exec unshare -n sh -c 'ip link set lo up && ip rule add pref 1 lookup local &&
ip rule del pref 0 && ip rule add pref 0 ipproto udp blackhole && exec "$@"' sh "$@"
''')
        result = self.run_squares(*LONG, *PATIENCE, ranks=3, before=[block], **SLOW | LASTING)
        self.assertEqual(result.code, 0, str(result))
        self.assertEqual(result.stderr.count("UDP does not come through to rank 1 on"), 1, str(result))
        self.assertIn(" and 1 more", result.stderr)

    def test_a_healthy_job_says_nothing(self):
        run = Disturbed(self, *LONG, *PATIENCE, ranks=3, **LASTING)
        result = run.result()
        self.assertEqual((result.code, result.remarks), (0, ""), str(result))

    def test_a_job_on_one_node_listens_on_loopback_only(self):
        run = Disturbed(self, *LONG, ranks=2)
        run.wait_for_rows()
        for pid in run.rank_pids():
            sockets = sockets_of(pid)
            self.assertGreater(len(sockets), 0)
            self.assertEqual({address for address, _ in sockets}, {"0100007F"})
        self.assertEqual(run.result().code, 0)

    def test_foreign_packets_do_not_end_a_job(self):
        run = Disturbed(self, *LONG, *PATIENCE, ranks=2, **LASTING)
        run.wait_for_rows()
        ports = [port for pid in run.rank_pids() for _, port in sockets_of(pid)]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            packets = 0
            while run.process.poll() is None:
                for port in ports:
                    for packet in (b"", b"hello", bytes(72), os.urandom(72), os.urandom(2000)):
                        with contextlib.suppress(OSError):
                            sender.sendto(packet, ("127.0.0.1", port))
                            packets += 1
        result = run.result()
        self.assertGreater(packets, 1000)
        self.assertEqual(result.code, 0, str(result))

    def test_a_job_whose_stderr_is_full_ends(self):
        """Nobody reads what rank 0 says, and there is no room for it."""
        fifo = self.path("full")
        os.mkfifo(fifo)
        reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        writer = os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        with contextlib.suppress(BlockingIOError):
            while os.write(writer, bytes(4096)):
                pass
        wrap = self.script(f'''[ "$OMPI_COMM_WORLD_RANK" = 0 ] && exec "$@" 2>{fifo}\nexec "$@"\n''')
        run = Disturbed(self, *LONG, "--quiet", *PATIENCE, ranks=2, before=[wrap])
        run.wait_for_rows()
        run.wait_until_all_are_heard()
        os.kill(run.rank_pids()[1], signal.SIGSTOP)
        try:
            self.assertEqual(run.result(timeout=120).code, 75)
        finally:
            os.close(reader)
            os.close(writer)


if __name__ == "__main__":
    unittest.main()
