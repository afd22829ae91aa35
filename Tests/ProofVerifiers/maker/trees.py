"""The log's tree and the reference map, with the proofs that they give."""

from .encoding import digest

EMPTY = digest(b"")


class Tree:
    """RFC 6962 over leaves that are only added. Keeps the root of every complete subtree."""

    def __init__(self, leaves=()):
        self.levels = [[]]
        for leaf in leaves:
            self.append(leaf)

    def __len__(self):
        return len(self.levels[0])

    def append(self, leaf):
        value, level = digest(b"\x00", leaf), 0
        self.levels[0].append(value)
        while len(self.levels[level]) % 2 == 0:
            value = digest(b"\x01", *self.levels[level][-2:])
            level += 1
            if level == len(self.levels):
                self.levels.append([])
            self.levels[level].append(value)

    def over(self, low, high):
        """The root over leaves low..<high, as the recursion of section 2.1 meets them."""
        if low == high:
            return EMPTY
        width = high - low
        if width & (width - 1) == 0:
            return self.levels[width.bit_length() - 1][low // width]
        half = split(width)
        return digest(b"\x01", self.over(low, low + half), self.over(low + half, high))

    def root(self, size=None):
        return self.over(0, len(self) if size is None else size)

    def path(self, index, size=None):
        """Section 2.1.1, from the leaf's sibling up."""
        out, low, high = [], 0, len(self) if size is None else size
        while high - low > 1:
            middle = low + split(high - low)
            if index < middle:
                out.append(self.over(middle, high))
                high = middle
            else:
                out.append(self.over(low, middle))
                low = middle
        return out[::-1]

    def consistency(self, old, size):
        """Section 2.1.2."""

        def proof(old, low, high, whole):
            if old == high - low:
                return [] if whole else [self.over(low, high)]
            half = split(high - low)
            if old <= half:
                return proof(old, low, low + half, whole) + [self.over(low + half, high)]
            rest = proof(old - half, low + half, high, False)
            return rest + [self.over(low, low + half)]

        return proof(old, 0, size, True) if old else []


def split(width):
    """The largest power of two below the width."""
    return 1 << ((width - 1).bit_length() - 1)


def bit(key, depth):
    return key[depth // 8] >> (7 - depth % 8) & 1


class Trie:
    """The reference map: a subtree with one key is that key's leaf."""

    def __init__(self, values):
        self.values = values
        self.top = self.make(sorted(values), 0)

    def make(self, keys, depth):
        """A node is its hash, its halves and its key."""
        if not keys:
            return (bytes(32), None, None)
        if len(keys) == 1:
            return (self.leaf(keys[0]), None, keys[0])
        halves = [self.make([key for key in keys if bit(key, depth) == side], depth + 1)
                  for side in (0, 1)]
        return (digest(b"\x03", halves[0][0], halves[1][0]), halves, None)

    def leaf(self, key):
        return digest(b"\x02", key, self.value_hash(key))

    def value_hash(self, key):
        return digest(self.values[key])

    def root(self):
        return self.top[0]

    def proof(self, key):
        """Siblings from the place up, and the key that stands there, if any."""
        node, siblings = self.top, []
        while node[1] is not None:
            side = bit(key, len(siblings))
            siblings.append(node[1][1 - side][0])
            node = node[1][side]
        return siblings[::-1], node[2]
