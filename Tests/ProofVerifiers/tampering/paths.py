"""Tampering with lists of hashes, wherever one stands."""

from maker.encoding import b64

from .table import flipped, loosened, unbase64

# Name, reason, and what makes another list of a list; nothing where it does not fit.
TAMPERINGS = []
BASE64 = "base64"


def path_tampering(name, reason=None):
    def register(function):
        TAMPERINGS.append((name, reason, function))
        return function

    return register


@path_tampering("path without its last hash")
def _(subject, path):
    return path[:-1] if path else None


@path_tampering("path without its first hash")
def _(subject, path):
    return path[1:] if path else None


@path_tampering("path with a hash behind")
def _(subject, path):
    return path + [b64(subject.random.randbytes(32))]


@path_tampering("path with a hash before")
def _(subject, path):
    return [b64(subject.random.randbytes(32))] + path


@path_tampering("path with a hash twice")
def _(subject, path):
    return path + path[-1:] if path else None


@path_tampering("siblings swapped")
def _(subject, path):
    places = [at for at in range(1, len(path)) if path[at] != path[at - 1]]
    if not places:
        return None
    at = subject.random.choice(places)
    return path[: at - 1] + [path[at], path[at - 1]] + path[at + 1 :]


@path_tampering("path the other way round")
def _(subject, path):
    return path[::-1] if path != path[::-1] else None


@path_tampering("sibling changed by one bit")
def _(subject, path):
    at = subject.random.randrange(len(path)) if path else None
    return path and path[:at] + [flipped(path[at], random=subject.random)] + path[at + 1 :]


@path_tampering("hash of 31 bytes", "31 bytes")
def _(subject, path):
    return path and path[:-1] + [b64(unbase64(path[-1])[:-1])]


@path_tampering("hash in loose base64", BASE64)
def _(subject, path):
    return path and path[:-1] + [loosened(path[-1])]


@path_tampering("hash in base64 without padding", BASE64)
def _(subject, path):
    return path and path[:-1] + [path[-1].rstrip("=")]


@path_tampering("hash with a space behind", BASE64)
def _(subject, path):
    return path and path[:-1] + [path[-1] + " "]


@path_tampering("path of 300 hashes", "more than")
def _(subject, path):
    return (path or [b64(bytes(32))]) + [b64(subject.random.randbytes(32))] * (300 - len(path))
