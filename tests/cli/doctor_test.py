"""squares doctor: nothing to say where all is well, and each thing that is wrong is found, with what to do about it."""

import json
import os
import re
import signal
import socket
import subprocess
import time
import unittest

from disturbing import Disturbed
from launching import SQUARES, SquaresTest, environment
from machine import allowed, others_at_work
from mounting import can_mount, mount, with_mounts

CHECKS = ["launcher", "MPI", "HDF5", "processors", "placement", "CPU limit", "load", "steal", "shared memory", "leftovers",
          "localhost", "Slurm", "file system", "space", "locks", "parallel write", "speed"]


class DoctorTest(SquaresTest):
    def doctor(self, *options, code=0, **how):
        """What it finds, by the name of the check; nothing is left in the folder."""
        before = self.left()
        result = self.run_squares("doctor", "--json", *options, **how)
        self.assertEqual(result.code, code, str(result))
        self.assertEqual(self.left(), before, str(result))
        document = json.loads(result.stdout)
        self.assertEqual(document["verdict"]["exit"], code)
        return {check["name"]: check for check in document["checks"]}

    def assert_found(self, checks, name, health, *words):
        check = checks[name]
        self.assertEqual(check["health"], health, check)
        self.assertTrue(check["remedy"], f"what is {health} has a remedy: {check}")
        for word in words:
            self.assertIn(word, check["what"] + check["remedy"])


class Doctor(DoctorTest):
    def test_looks_at_everything_alone_and_on_several_ranks(self):
        for ranks in (0, 1, 2, 4):
            with self.subTest(ranks=ranks):
                checks = self.doctor(ranks=ranks)
                self.assertEqual(list(checks), CHECKS)
                for name in ("launcher", "MPI", "HDF5", "processors", "file system", "locks", "parallel write"):
                    self.assertEqual((checks[name]["health"], checks[name]["remedy"]), ("ok", ""), checks[name])
                self.assertGreater(checks["speed"]["write_bytes_per_s"], 0)

    def test_the_list_fits_80_columns_but_for_commands(self):
        result = self.run_squares("doctor", ranks=3)
        self.assertEqual(result.code, 0, str(result))
        lines = [line for line in result.stdout.splitlines() if "remedy: " not in line]
        self.assertLessEqual(max(map(len, lines)), 80, result.stdout)
        self.assertRegex(lines[-1], r"^\d+ ok, \d+ warnings?, 0 broken$")

    def test_options_and_help_are_like_those_of_other_commands(self):
        self.assertIn("--patience", self.run_squares("doctor", "--help").stdout)
        self.assert_one_error(self.run_squares("doctor", "--threads", "none"), 64, "--threads")

    @unittest.skipIf(os.cpu_count() < 2, "one processor is all there is")
    def test_a_mask_of_one_core_for_two_threads(self):
        checks = self.doctor("--threads", 2, ranks=1, launch=("--bind-to", "core"))
        self.assert_found(checks, "placement", "warning", "2 threads", "mpirun -np 1 --map-by ppr:1:node:PE=2")

    def test_a_slurm_job_that_is_larger_than_the_launch(self):
        checks = self.doctor(ranks=2, SLURM_JOB_ID="7", SLURM_NTASKS="8", SLURM_JOB_NUM_NODES="1")
        self.assert_found(checks, "Slurm", "warning", "job 7 has 8 tasks", "2 ranks")

    def test_a_folder_that_is_not_there(self):
        self.assert_found(self.doctor("--output", "nowhere/squares.h5", ranks=2, code=73), "folder", "broken", "nowhere")

    def test_leftovers_of_killed_runs(self):
        dead = subprocess.Popen(["true"])
        dead.wait()
        temporary = self.path("tmp")
        session = os.path.join(temporary, f"ompi.{socket.gethostname()}.0", f"pid.{dead.pid}")
        os.makedirs(session)
        os.makedirs(os.path.join(temporary, "ompi.another-host.0", f"pid.{dead.pid}"))
        # In a /dev/shm of its own, so that nothing that others have left or use is there. The doctor itself holds one file.
        shm = "mount -t tmpfs none /dev/shm && touch /dev/shm/vader_segment.left && exec 9> /dev/shm/vader_segment.used"
        if not can_mount():
            self.skipTest("no namespace of mounts can be made")
        checks = self.doctor(TMPDIR=temporary, before=with_mounts(shm))
        if os.stat("/proc/self/ns/pid").st_ino != 0xEFFFFFFC:
            return self.assert_nothing_is_advised(checks, "2 files of Open MPI")
        self.assert_found(checks, "leftovers", "warning", "/dev/shm/vader_segment.left", session)
        self.assertTrue(checks["leftovers"]["remedy"].startswith("rm -r "))
        self.assertNotIn("another-host", str(checks["leftovers"]), "whose processes are elsewhere")
        self.assertNotIn("vader_segment.used", str(checks["leftovers"]), "a file in use is not left over")

    def test_in_a_container_nothing_is_advised_against_what_may_be_in_use_outside(self):
        alone = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", *([] if os.geteuid() == 0 else ["--map-root-user"])]
        if subprocess.run([*alone, "true"], capture_output=True).returncode != 0:
            self.skipTest("no namespace of processes can be made")
        shm = "mount -t tmpfs none /dev/shm && touch /dev/shm/vader_segment.of_a_run_outside"
        os.mkdir(self.path("tmp"))
        checks = self.doctor(TMPDIR=self.path("tmp"), before=[*alone, "sh", "-c", shm + ' && "$@"', "sh"])
        self.assert_nothing_is_advised(checks, "1 file of Open MPI")

    def assert_nothing_is_advised(self, checks, what):
        self.assertEqual((checks["leftovers"]["health"], checks["leftovers"]["remedy"]), ("ok", ""))
        for words in (what, "cannot be seen from a container"):
            self.assertIn(words, checks["leftovers"]["what"])

    def test_a_stopped_rank_is_named_in_time(self):
        # On a disk on which each block of the trial takes so long that no rank can have finished its share.
        doctor = Disturbed(self, "doctor", "--patience", "2s", ranks=3, SLOW_US="500000")
        while not self.has_trial() and doctor.process.poll() is None:
            time.sleep(0.005)
        doctor.wait_until_all_are_heard()
        os.kill(doctor.rank_pids()[2], signal.SIGSTOP)
        result = doctor.result()
        self.assertEqual(result.code, 75, str(result))
        self.assertIn("rank 2 has not answered", result.stderr)

    def has_trial(self):
        """Whether the trial's file is there: then all ranks have met, and each has begun its share or is about to."""
        return any(name.startswith(".squares-doctor") and name.endswith(".part") for name in self.left())


