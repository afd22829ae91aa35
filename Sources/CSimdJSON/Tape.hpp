#pragma once

#include <cstdlib>
#include <memory>
#include <vector>

#include "csimdjson.h"

namespace ledger {

/// Where names of members seen so far are found again, to refuse one that comes twice in an object.
///
/// Keys of all objects share one open-addressing table. Its hash is not keyed, so a hostile document
/// could make it slow: then it gives up after a bounded number of probes and the caller sorts instead.
class KeyTable {
 public:
  enum class Answer { fresh, duplicate, overburdened };

  /// For at most `keysMax` keys.
  void reset(size_t keysMax);
  Answer insert(uint32_t key, uint32_t object, const LedgerJSONNode *nodes, const uint8_t *bytes,
                const uint8_t *texts);

 private:
  struct Slot {
    /// Node of the key; 0 (the root, never a key) says empty.
    uint32_t key;
    uint32_t object;
  };

  std::vector<Slot> slots;
  size_t mask = 0;
  size_t probesLeft = 0;
};

/// The text of a key node.
inline const uint8_t *keyText(const LedgerJSONNode &key, const uint8_t *bytes,
                              const uint8_t *texts) {
  return (key.info & LEDGER_JSON_ESCAPED ? texts : bytes) + key.start;
}

/// Index of a key that stands twice in its object, or 0. For tapes that overburdened a `KeyTable`.
uint32_t duplicateBySorting(const std::vector<LedgerJSONNode> &nodes, const uint8_t *bytes,
                            const uint8_t *texts);

/// Appends the unescaped form of a string's inside to `texts`. Returns null, or the place of a bad
/// escape.
const uint8_t *unescape(const uint8_t *text, const uint8_t *end, std::vector<uint8_t> &texts);

/// Is [text, end) a number by RFC 8259, section 6?
bool isNumber(const uint8_t *text, const uint8_t *end);

/// Could [text, end) be the beginning of a number?
bool isNumberPrefix(const uint8_t *text, const uint8_t *end);

/// Looks for what is wrong with bytes that were refused, grammar apart: encoding, characters that may
/// not stand where they stand, strings without end, nothing but space. Returns whether it found any.
///
/// The first stage checks more or less of this, and in another order, depending on the processor. So
/// refused bytes are looked at again, here and by `indexPlainly`: a fault is the same anywhere.
bool diagnose(const uint8_t *bytes, size_t count, size_t from, LedgerJSONResult &result);

/// What the first stage gives, one byte after the other: offsets of brackets, colons and commas and of
/// the first bytes of scalars, and `count` at the end.
std::vector<uint32_t> indexPlainly(const uint8_t *bytes, size_t count, size_t from);

}  // namespace ledger
