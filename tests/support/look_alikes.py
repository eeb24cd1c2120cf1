"""Files that only have names like those of squares, Slurm's scripts and Open MPI: they lie in the folder of each test, and
whatever happened in it, with whatever faults, they are the same at its end."""

import os

NOTES = b"my notes of last March\n" * 50
NAMES = ["squares.h5.part-backup-of-march.lock", "squares.h5.part.locktest.notes", "squares.h5.part-1.lock",
         "squares.h5.part.old", "squares.h5.new", "squares.h5.part.attempts.txt", "squares.h5~", "squares.h5.part.1.new",
         "squares.h5.study-.part", "squares.h5.study-2.part", "squares.h5.study-0.part-old", ".squares-doctor.h5",
         ".squares-doctor-0-notes.h5.part", "squares-notes.tries", "squares-verdict.txt", "squares.h5.part.lock.old"]


class LookAlikes:
    def __init__(self, test, folder):
        self.folder = folder
        for name in NAMES:
            with open(os.path.join(folder, name), "xb") as file:
                file.write(NOTES)
        before = self.state()
        test.addCleanup(lambda: test.assertEqual(self.state(), before, "files that only look like ours were touched"))

    def state(self):
        return {name: self.state_of(os.path.join(self.folder, name)) for name in NAMES}

    @staticmethod
    def state_of(path):
        try:
            with open(path, "rb") as file:
                of_file = os.fstat(file.fileno())
                return file.read() == NOTES, of_file.st_ino, of_file.st_mtime_ns
        except OSError as error:
            return error.strerror

    def others(self, folder="."):
        """What else is in the folder, or in one below it."""
        return sorted(set(os.listdir(os.path.join(self.folder, folder))) - set(NAMES))
