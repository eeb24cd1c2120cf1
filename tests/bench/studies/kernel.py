"""The loops and hand-overs, one by one, with Google Benchmark: fill_squares against memset of as many bytes."""

import os
import tempfile

from measuring import Failed
from rows import Row, at_least

TITLE = "kernel: squares into a buffer in the cache against memset of the same bytes; costs of a block"
SIZES = {32 * 1024: "32 KiB", 256 * 1024: "256 KiB", 1024 * 1024: "1 MiB"}
LOOPS = (("fill/narrow", "64-bit squares filled", at_least(0.9)),
         ("fill/wide", "128-bit squares filled", at_least(0.5)),
         ("compare/narrow", "64-bit squares compared", None), ("compare/wide", "128-bit squares compared", None))
COSTS = (("part", "part(), a part of a range", "cpu_time"),
         ("hand_over/1/real_time", "a team of 1 thread started and waited for", "real_time"),
         ("hand_over/2/real_time", "a team of 2 threads started and waited for", "real_time"),
         ("seal_row", "a row of the ledger sealed (CRC-32C of 60 bytes)", "cpu_time"),
         ("crc32c/4096", "CRC-32C of 4 KiB", "cpu_time"))


def times_of(report):
    """Nanoseconds by name of benchmark and number of repetition."""
    times = {}
    for each in report["benchmarks"]:
        if each.get("error_occurred"):
            raise Failed(f"{each['name']}: {each['error_message']}")
        if each["run_type"] == "iteration":
            times.setdefault(each["run_name"], {})[each["repetition_index"]] = each
    return times


def run(bench):
    if not os.access(bench.program("micro"), os.X_OK):
        raise Failed("the program micro is missing: it is built where there is Google Benchmark (libbenchmark-dev)")
    bench.say("kernel")
    rounds = bench.options.rounds
    report = bench.run_json(
        [bench.program("micro"), "--benchmark_format=json", f"--benchmark_repetitions={rounds}",
         "--benchmark_enable_random_interleaving=true", "--benchmark_min_time=0.05"], tempfile.gettempdir())
    times = times_of(report)
    bench.rounds.append({"of": "kernel", "figures": report["benchmarks"]} | bench.disturbance.since_last())
    rows = []
    for size, size_text in SIZES.items():
        base = times[f"memset/{size}"]
        for name, what, target in LOOPS:
            own = times[f"{name}/{size}"]
            values = [base[i]["cpu_time"] / own[i]["cpu_time"] for i in range(rounds)]
            note = f"at best {max(each['bytes_per_second'] for each in own.values()) / 1e9:.1f} GB/s" if target else ""
            rows.append(Row(f"kernel.{name.replace('/', '-')}.{size // 1024}-KiB", f"{what}, {size_text}",
                            "t(memset)/t(squares)", values, target=target, note=note))
    for name, what, clock in COSTS:
        rows.append(Row(f"kernel.{name.replace('/', '-')}", what, "time",
                        [each[clock] for each in times[name].values()], unit="ns"))
    return rows, []
