#pragma once

// A strict JSON reader (RFC 8259) with a C interface: simdjson finds the structure and checks
// UTF-8, the grammar is checked here. It makes a tape of nodes in document order; numbers
// stay as written.

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a node is: the low four bits of `info`.
enum {
  LEDGER_JSON_OBJECT = 0,
  LEDGER_JSON_ARRAY = 1,
  LEDGER_JSON_STRING = 2,
  LEDGER_JSON_NUMBER = 3,
  LEDGER_JSON_TRUE = 4,
  LEDGER_JSON_FALSE = 5,
  LEDGER_JSON_NULL = 6,
};

/// Further bits of `info`.
enum {
  /// The text holds escapes: its unescaped form is in `texts`.
  LEDGER_JSON_ESCAPED = 0x10,
  /// The name of an object's member. Its value is the next node.
  LEDGER_JSON_KEY = 0x20,
  /// Containers: number of children from this bit on, at most `LEDGER_JSON_COUNT_MAX`, which says
  /// that they have to be counted.
  LEDGER_JSON_COUNT_SHIFT = 8,
  LEDGER_JSON_COUNT_MAX = 0xffffff,
};

/// Why bytes are not a document.
enum {
  LEDGER_JSON_OK = 0,
  LEDGER_JSON_EMPTY,
  LEDGER_JSON_TRUNCATED,
  LEDGER_JSON_NOT_UTF8,
  LEDGER_JSON_TOO_DEEP,
  LEDGER_JSON_DUPLICATE_KEY,
  LEDGER_JSON_BAD_NUMBER,
  LEDGER_JSON_BAD_LITERAL,
  LEDGER_JSON_BAD_ESCAPE,
  LEDGER_JSON_CONTROL_CHARACTER,
  LEDGER_JSON_UNEXPECTED,
  LEDGER_JSON_TRAILING_CONTENT,
  LEDGER_JSON_TOO_LARGE,
};

/// One place on the tape.
///
/// A value: `start` and `length` are its exact bytes, quotes and brackets included. `next` is the
/// index after the subtree for a container, and for an escaped string the offset in `texts` of its
/// unescaped form, which the four bytes before it (host order) give the length of.
///
/// A key: `start` and `length` are its text, without quotes, in the document's bytes or, where it
/// is escaped, in `texts`; `next` is its hash.
typedef struct LedgerJSONNode {
  uint32_t start;
  uint32_t length;
  uint32_t next;
  uint32_t info;
} LedgerJSONNode;

/// The pointers are valid until the next call on the same thread. With `LEDGER_JSON_DUPLICATE_KEY`
/// the tape is there up to the second key, which is its node `duplicate`.
typedef struct LedgerJSONResult {
  uint32_t fault;
  uint32_t duplicate;
  size_t offset;
  const LedgerJSONNode *nodes;
  size_t nodeCount;
  const uint8_t *texts;
  size_t textCount;
} LedgerJSONResult;

/// Documents of this size and larger are refused.
static const size_t ledgerJSONBytesMax = 0x7fffffff;

/// Reads a document. A byte order mark at the start is skipped. `depthMax` counts open containers.
LedgerJSONResult ledgerJSONParse(const uint8_t *bytes, size_t count, size_t depthMax);

/// The hash that keys are found by. Not for anything stored.
static inline uint32_t ledgerJSONHash(const uint8_t *text, size_t count) {
  const uint64_t factor = 0x9e3779b97f4a7c15u;
  uint64_t hash = count * factor;
  uint64_t word = 0;
  while (count > 8) {
    memcpy(&word, text, 8);
    hash = (hash ^ word) * factor;
    hash ^= hash >> 29;
    text += 8;
    count -= 8;
  }
  word = 0;
  if (count >= 4) {
    uint32_t low, high;
    memcpy(&low, text, 4);
    memcpy(&high, text + count - 4, 4);
    word = low | (uint64_t)high << 32;
  } else if (count > 0) {
    word = text[0] | (uint64_t)text[count / 2] << 8 | (uint64_t)text[count - 1] << 16;
  }
  hash = (hash ^ word) * factor;
  return (uint32_t)(hash >> 32);
}

#ifdef __cplusplus
}
#endif
