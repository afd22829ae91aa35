#include "Tape.hpp"

namespace ledger {

static int hexDigit(uint8_t character) {
  if (character >= '0' && character <= '9') return character - '0';
  character |= 0x20;
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  return -1;
}

/// The four digits at `text`, or -1.
static int32_t hexUnit(const uint8_t *text, const uint8_t *end) {
  if (end - text < 4) return -1;
  int32_t unit = 0;
  for (int place = 0; place < 4; place++) {
    int digit = hexDigit(text[place]);
    if (digit < 0) return -1;
    unit = unit << 4 | digit;
  }
  return unit;
}

static void appendScalar(uint32_t scalar, std::vector<uint8_t> &texts) {
  if (scalar < 0x80) {
    texts.push_back(uint8_t(scalar));
  } else if (scalar < 0x800) {
    texts.push_back(uint8_t(0xc0 | scalar >> 6));
    texts.push_back(uint8_t(0x80 | (scalar & 0x3f)));
  } else if (scalar < 0x10000) {
    texts.push_back(uint8_t(0xe0 | scalar >> 12));
    texts.push_back(uint8_t(0x80 | (scalar >> 6 & 0x3f)));
    texts.push_back(uint8_t(0x80 | (scalar & 0x3f)));
  } else {
    texts.push_back(uint8_t(0xf0 | scalar >> 18));
    texts.push_back(uint8_t(0x80 | (scalar >> 12 & 0x3f)));
    texts.push_back(uint8_t(0x80 | (scalar >> 6 & 0x3f)));
    texts.push_back(uint8_t(0x80 | (scalar & 0x3f)));
  }
}

/// Reads what follows `\u`, a surrogate pair too. Returns the place after it, or null.
static const uint8_t *unescapeUnicode(const uint8_t *text, const uint8_t *end,
                                      std::vector<uint8_t> &texts) {
  int32_t unit = hexUnit(text, end);
  if (unit < 0 || (unit >= 0xdc00 && unit <= 0xdfff)) return nullptr;
  text += 4;
  if (unit < 0xd800 || unit > 0xdbff) {
    appendScalar(uint32_t(unit), texts);
    return text;
  }
  if (end - text < 6 || text[0] != '\\' || text[1] != 'u') return nullptr;
  int32_t low = hexUnit(text + 2, end);
  if (low < 0xdc00 || low > 0xdfff) return nullptr;
  appendScalar(0x10000 + (uint32_t(unit - 0xd800) << 10) + uint32_t(low - 0xdc00), texts);
  return text + 6;
}

static int simpleEscape(uint8_t character) {
  switch (character) {
    case '"':
    case '\\':
    case '/': return character;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return -1;
  }
}

const uint8_t *unescape(const uint8_t *text, const uint8_t *end, std::vector<uint8_t> &texts) {
  while (text < end) {
    const void *found = memchr(text, '\\', size_t(end - text));
    const uint8_t *escape = found ? static_cast<const uint8_t *>(found) : end;
    texts.insert(texts.end(), text, escape);
    if (escape == end) break;
    if (end - escape < 2) return escape;
    if (escape[1] == 'u') {
      text = unescapeUnicode(escape + 2, end, texts);
      if (!text) return escape;
    } else {
      int character = simpleEscape(escape[1]);
      if (character < 0) return escape;
      texts.push_back(uint8_t(character));
      text = escape + 2;
    }
  }
  return nullptr;
}

static const uint8_t *skipDigits(const uint8_t *text, const uint8_t *end) {
  while (text < end && uint8_t(*text - '0') < 10) text++;
  return text;
}

/// Reads as far as a number's grammar goes. `isWhole` says whether a number may end there.
static const uint8_t *scanNumber(const uint8_t *text, const uint8_t *end, bool &isWhole) {
  isWhole = false;
  if (text < end && *text == '-') text++;
  const uint8_t *digits = text;
  text = text < end && *text == '0' ? text + 1 : skipDigits(text, end);
  if (text == digits) return text;
  if (text < end && *text == '.') {
    digits = ++text;
    text = skipDigits(text, end);
    if (text == digits) return text;
  }
  if (text < end && (*text | 0x20) == 'e') {
    text++;
    if (text < end && (*text == '+' || *text == '-')) text++;
    digits = text;
    text = skipDigits(text, end);
    if (text == digits) return text;
  }
  isWhole = true;
  return text;
}

bool isNumber(const uint8_t *text, const uint8_t *end) {
  bool isWhole;
  return scanNumber(text, end, isWhole) == end && isWhole;
}

bool isNumberPrefix(const uint8_t *text, const uint8_t *end) {
  bool isWhole;
  return scanNumber(text, end, isWhole) == end;
}

}  // namespace ledger
