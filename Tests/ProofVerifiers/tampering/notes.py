"""Tampering with checkpoints, wherever one stands: alone, in a proof, in a folder of tiles."""

from maker.encoding import b64, digest
from maker.notes import Signer

from .table import flipped, loosened, unbase64

NOT_TRUSTED = "not signed by a trusted key|no verifiable signatures"
FALSE = "signature of a trusted key is false|invalid signature"
MALFORMED = "is no signed note|is no signature|that no note has|malformed note"
SHAPE = "has not three lines|"

# Name, reason, and what makes another note of a note; nothing where it does not fit.
TAMPERINGS = []


def note_tampering(name, reason):
    def register(function):
        TAMPERINGS.append((name, reason, function))
        return function

    return register


def parts(note):
    body, _, lines = note.rpartition("\n\n")
    return body + "\n", lines.splitlines(keepends=True)


def joined(body, lines):
    return body + "\n" + "".join(lines)


def own_line(subject, note):
    """The place of the line that a trusted key signed, its name and its bytes."""
    trusted = {tuple(vkey.split("+")[:2]) for vkey in subject.folder.vkeys}
    for place, line in enumerate(parts(note)[1]):
        _, name, encoded = line.split()
        if (name, unbase64(encoded)[:4].hex()) in trusted:
            return place, name, unbase64(encoded)


def with_line(subject, note, make):
    place, name, signature = own_line(subject, note)
    body, lines = parts(note)
    lines[place] = make(name, signature)
    return joined(body, lines)


def stranger(subject, name, identifier=None):
    return Signer(name, subject.random.randbytes(32), identifier=identifier)


@note_tampering("signed by another key of the same name", NOT_TRUSTED)
def _(subject, note):
    body = parts(note)[0]
    return with_line(subject, note, lambda name, _: stranger(subject, name).line(body))


@note_tampering("signed by another key under the trusted key's ID", FALSE)
def _(subject, note):
    body = parts(note)[0]
    return with_line(
        subject, note, lambda name, was: stranger(subject, name, was[:4]).line(body))


@note_tampering("forked: another root of the same size, signed by another key", NOT_TRUSTED)
def _(subject, note):
    origin, size, root = parts(note)[0].split("\n")[:3]
    body = f"{origin}\n{size}\n{b64(digest(unbase64(root)))}\n"
    return joined(body, [stranger(subject, origin).line(body)])


@note_tampering("signature moved from another note", FALSE)
def _(subject, note):
    other = subject.other_note(note)
    if other is None or own_line(subject, other) is None:
        return None
    moved = parts(other)[1][own_line(subject, other)[0]]
    return with_line(subject, note, lambda name, _: moved)


@note_tampering("signature changed by one bit", FALSE)
def _(subject, note):
    return with_line(subject, note, lambda name, was: (
        f"— {name} {b64(was[:4] + flipped(was[4:], random=subject.random))}\n"))


@note_tampering("signature cut short", FALSE + "|" + MALFORMED)
def _(subject, note):
    return with_line(subject, note, lambda name, was: f"— {name} {b64(was[:-1])}\n")


@note_tampering("signature of three bytes", NOT_TRUSTED + "|" + MALFORMED)
def _(subject, note):
    return with_line(subject, note, lambda name, was: f"— {name} {b64(was[:3])}\n")


@note_tampering("false signature of the trusted key before the true one", FALSE)
def _(subject, note):
    return with_line(subject, note, lambda name, was: (
        f"— {name} {b64(was[:4] + bytes(64))}\n— {name} {b64(was)}\n"))


@note_tampering("signature under another name", NOT_TRUSTED)
def _(subject, note):
    return with_line(subject, note, lambda name, was: f"— {name}x {b64(was)}\n")


@note_tampering("signature in loose base64", "base64")
def _(subject, note):
    return with_line(subject, note, lambda name, was: f"— {name} {loosened(b64(was))}\n")


@note_tampering("signature in base64 without padding", "base64|malformed note")
def _(subject, note):
    return with_line(subject, note, lambda name, was: f"— {name} {b64(was).rstrip('=')}\n")


@note_tampering("hyphen for the dash of a signature line", MALFORMED)
def _(subject, note):
    return with_line(subject, note, lambda name, was: f"- {name} {b64(was)}\n")


@note_tampering("size one larger", FALSE)
def _(subject, note):
    origin, size, root = parts(note)[0].split("\n")[:3]
    return joined(f"{origin}\n{int(size) + 1}\n{root}\n", parts(note)[1])


@note_tampering("size one smaller", FALSE)
def _(subject, note):
    origin, size, root = parts(note)[0].split("\n")[:3]
    return joined(f"{origin}\n{int(size) - 1}\n{root}\n", parts(note)[1])


@note_tampering("size with a leading zero", FALSE + "|has no size")
def _(subject, note):
    origin, size, root = parts(note)[0].split("\n")[:3]
    return joined(f"{origin}\n0{size}\n{root}\n", parts(note)[1])


@note_tampering("root changed by one bit", FALSE)
def _(subject, note):
    origin, size, root = parts(note)[0].split("\n")[:3]
    changed = flipped(root, random=subject.random)
    return joined(f"{origin}\n{size}\n{changed}\n", parts(note)[1])


@note_tampering("text of another checkpoint under these signatures", FALSE)
def _(subject, note):
    other = subject.other_note(note)
    return other and joined(parts(other)[0], parts(note)[1])


@note_tampering("another origin", NOT_TRUSTED + "|" + FALSE)
def _(subject, note):
    return "other." + note


@note_tampering("extension line", SHAPE + FALSE)
def _(subject, note):
    return joined(parts(note)[0] + "extension\n", parts(note)[1])


@note_tampering("root left out", SHAPE + FALSE)
def _(subject, note):
    return joined("\n".join(parts(note)[0].split("\n")[:2]) + "\n", parts(note)[1])


@note_tampering("no signature line", MALFORMED)
def _(subject, note):
    return joined(parts(note)[0], [])


@note_tampering("signatures of strangers only", NOT_TRUSTED)
def _(subject, note):
    body = parts(note)[0]
    strangers = [stranger(subject, f"other.example/{each}") for each in range(3)]
    return joined(body, [each.line(body) for each in strangers])


@note_tampering("101 signature lines", "more than 100 signatures|malformed note")
def _(subject, note):
    body, lines = parts(note)
    more = [stranger(subject, "other.example/x").line(body)] * (101 - len(lines))
    return joined(body, lines + more)


@note_tampering("line breaks of two characters", MALFORMED + "|breaks off")
def _(subject, note):
    return note.replace("\n", "\r\n")


@note_tampering("line behind the signatures", MALFORMED)
def _(subject, note):
    return note + "and more\n"


@note_tampering("last line break missing", MALFORMED)
def _(subject, note):
    return note[:-1]


@note_tampering("blank line missing", MALFORMED + "|breaks off")
def _(subject, note):
    return note.replace("\n\n", "\n")
