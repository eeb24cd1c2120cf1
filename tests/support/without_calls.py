"""Starts a command in a system that has none of these system calls: each of them fails with ENOSYS, as on an older kernel.

    without_calls.py 451,27 COMMAND…

strace knows only calls that are older than itself, and a filter of the kernel costs no time.
"""

import ctypes
import errno
import os
import struct
import sys

SET_NO_NEW_PRIVS, SET_SECCOMP, FILTER = 38, 22, 2  # prctl(2)
LOAD_NUMBER, RETURN, SKIP_UNLESS_EQUAL = 0x20, 0x06, 0x15  # of BPF
ALLOW, FAIL = 0x7fff0000, 0x00050000


def without_calls(*numbers):
    """Before a command."""
    return [sys.executable, __file__, ",".join(map(str, numbers))]


def install(numbers):
    steps = [(LOAD_NUMBER, 0, 0, 0)]
    for number in numbers:
        steps += [(SKIP_UNLESS_EQUAL, 0, 1, number), (RETURN, 0, 0, FAIL | errno.ENOSYS)]
    steps.append((RETURN, 0, 0, ALLOW))
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(code)))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    for words in ((SET_NO_NEW_PRIVS, 1, 0, 0, 0), (SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0)):
        if prctl(*words) != 0:
            sys.exit(f"without_calls.py: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    install([int(number) for number in sys.argv[1].split(",")])
    os.execvp(sys.argv[2], sys.argv[2:])