@unittest.skipUnless(os.geteuid() == 0, "only root can mount")
class DoctorOfMachines(DoctorTest):
    def mount(self, *words):
        place = self.path("mount")
        os.mkdir(place)
        subprocess.run(["mount", *words, place], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", place], check=True)
        return place

    def test_a_full_folder(self):
        place = self.mount("-t", "tmpfs", "-o", "size=1m", "none")
        with open(f"{place}/much", "wb") as file:
            file.write(bytes(1 << 20))
        checks = self.doctor("--output", place, ranks=2, code=73)
        self.assert_found(checks, "space", "broken", "0 bytes of 1.0 MiB free")

    def test_a_folder_without_room_for_another_file(self):
        place = self.mount("-t", "tmpfs", "-o", "size=100m,nr_inodes=2", "none")
        with open(f"{place}/one", "wb"):
            pass
        self.assert_found(self.doctor("--output", place, code=73), "space", "broken", "no file more")

    def test_a_read_only_folder(self):
        place = self.mount("-t", "tmpfs", "-o", "size=10m,ro", "none")
        self.assert_found(self.doctor("--output", place, ranks=2, code=73), "folder", "broken", "Read-only file system")

    def test_a_file_system_without_locks(self):
        place = mount(self, "no-locks")
        for ranks in (0, 2):
            checks = self.doctor("--output", place, ranks=ranks)
            self.assert_found(checks, "locks", "warning", "no locks")
            self.assertEqual(checks["parallel write"]["health"], "ok", "it can be written all the same")

    def test_a_control_group_that_allows_half_a_processor(self):
        checks = self.doctor(before=allowed(self, 0.5))
        self.assert_found(checks, "CPU limit", "warning", "0.5 processors, for 1 thread")

    @unittest.skipUnless(os.geteuid() == 0, "takes a mount namespace")
    def test_a_machine_that_has_to_ask_who_localhost_is(self):
        for name, content in (("hosts", "192.0.2.5 somebody\n"),
                              ("resolv.conf", "nameserver 127.77.77.53\noptions timeout:1 attempts:1\n")):
            with open(self.path(name), "w") as file:
                file.write(content)
        mounts = "mount --bind hosts /etc/hosts && mount --bind resolv.conf /etc/resolv.conf"
        with socket.socket(type=socket.SOCK_DGRAM) as never_answers:
            never_answers.bind(("127.77.77.53", 53))
            checks = self.doctor(before=with_mounts(mounts))
        self.assert_found(checks, "localhost", "warning", "127.0.0.1 localhost")
        waited = re.search(r"([\d.]+) s to look it up", checks["localhost"]["what"])
        self.assertGreaterEqual(float(waited[1]), 1, "the resolver's own timeout")

    def test_time_that_others_take(self):
        with others_at_work(sorted(os.sched_getaffinity(0))):
            checks = self.doctor()
        self.assert_found(checks, "load", "warning", "others kept")


if __name__ == "__main__":
    unittest.main()
