"""What must not take long: a plan of 10^12 numbers no longer than a blink, and all claims no longer than a minute."""

from measuring import Contender
from rows import Row, at_most

TITLE = "scale: squares --last 1e12 --dry-run, and squares claims, the whole commands"


def run(bench):
    def measure(folder):
        return {"seconds": bench.wall_s([bench.program("squares"), "--last", "1e12", "--dry-run"], folder)}
    rounds = bench.alternate("scale", {"squares": Contender(measure)}, bench.options.folder)
    values = [each["squares"]["seconds"] for each in rounds]
    claims_s = bench.wall_s([bench.program("squares"), "claims", "--quiet"], bench.options.folder)
    return [Row("scale.dry-run", "squares --last 1e12 --dry-run", "time", values, unit="s", target=at_most(1)),
            Row("scale.claims", "squares claims, all of them", "time", [claims_s], unit="s", target=at_most(60))], []
