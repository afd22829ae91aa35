"""How the benchmarks measure: medians of several runs, and the spread."""

import os
import resource
import statistics
import subprocess
import sys
import threading
import time


class Measured:
    """Seconds of one run after another, each of so many units of work."""

    def __init__(self, seconds, count=1, note=""):
        self.seconds = sorted(seconds)
        self.count = count
        self.note = note

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def p99(self):
        return self.seconds[min(len(self.seconds) - 1, len(self.seconds) * 99 // 100)]

    @property
    def rate(self):
        return self.count / self.median

    @property
    def spread(self):
        """Slowest and fastest run, in percent around the median."""
        return (
            round(100 * (self.seconds[0] / self.median - 1)),
            round(100 * (self.seconds[-1] / self.median - 1)),
        )


def timed(work):
    start = time.monotonic()
    work()
    return time.monotonic() - start


def each_timed(calls):
    """Seconds of each of many calls."""
    taken = []
    for call in calls:
        start = time.monotonic()
        call()
        taken.append(time.monotonic() - start)
    return taken


class Run:
    """A program run to its end: seconds, processor seconds, and its anonymous memory (MB) as it went."""

    def __init__(self, command):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.monotonic()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        self.memory = []
        watcher = threading.Thread(target=self._watch, args=(process,))
        watcher.start()
        words = process.stderr.read()
        watcher.join()
        self.seconds = time.monotonic() - start
        if process.returncode > 1:
            sys.exit(f"bench: {' '.join(command)}: {words}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def _watch(self, process):
        while process.poll() is None:
            self.memory.append(anonymous_megabytes(process.pid))
            time.sleep(0.1)


def anonymous_megabytes(pid):
    try:
        with open(f"/proc/{pid}/status") as status:
            for line in status:
                if line.startswith("RssAnon"):
                    return int(line.split()[1]) / 1024
    except (OSError, IndexError):
        pass
    return 0.0


def folder_bytes(path):
    """What a folder's files take on disk."""
    total = 0
    for folder, _, names in os.walk(path):
        for name in names:
            total += os.stat(os.path.join(folder, name)).st_blocks * 512
    return total
