"""A disk as a power cut leaves it: what was made durable, and any part of the rest.

The rules are those of POSIX, taken at their word:

- What was written is durable when a later fsync or fdatasync of the file has returned, or, on a file that
  was opened with O_DSYNC, when the write has returned.
- Until then each page (4,096 bytes) that was written may be on disk or not, whatever the others are, also
  in part: by sectors of 512 bytes.
- A name that was made, changed or removed is durable when a later fsync of its directory has returned.
  Until then it may be so or not; file systems keep the order of such changes.
"""

import os
import pathlib
import shutil

PAGE, SECTOR = 4096, 512


class File:
    def __init__(self, content=b""):
        self.content = bytearray(content)
        self.pending = []  # ("write", offset, bytes) or ("cut", length)

    def write(self, offset, data):
        """Adds to what is not durable, page by page."""
        position = 0
        while position < len(data):
            size = min(PAGE - (offset + position) % PAGE, len(data) - position)
            self.pending.append(("write", offset + position, data[position:position + size]))
            position += size

    def write_through(self, offset, data):
        """What O_DSYNC does: the pages that it touches are on disk, with what stood there before."""
        pages = range(offset // PAGE, (offset + len(data) - 1) // PAGE + 1)
        kept = []
        for change in self.pending:
            if change[0] == "write" and change[1] // PAGE in pages:
                apply(self.content, change)
            else:
                kept.append(change)
        self.pending = kept
        apply(self.content, ("write", offset, data))

    def sync(self):
        for change in self.pending:
            apply(self.content, change)
        self.pending = []


def apply(content, change):
    if change[0] == "cut":
        length = change[1]
        if length <= len(content):
            del content[length:]
        else:
            content.extend(bytes(length - len(content)))
        return
    _, offset, data = change
    end = offset + len(data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[offset:end] = data


class Disk:
    """Takes the records of a journal, in order."""

    def __init__(self, root, base):
        self.root = str(root)
        self.names = {}     # as programs see them: path below the root to File, or None for a directory
        self.durable = {}   # as they are on disk
        self.pending = []   # changes of names that are not durable
        self.files = []     # all that were ever made
        self.acknowledged = []
        self.nameless = []  # what the last cut left of files that have no name any more
        for path in sorted(pathlib.Path(base).rglob("*")):
            if path.name.endswith("-lock") or path.name == "writer.lock":
                continue
            name = str(path.relative_to(base))
            self.names[name] = None if path.is_dir() else File(path.read_bytes())
        self.durable = dict(self.names)

    def below(self, path):
        return os.path.relpath(path, self.root)

    def take(self, record):
        kind, path, offset, data, other = record
        if kind == "A":
            self.acknowledged.append(data)
            return
        name = self.below(path)
        if kind == "C":
            self.names[name] = File()
            self.files.append(self.names[name])
            self.pending.append(("link", name, self.names[name]))
        elif kind == "M":
            self.names[name] = None
            self.pending.append(("link", name, None))
        elif kind == "R":
            target = self.below(other)
            moved = self.names.pop(name)
            self.names[target] = moved
            self.pending.append(("move", name, target, moved))
        elif kind == "L":
            target = self.below(other)
            self.names[target] = self.names[name]
            self.pending.append(("link", target, self.names[name]))
        elif kind == "U":
            self.names.pop(name, None)
            self.pending.append(("unlink", name))
        elif kind == "W":
            self.names[name].write(offset, data)
        elif kind == "D":
            self.names[name].write_through(offset, data)
        elif kind == "T":
            self.names[name].pending.append(("cut", offset))
        elif kind == "S":
            file = self.names.get(name)
            file.sync() if file else self.sync_names(name)

    def sync_names(self, directory):
        kept = []
        for change in self.pending:
            parents = {os.path.dirname(change[1]) or "."}
            if change[0] == "move":
                parents.add(os.path.dirname(change[2]) or ".")
            if directory in parents:
                rename(self.durable, change)
            else:
                kept.append(change)
        self.pending = kept

    @property
    def undecided(self):
        """Changes that a power cut may lose."""
        return len(self.pending) + sum(len(f.pending) for f in self.names.values() if f)

    def cut(self, into, random):
        """Writes into a directory what is left after a power cut now."""
        into = pathlib.Path(into)
        if into.exists():
            shutil.rmtree(into)
        into.mkdir(parents=True)
        names = dict(self.durable)
        for change in self.pending[:random.randint(0, len(self.pending))]:
            rename(names, change)
        # A file may have two names.
        left = {}
        for name, file in sorted(names.items()):
            path = into / name
            if file is None:
                path.mkdir(parents=True, exist_ok=True)
                continue
            # A name without its directory is out of reach.
            if not path.parent.exists():
                continue
            if id(file) in left:
                os.link(left[id(file)], path)
                continue
            left[id(file)] = path
            path.write_bytes(left_of(file, random))
        self.nameless = [left_of(file, random) for file in self.files if id(file) not in left]


def rename(names, change):
    if change[0] == "link":
        names[change[1]] = change[2]
    elif change[0] == "unlink":
        names.pop(change[1], None)
    else:
        names.pop(change[1], None)
        names[change[2]] = change[3]


def left_of(file, random):
    if not file.pending:
        return bytes(file.content)
    content = bytearray(file.content)
    manner = random.choice(["none", "all", "first", "any", "any", "most", "few", "torn"])
    last = random.randint(0, len(file.pending))
    chance = {"any": 0.5, "most": 0.9, "few": 0.1, "torn": 0.6}.get(manner, 0)
    for index, change in enumerate(file.pending):
        if manner == "all" or manner == "first" and index < last or random.random() < chance:
            if manner == "torn" and change[0] == "write" and random.random() < 0.5:
                apply_torn(content, change, random)
            else:
                apply(content, change)
    return bytes(content)


def apply_torn(content, change, random):
    """Some sectors of a page are new, the others old."""
    _, offset, data = change
    position = 0
    while position < len(data):
        size = min(SECTOR - (offset + position) % SECTOR, len(data) - position)
        if random.random() < 0.5:
            apply(content, ("write", offset + position, data[position:position + size]))
        position += size


def records(journal):
    """The records of a journal; a last one that was cut off is none."""
    data = pathlib.Path(journal).read_bytes()
    position = 0
    while True:
        end = data.find(b"\n", position)
        if end < 0:
            return
        kind, path, offset, size, other = data[position:end].decode().split("\t")
        position = end + 1 + int(size)
        if position > len(data):
            return
        yield kind, path, int(offset), data[end + 1:position], other
