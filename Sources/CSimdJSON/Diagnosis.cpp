#include "Tape.hpp"

namespace ledger {

namespace {

struct UTF8Flaw {
  size_t offset;
  bool isCutOff;
};

/// Length of the sequence that a byte begins, and the bounds of its second byte; 0 for none.
/// Table 3-7 of the Unicode standard.
size_t sequenceLength(uint8_t first, uint8_t &low, uint8_t &high) {
  low = 0x80;
  high = 0xbf;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return 2;
  if (first == 0xe0) low = 0xa0;
  if (first == 0xed) high = 0x9f;
  if (first < 0xf0) return 3;
  if (first == 0xf0) low = 0x90;
  if (first == 0xf4) high = 0x8f;
  return 4;
}

bool findUTF8Flaw(const uint8_t *bytes, size_t count, size_t from, UTF8Flaw &flaw) {
  for (size_t offset = from; offset < count;) {
    uint8_t low, high;
    size_t length = sequenceLength(bytes[offset], low, high);
    flaw = UTF8Flaw{offset, false};
    if (length == 0) return true;
    for (size_t place = 1; place < length; place++) {
      if (offset + place == count) {
        flaw.isCutOff = true;
        return true;
      }
      uint8_t byte = bytes[offset + place];
      if (byte < low || byte > high) return true;
      low = 0x80;
      high = 0xbf;
    }
    offset += length;
  }
  return false;
}

bool isSpace(uint8_t byte) {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

}  // namespace

bool diagnose(const uint8_t *bytes, size_t count, size_t from, LedgerJSONResult &result) {
  auto say = [&](uint32_t fault, size_t offset) {
    result.fault = fault;
    result.offset = offset;
    return true;
  };
  UTF8Flaw flaw;
  if (findUTF8Flaw(bytes, count, from, flaw)) {
    return say(flaw.isCutOff ? LEDGER_JSON_TRUNCATED : LEDGER_JSON_NOT_UTF8, flaw.offset);
  }
  bool isInString = false, isBlank = true;
  for (size_t offset = from; offset < count; offset++) {
    uint8_t byte = bytes[offset];
    if (isSpace(byte) && !isInString) continue;
    isBlank = false;
    if (byte < 0x20) {
      return say(isInString ? LEDGER_JSON_CONTROL_CHARACTER : LEDGER_JSON_UNEXPECTED, offset);
    }
    if (byte == '"') isInString = !isInString;
    if (byte != '\\') continue;
    if (!isInString) return say(LEDGER_JSON_UNEXPECTED, offset);
    if (offset + 1 < count && bytes[offset + 1] >= 0x20) offset++;
  }
  if (isBlank) return say(LEDGER_JSON_EMPTY, count);
  if (isInString) return say(LEDGER_JSON_TRUNCATED, count);
  return false;
}

std::vector<uint32_t> indexPlainly(const uint8_t *bytes, size_t count, size_t from) {
  std::vector<uint32_t> tokens;
  // A scalar goes on until space, a bracket, colon or comma; a quote within it begins a string
  // all the same.
  bool isInScalar = false;
  for (size_t offset = from; offset < count; offset++) {
    uint8_t byte = bytes[offset];
    bool isBreak = isSpace(byte);
    bool isOperator = byte != 0 && strchr("{}[]:,", byte) != nullptr;
    if (!isBreak && !isInScalar) tokens.push_back(uint32_t(offset));
    if (isOperator && isInScalar) tokens.push_back(uint32_t(offset));
    isInScalar = !isBreak && !isOperator;
    if (byte != '"') continue;
    for (offset++; offset < count && bytes[offset] != '"'; offset++) {
      if (bytes[offset] == '\\') offset++;
    }
    isInScalar = false;
  }
  tokens.push_back(uint32_t(count));
  return tokens;
}

}  // namespace ledger
