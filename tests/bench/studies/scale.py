"""A plan of 10^12 numbers, which must not take longer than a blink."""

from measuring import Contender
from rows import Row, at_most

TITLE = "scale: squares --last 1e12 --dry-run, the whole command"


def run(bench):
    def measure(folder):
        return {"seconds": bench.wall_s([bench.program("squares"), "--last", "1e12", "--dry-run"], folder)}
    rounds = bench.alternate("scale", {"squares": Contender(measure)}, bench.options.folder)
    values = [each["squares"]["seconds"] for each in rounds]
    return [Row("scale.dry-run", "squares --last 1e12 --dry-run", "time", values, unit="s", target=at_most(1))], []
