"""Writes what is checked as the files that main.py describes."""

import struct

from .proofs import consistency_proof, dump, event_proof, order_proof


def tile_path(level, index, width):
    digits = f"{index % 1000:03}"
    while index >= 1000:
        index //= 1000
        digits = f"x{index % 1000:03}/{digits}"
    return f"tile/{level}/{digits}" + (f".p/{width}" if width < 256 else "")


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


def write_tiles(folder, log, size, only_partial=False):
    """The tiles of a tree of this size, or only those that a larger tree has otherwise."""
    level = 0
    while size >> 8 * level:
        hashes = log.tree.levels[8 * level][: size >> 8 * level]
        for index in range((len(hashes) + 255) // 256):
            tile = hashes[256 * index : 256 * index + 256]
            if only_partial and len(tile) == 256:
                continue
            write(folder / tile_path(level, index, len(tile)), b"".join(tile))
            if level == 0:
                entries = log.entries[256 * index : 256 * index + len(tile)]
                data = b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)
                write(folder / tile_path("entries", index, len(tile)), data)
        level += 1


def write_log(folder, log, events=None, earlier_tiles=True):
    """Everything of a log but order proofs."""
    write(folder / "key", log.signer.vkey + "\n")
    for size, note in log.checkpoints:
        write(folder / f"checkpoint-{size}", note)
    last = log.checkpoints[-1]
    for position in range(last[0]) if events is None else events:
        write(folder / f"event-{position}.tlog-proof", event_proof(log, position, last))
    for old, _ in log.checkpoints:
        for new in log.checkpoints:
            if old <= new[0]:
                write(folder / f"{old}-{new[0]}.consistency", consistency_proof(log, old, new))
    write(folder / "tiles/checkpoint", last[1])
    write_tiles(folder / "tiles", log, last[0])
    if earlier_tiles:
        write_tiles(folder / "tiles", log, log.checkpoints[0][0], only_partial=True)


def write_retailer(folder, retailer, wanted):
    """A log with order proofs of the questions whose names are wanted."""
    log = retailer.log
    size = len(log.entries)
    own = log.directories[0].position
    write_log(folder, log, sorted({0, 1, own, size // 2, size - 1}))
    for number, (directory, checkpoint, asked) in enumerate(retailer.stages):
        for name in wanted:
            if name in asked:
                proof = order_proof(log, directory, checkpoint, asked[name][0])
                write(folder / f"{name}-stage-{number}.order-proof.json", dump(proof))
