"""Faults of a real file system: ext4 on a loop device."""

import errno
import fcntl
import os
import shutil
import struct
import subprocess
import threading
import time

from program import DOCUMENTED, Acknowledged, Wrong, receipts


class Skipped(Exception):
    """The machine does not allow it."""


class Mounted:
    """A small ext4 of its own."""

    # `EXT4_IOC_SHUTDOWN`: the file system goes down, as when its disk is pulled out. With 2 what its
    # journal still holds in memory is lost.
    SHUTDOWN = (2 << 30) | (4 << 16) | (ord("X") << 8) | 125
    WITHOUT_JOURNAL = struct.pack("I", 2)

    def __init__(self, bench, megabytes):
        self.image = bench.scratch / "image"
        self.place = bench.scratch / "mounted"
        self.place.mkdir(exist_ok=True)
        if os.geteuid() != 0:
            raise Skipped("mounting needs root")
        if shutil.which("mkfs.ext4") is None:
            raise Skipped("there is no mkfs.ext4")
        with open(self.image, "wb") as image:
            image.truncate(megabytes << 20)
        self.call("mkfs.ext4", "-q", "-F", "-m", "0", str(self.image))
        self.mount()

    def call(self, *command):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise Skipped(f"{command[0]}: {done.stderr.strip().splitlines()[:1]}")

    def mount(self, *options):
        self.call("mount", "-o", ",".join(["loop", *options]), str(self.image), str(self.place))

    def unmount(self):
        for _ in range(100):
            if subprocess.run(["umount", str(self.place)], capture_output=True).returncode == 0:
                return
            time.sleep(0.05)
        raise Wrong(f"{self.place} cannot be unmounted")

    def close(self):
        subprocess.run(["umount", str(self.place)], capture_output=True)
        self.image.unlink(missing_ok=True)

    def shut_down(self):
        place = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(place, Mounted.SHUTDOWN, Mounted.WITHOUT_JOURNAL)
        except OSError as error:
            raise Skipped(f"this file system cannot be shut down: {error}") from None
        finally:
            os.close(place)

    @property
    def free(self):
        status = os.statvfs(self.place)
        return status.f_bavail * status.f_frsize


def run_shutdowns(bench, count):
    """The file system goes down under an import; what its journal had not written is lost."""
    mounted = Mounted(bench, 256)
    try:
        program = bench.program(mounted.place / "ledger")
        program.need("init", "--begin", "2020-01-01T00:00:00Z")
        usual, endings, windows = 0.5, {}, []
        for number in counting(bench, count):
            folder, _ = bench.deliveries.window(f"down-{number}", files=30)
            accepted = Acknowledged()
            windows.append((folder, accepted))
            command = ["ingest", "--channel", "auto", "--receipts", folder]
            timer = threading.Timer(bench.random.uniform(0, usual), mounted.shut_down)
            timer.start()
            result = program.run(*command)
            timer.join()
            endings[result.code] = endings.get(result.code, 0) + 1
            if result.code not in DOCUMENTED:
                raise Wrong(f"an undocumented end: {result}")
            accepted.take(receipts(result.output))
            mounted.unmount()
            mounted.mount()
            done = program.need(*command)
            usual = done.seconds * 1.1
            accepted.take(receipts(done.output))
            bench.tally.faults += 1
            if number % 10 == 9:
                program.verify()
            if number % 40 == 39:
                check_all(bench, program, windows)
                bench.clear(program.ledger)
                program.need("init", "--begin", "2020-01-01T00:00:00Z")
        check_all(bench, program, windows)
        bench.note("ended with exit code " + ", ".join(f"{k}: {v}" for k, v in endings.items()))
    finally:
        mounted.close()


def counting(bench, count):
    """Up to `count`, while there is time."""
    number = 0
    while number < count and bench.has_time:
        yield number
        number += 1


def check_all(bench, program, windows):
    for folder, accepted in windows:
        accepted.check(program, folder)
        bench.tally.acknowledged += len(accepted)
    windows.clear()
    program.verify()


def run_full(bench, count):
    """The disk is full in the middle of imports, checkpoints and rebuilds; then there is space."""
    mounted = Mounted(bench, 64)
    try:
        program = bench.program(mounted.place / "ledger")
        program.need("init", "--begin", "2020-01-01T00:00:00Z")
        filler, refused, windows = mounted.place / "filler", 0, []
        for number in counting(bench, count):
            folder, _ = bench.deliveries.window(f"full-{number}", files=20)
            accepted = Acknowledged()
            windows.append((folder, accepted))
            fill(filler, mounted.free - bench.random.randint(0, 300_000))
            command = ["ingest", "--channel", "auto", "--receipts", folder]
            for each in (command, ["checkpoint", "--anew", "--json"], ["rebuild"]):
                result = program.run(*each)
                if result.code not in (0, 2):
                    raise Wrong(f"{each[0]}: {result}")
                if result.code == 2:
                    refused += 1
                    if "space" not in result.errors:
                        raise Wrong(f"not told as a full disk: {result}")
                if each is command:
                    accepted.take(receipts(result.output))
            filler.unlink()
            accepted.take(receipts(program.need(*command).output))
            program.verify()
            bench.tally.faults += 1
            if mounted.free < 16 << 20:
                check_all(bench, program, windows)
                bench.clear(program.ledger)
                program.need("init", "--begin", "2020-01-01T00:00:00Z")
        check_all(bench, program, windows)
        bench.note(f"{refused} commands found no space, and said so")
    finally:
        mounted.close()


def fill(path, size):
    """Takes the last bytes too, where writing them is refused at the end."""
    with open(path, "wb") as file:
        left = max(0, size)
        try:
            while left > 0:
                file.write(bytes(min(left, 1 << 16)))
                file.flush()
                left -= 1 << 16
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise


def run_read_only(bench, count):
    """A disk that is mounted for reading only: nothing is written, and reading goes on."""
    mounted = Mounted(bench, 64)
    try:
        program = bench.program(mounted.place / "ledger")
        folder, _ = bench.deliveries.window("read-only", files=20)
        accepted = Acknowledged()
        program.need("init", "--begin", "2020-01-01T00:00:00Z")
        accepted.take(receipts(program.need(
            "ingest", "--channel", "auto", "--receipts", folder).output))
        program.need("checkpoint")
        more, _ = bench.deliveries.window("read-only-more", files=5)
        writers = [
            ["ingest", "--channel", "auto", more], ["checkpoint", "--anew"], ["rebuild"],
            ["keys", "rotate", "--reason", "round"], ["rules", "activate", bench.rulebooks.all[1]],
            ["rules", "rollback"]]
        for _ in range(max(1, count // len(writers))):
            mounted.call("mount", "-o", "remount,ro", str(mounted.place))
            for command in writers:
                result = program.run(*command, "--json")
                if result.code != 2 or "cannot be written" not in result.errors:
                    raise Wrong(f"{command[0]} on a disk for reading: {result}")
                bench.tally.faults += 1
            program.verify()
            mounted.call("mount", "-o", "remount,rw", str(mounted.place))
            accepted.check(program, folder)
            program.verify()
        bench.tally.acknowledged += len(accepted)
    finally:
        mounted.close()

