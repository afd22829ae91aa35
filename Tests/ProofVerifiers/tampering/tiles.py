"""Tampering with an exported folder of tiles. Each function changes a copy of the folder."""

import os
import shutil
import struct

from maker.encoding import decode_entry, digest

from . import notes
from .table import Subject, flipped, tampering

OTHER_HASH = "has another hash than its tile"
OTHER_ROOT = "the tiles have the root"
ABOVE = "is not that of the tile below"
MISSING = "is missing"


def now(folder, level):
    """Paths of the tiles of the folder's checkpoint, in order; no earlier partial ones."""
    size = int((folder / "checkpoint").read_text().split("\n")[1])
    count = size >> (0 if level == "entries" else 8 * level)
    widths = [min(256, count - at) for at in range(0, count, 256)]
    return [path(folder, level, index, width) for index, width in enumerate(widths)]


def path(folder, level, index, width):
    digits = f"{index % 1000:03}"
    while index >= 1000:
        index //= 1000
        digits = f"x{index % 1000:03}/{digits}"
    return folder / f"tile/{level}" / (digits + (f".p/{width}" if width < 256 else ""))


def without_earlier(folder):
    """Takes away partial tiles of earlier checkpoints, which would be found to differ first."""
    keep = {file for level in ["entries", *range(6)] for file in now(folder, level)}
    for file in list((folder / "tile").rglob("*")):
        if file.is_file() and file not in keep:
            file.unlink()


def entries_of(file):
    data, out = file.read_bytes(), []
    while data:
        end = 2 + struct.unpack(">H", data[:2])[0]
        out.append(data[2:end])
        data = data[end:]
    return out


def write_entries(file, entries):
    file.write_bytes(b"".join(struct.pack(">H", len(entry)) + entry for entry in entries))


def tile_tampering(name, reason):
    def register(function):
        def apply(subject):
            without_earlier(subject.tiles)
            return function(subject) is not False

        return tampering("tiles", name, reason)(apply)

    return register


def swap(file, first, second, width):
    data = file.read_bytes()
    parts = [data[at : at + width] for at in range(0, len(data), width)]
    parts[first], parts[second] = parts[second], parts[first]
    file.write_bytes(b"".join(parts))


def register_notes():
    for name, reason, change in notes.TAMPERINGS:

        def apply(subject, change=change):
            file = subject.tiles / "checkpoint"
            note = file.read_text()
            changed = change(Subject(subject.folder, note, subject.random), note)
            if changed is None:
                return False
            file.write_bytes(changed.encode())

        tile_tampering(f"checkpoint: {name}", reason)(apply)


register_notes()


@tile_tampering("wrong leaf: a bit of an entry changed", OTHER_HASH + "|breaks off|has bytes after")
def _(subject):
    file = subject.random.choice(now(subject.tiles, "entries"))
    file.write_bytes(flipped(file.read_bytes(), random=subject.random))


@tile_tampering("wrong leaf: a bit of a hash of level 0 changed", OTHER_HASH)
def _(subject):
    file = subject.random.choice(now(subject.tiles, 0))
    file.write_bytes(flipped(file.read_bytes(), random=subject.random))


@tile_tampering("hash of level 1 changed by one bit", ABOVE)
def _(subject):
    files = now(subject.tiles, 1)
    if not files:
        return False
    file = subject.random.choice(files)
    file.write_bytes(flipped(file.read_bytes(), random=subject.random))


@tile_tampering("hash of level 2 changed by one bit", ABOVE)
def _(subject):
    files = now(subject.tiles, 2)
    if not files:
        return False
    files[0].write_bytes(flipped(files[0].read_bytes(), random=subject.random))


@tile_tampering("two hashes of level 1 exchanged", ABOVE)
def _(subject):
    files = now(subject.tiles, 1)
    if not files or files[0].stat().st_size < 64:
        return False
    swap(files[0], 0, 1, 32)


@tile_tampering("two entries exchanged", OTHER_HASH)
def _(subject):
    file = now(subject.tiles, "entries")[0]
    entries = entries_of(file)
    if len(entries) < 2:
        return False
    write_entries(file, [entries[1], entries[0], *entries[2:]])


@tile_tampering("two entries exchanged with their hashes", "is that of position")
def _(subject):
    file = now(subject.tiles, "entries")[0]
    entries = entries_of(file)
    if len(entries) < 2:
        return False
    write_entries(file, [entries[1], entries[0], *entries[2:]])
    swap(now(subject.tiles, 0)[0], 0, 1, 32)


@tile_tampering("entry rewritten with its hash", OTHER_ROOT + "|" + ABOVE)
def _(subject):
    file = now(subject.tiles, "entries")[-1]
    entries = entries_of(file)
    entry = decode_entry(entries[-1])
    entry.received += 1
    write_entries(file, entries[:-1] + [entry.encode()])
    hashes = now(subject.tiles, 0)[-1]
    hashes.write_bytes(hashes.read_bytes()[:-32] + digest(b"\x00", entry.encode()))


@tile_tampering("left-out event: an entry taken out of its bundle", OTHER_HASH + "|breaks off")
def _(subject):
    file = subject.random.choice(now(subject.tiles, "entries"))
    entries = entries_of(file)
    del entries[subject.random.randrange(len(entries))]
    write_entries(file, entries)


@tile_tampering("entry doubled in its bundle", OTHER_HASH + "|has bytes after")
def _(subject):
    file = subject.random.choice(now(subject.tiles, "entries"))
    entries = entries_of(file)
    write_entries(file, entries + entries[-1:])


