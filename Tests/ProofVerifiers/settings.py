"""What the command line said, for the tests."""

import random
import zlib

binary = None  # Of verify-log.
seeds = range(1, 4)
folders = []  # Files of real ledgers, in place of made ones.
programs = []  # Templates of another program.
thorough = False
# Of each kind and name of tampering: how often, and the first sentence of each verifier.
tried = {}


def randomness(*words):
    """The same for the same words, in every process."""
    return random.Random(zlib.crc32(repr(words).encode()))


def note_tried(kind, name, verifier, result):
    count, sentences = tried.setdefault((kind, name), [0, {}])
    tried[(kind, name)][0] = count + 1
    sentences.setdefault(verifier, result.text.split("\n")[0])
