"""Tampering with checkpoints, event proofs and consistency proofs."""

from maker.encoding import decode_entry

from . import notes, paths
from .table import b64, flipped, loosened, tampering, unbase64

NOT_THERE = "invalid transparency proof"
NO_NUMBER = "is not a number"


def register_common():
    """Tampering with the checkpoint and the path of each kind of file."""
    for name, reason, change in notes.TAMPERINGS:
        tampering("checkpoint", name, reason)(
            lambda subject, change=change: change(subject, subject.text))
        for kind in ("event", "consistency"):
            tampering(kind, f"checkpoint: {name}", reason)(
                lambda subject, change=change: with_note(subject, change))
        tampering("consistency", f"older checkpoint: {name}", reason)(
            lambda subject, change=change: with_older(subject, change))
    for name, reason, change in paths.TAMPERINGS:
        for kind, head in (("event", 3), ("consistency", 1)):
            tampering(kind, name, reason or NOT_THERE)(
                lambda subject, change=change, head=head: with_path(subject, head, change))


def with_note(subject, change):
    top, _, note = subject.text.partition("\n\n")
    changed = change(subject, note)
    return changed and top + "\n\n" + changed


def with_older(subject, change):
    changed = change(subject, subject.folder.older_note(subject.text))
    return changed and (subject.text, changed)


def with_path(subject, head, change):
    top, _, note = subject.text.partition("\n\n")
    lines = top.split("\n")
    changed = change(subject, lines[head:])
    return changed is not None and changed != lines[head:] and (
        "\n".join(lines[:head] + changed) + "\n\n" + note)


def with_line(subject, at, change):
    lines = subject.text.split("\n")
    lines[at] = change(lines[at])
    return "\n".join(lines)


def size_of(subject):
    return int(subject.text.partition("\n\n")[2].split("\n")[1])


register_common()


# MARK: - Events


def with_entry(subject, change):
    def line(was):
        return "extra " + b64(change(unbase64(was.removeprefix("extra "))))

    return with_line(subject, 1, line)


def with_index(subject, change):
    return with_line(subject, 2, lambda was: f"index {change(int(was.removeprefix('index ')))}")


@tampering("event", "wrong leaf: a bit of the entry changed", NOT_THERE)
def _(subject):
    return with_entry(subject, lambda entry: flipped(entry, random=subject.random))


@tampering("event", "wrong leaf: a byte behind the entry", NOT_THERE)
def _(subject):
    return with_entry(subject, lambda entry: entry + b"\0")


@tampering("event", "wrong leaf: received at another time", NOT_THERE)
def _(subject):
    def change(data):
        entry = decode_entry(data)
        entry.received += 1
        return entry.encode()

    return with_entry(subject, change)


@tampering("event", "wrong leaf: the entry of another event", NOT_THERE)
def _(subject):
    others = subject.others(subject.folder.events)
    if not others:
        return None
    line = subject.random.choice(others).split("\n")[1]
    return None if line == subject.text.split("\n")[1] else with_line(subject, 1, lambda _: line)


@tampering("event", "a node passed off as an entry", NOT_THERE + "|is not of version 1")
def _(subject):
    lines = subject.text.partition("\n\n")[0].split("\n")
    if len(lines) < 5:
        return None
    node = b"\x01" + unbase64(lines[3]) + unbase64(lines[4])
    changed = with_index(subject, lambda index: index // 2).split("\n")
    return "\n".join(changed[:1] + ["extra " + b64(node[1:])] + changed[2:3] + changed[4:])


@tampering("event", "next position", NOT_THERE + "|has no entry")
def _(subject):
    return with_index(subject, lambda index: index + 1)


@tampering("event", "position before", NOT_THERE + "|" + NO_NUMBER)
def _(subject):
    return with_index(subject, lambda index: index - 1)


@tampering("event", "position beyond the checkpoint", "has no entry")
def _(subject):
    return with_index(subject, lambda index: index + size_of(subject))


@tampering("event", "position of 2^63", NO_NUMBER)
def _(subject):
    return with_index(subject, lambda index: 1 << 63)


@tampering("event", "position of a thousand digits", NO_NUMBER)
def _(subject):
    return with_index(subject, lambda index: "9" * 1000)


@tampering("event", "position with a leading zero", NO_NUMBER)
def _(subject):
    return with_index(subject, lambda index: f"0{index}")


@tampering("event", "position with a sign", NO_NUMBER)
def _(subject):
    return with_index(subject, lambda index: f"+{index}")


@tampering("event", "entry left out", "not a tlog-proof|base64|breaks off")
def _(subject):
    lines = subject.text.split("\n")
    return "\n".join(lines[:1] + lines[2:])


@tampering("event", "entry in loose base64", "base64")
def _(subject):
    extra = loosened(subject.text.split("\n")[1].removeprefix("extra "))
    return extra and with_line(subject, 1, lambda _: f"extra {extra}")


@tampering("event", "entry twice", "not a tlog-proof|base64")
def _(subject):
    return with_line(subject, 1, lambda line: f"{line}\n{line}")


@tampering("event", "another version of the format", "not a tlog-proof")
def _(subject):
    return with_line(subject, 0, lambda line: line.replace("v1", "v2"))


@tampering("event", "another genuine checkpoint", NOT_THERE + "|has no entry")
def _(subject):
    note = subject.other_note(subject.text.partition("\n\n")[2])
    return note and subject.text.partition("\n\n")[0] + "\n\n" + note


@tampering("event", "cut off in the middle", "breaks off|malformed|base64|bytes|no verifiable")
def _(subject):
    return subject.text[: subject.random.randrange(len(subject.text) - 100)]


@tampering("event", "empty file", "breaks off")
def _(subject):
    return b""


@tampering("event", "bytes that are not UTF-8", "malformed note")
def _(subject):
    return subject.text.encode() + b"\xff\n"


# MARK: - Consistency


def with_old(subject, change):
    return with_line(subject, 0, lambda was: f"old {change(int(was.removeprefix('old ')))}")


@tampering("consistency", "begins one later", "the older checkpoint at")
def _(subject):
    return with_old(subject, lambda old: old + 1)


@tampering("consistency", "begins one before", "the older checkpoint at|" + NO_NUMBER)
def _(subject):
    return with_old(subject, lambda old: old - 1)


@tampering("consistency", "begins at 0", "the older checkpoint at")
def _(subject):
    return with_old(subject, lambda old: 0)


@tampering("consistency", "beginning with a leading zero", NO_NUMBER)
def _(subject):
    return with_old(subject, lambda old: f"0{old}")


@tampering("consistency", "first line left out", "not a consistency proof|breaks off|base64")
def _(subject):
    return subject.text.partition("\n")[2]


@tampering("consistency", "older checkpoint of another size", "the older checkpoint at")
def _(subject):
    other = subject.other_note(subject.folder.older_note(subject.text))
    return other and (subject.text, other)


@tampering("consistency", "truncated log: the two checkpoints exchanged", "become shorter")
def _(subject):
    older = subject.folder.older_note(subject.text)
    top, _, newer = subject.text.partition("\n\n")
    sizes = [int(note.split("\n")[1]) for note in (older, newer)]
    if sizes[0] == sizes[1]:
        return None
    path = top.partition("\n")[2]
    return (f"old {sizes[1]}" + ("\n" + path if path else "") + "\n\n" + older, newer)


@tampering("consistency", "no hashes", NOT_THERE)
def _(subject):
    top, _, note = subject.text.partition("\n\n")
    return "\n" in top and top.split("\n")[0] + "\n\n" + note