@tile_tampering("bundle cut short by a byte", "breaks off")
def _(subject):
    file = subject.random.choice(now(subject.tiles, "entries"))
    file.write_bytes(file.read_bytes()[:-1])


@tile_tampering("bundle with a byte behind", "has bytes after")
def _(subject):
    file = subject.random.choice(now(subject.tiles, "entries"))
    file.write_bytes(file.read_bytes() + b"\0")


@tile_tampering("bundle left out", MISSING)
def _(subject):
    subject.random.choice(now(subject.tiles, "entries")).unlink()


@tile_tampering("tile of level 0 left out", MISSING)
def _(subject):
    subject.random.choice(now(subject.tiles, 0)).unlink()


@tile_tampering("tile of the highest level left out", MISSING)
def _(subject):
    level = max(level for level in range(6) if now(subject.tiles, level))
    now(subject.tiles, level)[-1].unlink()


@tile_tampering("tile cut short by a byte", "bytes")
def _(subject):
    file = subject.random.choice(now(subject.tiles, 0))
    file.write_bytes(file.read_bytes()[:-1])


@tile_tampering("tile with a hash behind", "bytes")
def _(subject):
    file = subject.random.choice(now(subject.tiles, 0))
    file.write_bytes(file.read_bytes() + bytes(32))


@tile_tampering("tile that is a folder", "is not a file")
def _(subject):
    file = now(subject.tiles, 0)[-1]
    file.unlink()
    file.mkdir()


@tile_tampering("tile that is a pipe", "is not a file")
def _(subject):
    file = now(subject.tiles, 0)[-1]
    file.unlink()
    os.mkfifo(file)


@tile_tampering("truncated log: the last entry taken away everywhere", MISSING)
def _(subject):
    """The tiles are those of a log without it; only the checkpoint remembers."""
    for level in ("entries", 0):
        file = now(subject.tiles, level)[-1]
        if not file.parent.name.endswith(".p"):
            return False
        if level == 0:
            data = file.read_bytes()[:-32]
            shorter = file.parent / str(len(data) // 32)
            shorter.write_bytes(data)
        else:
            entries = entries_of(file)[:-1]
            shorter = file.parent / str(len(entries))
            write_entries(shorter, entries)
        file.unlink()


@tile_tampering("tile beyond the checkpoint", "lies beyond")
def _(subject):
    files = now(subject.tiles, 0)
    more = path(subject.tiles, 0, len(files), 256)
    more.parent.mkdir(parents=True, exist_ok=True)
    more.write_bytes(bytes(8192))


@tile_tampering("partial tile wider than the checkpoint", "lies beyond")
def _(subject):
    file = now(subject.tiles, 0)[-1]
    if not file.parent.name.endswith(".p") or file.name == "255":
        return False
    (file.parent / str(int(file.name) + 1)).write_bytes(file.read_bytes() + bytes(32))


@tile_tampering("level beyond the checkpoint", "lies beyond")
def _(subject):
    more = path(subject.tiles, 5, 0, 1)
    more.parent.mkdir(parents=True, exist_ok=True)
    more.write_bytes(bytes(32))


@tile_tampering("earlier partial tile that contradicts", "contradicts")
def _(subject):
    file = now(subject.tiles, 0)[0]
    if file.stat().st_size < 64:
        return False
    data = file.read_bytes()[: file.stat().st_size - 32]
    earlier = path(subject.tiles, 0, 0, len(data) // 32)
    earlier.parent.mkdir(parents=True, exist_ok=True)
    earlier.write_bytes(flipped(data, random=subject.random))


@tile_tampering("earlier partial bundle that contradicts", "contradicts|breaks off|has bytes after")
def _(subject):
    file = now(subject.tiles, "entries")[0]
    entries = entries_of(file)[:-1]
    if not entries:
        return False
    earlier = path(subject.tiles, "entries", 0, len(entries))
    earlier.parent.mkdir(parents=True, exist_ok=True)
    write_entries(earlier, entries[:-1] + [flipped(entries[-1], random=subject.random)])


@tile_tampering("path of a tile with a zero too many", "is not the path of a tile")
def _(subject):
    file = now(subject.tiles, 0)[-1]
    if not file.parent.name.endswith(".p"):
        return False
    shutil.copy(file, file.parent / f"0{file.name}")


@tile_tampering("path of a tile with leading x000", "is not the path of a tile")
def _(subject):
    more = subject.tiles / "tile/0/x000/000"
    more.parent.mkdir(parents=True)
    more.write_bytes(bytes(8192))


@tile_tampering("foreign file among the tiles", "is not the path of a tile")
def _(subject):
    (subject.tiles / "tile/0/notes.txt").write_text("hello")


@tile_tampering("another genuine checkpoint", OTHER_ROOT + "|" + MISSING + "|lies beyond")
def _(subject):
    file = subject.tiles / "checkpoint"
    other = Subject(subject.folder, "", subject.random).other_note(file.read_text())
    if other is None:
        return False
    file.write_text(other)


@tile_tampering("partial tile of no width", "is not the path of a tile")
def _(subject):
    file = path(subject.tiles, 0, 0, 0)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"")


@tile_tampering("tile of a negative index", "is not the path of a tile")
def _(subject):
    (subject.tiles / "tile/0/-01").write_bytes(bytes(8192))


@tile_tampering("earlier partial tile cut short by a byte", "bytes")
def _(subject):
    data = now(subject.tiles, 0)[0].read_bytes()[:-33]
    if not data:
        return False
    earlier = path(subject.tiles, 0, 0, (len(data) + 1) // 32)
    earlier.parent.mkdir(parents=True, exist_ok=True)
    earlier.write_bytes(data)
