"""A program whose time on each layout is known: it sleeps, so that it takes no processor from others."""

from dataclasses import dataclass


def allocated(processors):
    """As a job of Slurm sees what it was given: "8" or "4(x2)"."""
    return {"SLURM_JOB_CPUS_PER_NODE": str(processors)}


@dataclass
class Costs:
    """In seconds: what is not shared out, what is, and what each rank and each thread of a rank adds."""
    serial: float
    shared: float
    of_ranks: float
    of_threads: float

    def seconds(self, ranks, threads):
        return self.serial + self.shared / (ranks * threads) + self.of_ranks * ranks + self.of_threads * threads

    def layouts(self, processors):
        powers = [1 << k for k in range(processors.bit_length()) if 1 << k <= processors]
        return [(ranks, threads) for ranks in powers for threads in powers if ranks * threads <= processors]

    def best(self, processors):
        return min(self.layouts(processors), key=lambda layout: self.seconds(*layout))

    def lead(self, processors):
        """How much longer than the best the second takes, in seconds."""
        first, second = sorted(self.seconds(*layout) for layout in self.layouts(processors))[:2]
        return second - first

    def command(self):
        """For sh, in awk's arithmetic."""
        return (f"sleep $(awk 'BEGIN {{ print {self.serial} + {self.shared} / ({{ranks}} * {{threads}})"
                f" + {self.of_ranks} * {{ranks}} + {self.of_threads} * {{threads}} }}')")
