"""What all tests have in common: verifiers, made folders, and holding results against reasons."""

import functools
import pathlib
import re
import shutil
import tempfile
import unittest

import settings
from maker.files import write_log, write_retailer
from maker.retail import Retailer
from tampering.forged import plain_log
from tampering.table import Folder
from verifiers import LogVerifier, OrderVerifier, Program

WANTED = ["order-0-name", "order-2-sales", "order-4-id", "joined", "by-part", "by-link", "alone",
          "by-part-of-cluster", "recycled-1", "hub-order", "unknown-0", "unknown-1", "unknown-2",
          "unknown-3"]


@functools.cache
def verifiers():
    found = [OrderVerifier(), LogVerifier(settings.binary)]
    return found + ([Program(settings.programs)] if settings.programs else [])


def of_kind(kind):
    return [each for each in verifiers() if kind in each.kinds]


@functools.cache
def scratch():
    """One folder for a whole run; it goes when the process ends."""
    folder = tempfile.TemporaryDirectory(prefix="proof-verifiers-")
    scratch.kept = folder
    return pathlib.Path(folder.name)


@functools.cache
def folders():
    """Given ones, or made ones."""
    if settings.folders:
        return [Folder(pathlib.Path(each)) for each in settings.folders]
    return made_folders(scratch())


def made_folders(within):
    """A retailer of each seed, and two logs without orders."""
    made = []
    for seed in settings.seeds:
        path = within / f"retailer-{seed}"
        write_retailer(path, Retailer(seed, hub=seed % 2 == 1), WANTED)
        made.append(Folder(path))
    return made + [plain_folder(size, within=within) for size in (1, 600)]


def plain_folder(size, checkpoints=(1,), within=None):
    """A log without orders; its seed is its size."""
    log, path = plain_log(size, min(checkpoints)), (within or scratch()) / f"plain-{size}"
    for end in sorted({*checkpoints, size}):
        grow(log, end)
        log.add_checkpoint()
    events = {0, size // 2, max(0, size - 2), size - 1, 255, 256} & set(range(size))
    write_log(path, log, sorted(events))
    return Folder(path)


def grow(log, size):
    while len(log.entries) < size:
        if len(log.entries) % 3:
            log.deliver("shopify-eu", [])
        else:
            log.control("note")


def copied(folder):
    """A copy of a folder of tiles that may be tampered with."""
    target = scratch() / "tampered"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(folder, target)
    return target


def written(*contents):
    """Files with these contents."""
    paths = []
    for number, content in enumerate(contents):
        path = scratch() / f"tampered-{number}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths.append(path)
    return paths


class VerifierTest(unittest.TestCase):
    maxDiff = None

    def accept(self, kind, key_file, *files):
        """All verifiers of this kind accept; gives what they said."""
        results = [(each, each(kind, key_file, *files)) for each in of_kind(kind)]
        for verifier, result in results:
            self.assertEqual(0, result.code, f"{verifier.name}: {files[0]}: {result}")
        return results

    def refuse(self, kind, name, reason, key_file, *files):
        """All of them refuse, without crashing, and our own for this reason."""
        for verifier in of_kind(kind):
            result = verifier(kind, key_file, *files)
            what = f"{verifier.name}: {kind}: {name}: {result}"
            self.assertFalse(result.crashed, what)
            if verifier.name == "program":
                self.assertIn(result.code, (1, 2), what)
            else:
                self.assertEqual(1, result.code, what)
                self.assertTrue(re.search(reason, result.text), f"{what}\nexpected: {reason}")
            settings.note_tried(kind, name, verifier.name, result)
