"""What the four programs of the lesson share: a range and its parts, the words of a command line, and the check."""

import os
import sys

LARGEST = 2_000_000  # as in C++; Python's own integers grow as needed


def part(whole, k, n):
    """Part k of n: the parts tile the whole, and their lengths differ by at most one."""
    return whole[len(whole) * k // n:len(whole) * (k + 1) // n]


def fail(message):
    sys.exit(f"{os.path.basename(sys.argv[0])}: {message}")


def number_from(word, least, most):
    """A word of the command line as a number."""
    if not (word.isascii() and word.isdigit() and least <= int(word) <= most):
        fail(f"'{word}' is not a number from {least} to {most}")
    return int(word)


def range_from(words):
    """Of FIRST LAST, or nothing."""
    if not words:
        return range(1, 1_000_001)
    if len(words) != 2:
        fail("a range is given as two numbers, FIRST LAST")
    first = number_from(words[0], 1, LARGEST)
    return range(first, number_from(words[1], first, LARGEST) + 1)


def task_from(words):
    """The number of workers, and the range: of WORKERS FIRST LAST, or WORKERS, or nothing."""
    return number_from(words[0], 1, 1000) if words else 2, range_from(words[1:])


def text_of(numbers):
    return f"{numbers[0]}..{numbers[-1]}" if numbers else "no numbers"


def print_worker(name, numbers, seconds):
    print(f"{name}: {text_of(numbers)}, {1000 * seconds:.3f} ms")


def check(numbers, total):
    """Compares the sum of all squares with the one by the formula."""
    def sum_up_to(n):
        return n * (n + 1) * (2 * n + 1) // 6

    right = sum_up_to(numbers[-1]) - sum_up_to(numbers[0] - 1)
    if total != right:
        fail(f"the sum is {total}, and should be {right}")
    print(f"sum: {total}, which is right")
