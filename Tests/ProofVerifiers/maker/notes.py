"""Keys and signed notes."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .encoding import b64, digest


class Signer:
    def __init__(self, name, seed, type=1, identifier=None):
        self.name, self.type = name, type
        self.key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = bytes([type]) + self.key.public_key().public_bytes(
            Encoding.Raw, PublicFormat.Raw)
        self.identifier = identifier or digest(name.encode(), b"\n", self.public)[:4]

    @property
    def vkey(self):
        return f"{self.name}+{self.identifier.hex()}+{b64(self.public)}"

    def line(self, body, time=1767225600):
        """A signature line; of type 4, a witness's cosignature."""
        stamp = b""
        if self.type == 4:
            stamp = time.to_bytes(8, "big")
            body = f"cosignature/v1\ntime {time}\n{body}"
        signature = self.key.sign(body.encode())
        return f"— {self.name} {b64(self.identifier + stamp + signature)}\n"


def checkpoint_text(origin, size, root):
    return f"{origin}\n{size}\n{b64(root)}\n"


def sign(body, *signers):
    return body + "\n" + "".join(signer.line(body) for signer in signers)
