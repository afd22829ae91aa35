#include <simdjson.h>

#include <cstring>

#include "Tape.hpp"

namespace ledger {

namespace {

/// Reads documents, one after the other, and keeps its buffers.
class Parser {
 public:
  LedgerJSONResult parse(const uint8_t *input, size_t inputCount, size_t depth);

 private:
  enum class State { value, key, afterValue, done };

  struct Frame {
    uint32_t node;
    uint32_t count;
    bool isObject;
  };

  bool indexStructure(size_t from);
  bool reserve(size_t bytesNeeded);
  void walk();
  void explain(size_t from);

  State readValue();
  State readKey();
  State readAfterValue();
  State open(uint32_t kind, uint8_t closing);
  State close();
  State readLiteral(const char *literal, size_t length, uint32_t kind);
  State readNumber();
  State readString();
  bool findString(const uint8_t *&text, const uint8_t *&end, bool &hasEscapes);
  bool unescapeText(const uint8_t *text, const uint8_t *end);
  bool checkKey(uint32_t key);
  State refuseWord();

  State fail(uint32_t fault, size_t offset) {
    result.fault = fault;
    result.offset = offset;
    return State::done;
  }

  bool isAtEnd() const { return cursor == tokenCount; }
  size_t offset() const { return tokens[cursor]; }
  /// Where the token at the cursor ends: the next one begins there, or space before it.
  size_t tokenEnd() const;
  State unexpected() {
    return isAtEnd() ? fail(LEDGER_JSON_TRUNCATED, count) : fail(LEDGER_JSON_UNEXPECTED, offset());
  }

  void append(size_t start, size_t length, size_t next, uint32_t info) {
    nodes.push_back(LedgerJSONNode{uint32_t(start), uint32_t(length), uint32_t(next), info});
  }

  std::unique_ptr<simdjson::internal::dom_parser_implementation> stage1;
  size_t capacity = 0;

  const uint8_t *bytes = nullptr;
  size_t count = 0;
  size_t depthMax = 0;
  /// Offsets of brackets, colons, commas and the first bytes of scalars.
  uint32_t *tokens = nullptr;
  size_t tokenCount = 0;
  size_t cursor = 0;
  /// The first backslash at or after the string last looked at.
  const uint8_t *nextBackslash = nullptr;
  bool isSorting = false;

  std::vector<LedgerJSONNode> nodes;
  std::vector<uint8_t> texts;
  std::vector<Frame> frames;
  KeyTable keys;
  LedgerJSONResult result;
};

/// Buffers for documents beyond this are given back when the next one is smaller.
constexpr size_t keptBytesMax = size_t(1) << 20;

bool Parser::reserve(size_t bytesNeeded) {
  if (stage1 && capacity > keptBytesMax && bytesNeeded <= keptBytesMax) {
    stage1.reset();
    nodes = {};
    texts = {};
    keys = {};
  }
  if (stage1 && capacity >= bytesNeeded) return true;
  size_t wanted = size_t(1) << 16;
  while (wanted < bytesNeeded) wanted *= 2;
  stage1.reset();
  capacity = wanted;
  auto implementation = simdjson::get_active_implementation().operator->();
  return implementation->create_dom_parser_implementation(wanted, 1, stage1) == simdjson::SUCCESS;
}

bool Parser::indexStructure(size_t from) {
  if (!reserve(count - from)) {
    fail(LEDGER_JSON_TOO_LARGE, 0);
    return false;
  }
  // Reads no byte past the end: it copies the last block.
  auto error = stage1->stage1(bytes + from, count - from, simdjson::stage1_mode::regular);
  if (error != simdjson::SUCCESS) {
    fail(LEDGER_JSON_UNEXPECTED, from);
    return false;
  }
  tokens = stage1->structural_indexes.get();
  tokenCount = stage1->n_structural_indexes;
  if (from > 0) {
    for (size_t place = 0; place < tokenCount; place++) tokens[place] += uint32_t(from);
  }
  tokens[tokenCount] = uint32_t(count);
  return true;
}

LedgerJSONResult Parser::parse(const uint8_t *input, size_t inputCount, size_t depth) {
  bytes = input;
  count = inputCount;
  depthMax = depth;
  result = LedgerJSONResult{};
  if (count >= ledgerJSONBytesMax) {
    fail(LEDGER_JSON_TOO_LARGE, 0);
    return result;
  }
  bool hasMark = count >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0;
  size_t from = hasMark ? 3 : 0;
  if (count == from) {
    fail(LEDGER_JSON_EMPTY, count);
    return result;
  }
  if (indexStructure(from)) walk();
  if (result.fault != LEDGER_JSON_OK) explain(from);
  result.nodes = nodes.data();
  result.nodeCount = nodes.size();
  result.texts = texts.data();
  result.textCount = texts.size();
  return result;
}

/// Finds the fault of refused bytes again in a way that does not depend on the processor.
void Parser::explain(size_t from) {
  LedgerJSONResult first = result;
  if (diagnose(bytes, count, from, result)) return;
  std::vector<uint32_t> plain = indexPlainly(bytes, count, from);
  tokens = plain.data();
  tokenCount = plain.size() - 1;
  result = LedgerJSONResult{};
  walk();
  if (result.fault == LEDGER_JSON_OK) result = first;
}

void Parser::walk() {
  nodes.clear();
  nodes.reserve(tokenCount);
  texts.clear();
  frames.clear();
  cursor = 0;
  isSorting = false;
  // A member takes four tokens: its name, a colon, its value, and a comma or brace.
  keys.reset(tokenCount / 4 + 1);
  const void *backslash = memchr(bytes, '\\', count);
  nextBackslash = backslash ? static_cast<const uint8_t *>(backslash) : bytes + count;
  State state = State::value;
  while (state != State::done) {
    switch (state) {
      case State::value: state = readValue(); break;
      case State::key: state = readKey(); break;
      case State::afterValue: state = readAfterValue(); break;
      case State::done: break;
    }
  }
  if (result.fault == LEDGER_JSON_OK && isSorting) {
    result.duplicate = duplicateBySorting(nodes, bytes, texts.data());
    if (result.duplicate != 0) fail(LEDGER_JSON_DUPLICATE_KEY, nodes[result.duplicate + 1].start);
  }
  if (result.fault == LEDGER_JSON_DUPLICATE_KEY) {
    for (const Frame &frame : frames) nodes[frame.node].next = uint32_t(nodes.size());
  }
}

Parser::State Parser::readValue() {
  if (isAtEnd()) return unexpected();
  uint8_t character = bytes[offset()];
  switch (character) {
    case '"': return readString();
    case '{': return open(LEDGER_JSON_OBJECT, '}');
    case '[': return open(LEDGER_JSON_ARRAY, ']');
    case 't': return readLiteral("true", 4, LEDGER_JSON_TRUE);
    case 'f': return readLiteral("false", 5, LEDGER_JSON_FALSE);
    case 'n': return readLiteral("null", 4, LEDGER_JSON_NULL);
    default: break;
  }
  if (character == '-' || uint8_t(character - '0') < 10) return readNumber();
  return refuseWord();
}

Parser::State Parser::readAfterValue() {
  if (frames.empty()) {
    return isAtEnd() ? State::done : fail(LEDGER_JSON_TRAILING_CONTENT, offset());
  }
  Frame &frame = frames.back();
  frame.count++;
  if (isAtEnd()) return unexpected();
  uint8_t character = bytes[offset()];
  if (character == ',') {
    cursor++;
    return frame.isObject ? State::key : State::value;
  }
  if (character == (frame.isObject ? '}' : ']')) return close();
  return unexpected();
}

Parser::State Parser::open(uint32_t kind, uint8_t closing) {
  if (frames.size() == depthMax) return fail(LEDGER_JSON_TOO_DEEP, offset());
  frames.push_back(Frame{uint32_t(nodes.size()), 0, kind == LEDGER_JSON_OBJECT});
  append(offset(), 0, 0, kind);
  cursor++;
  if (isAtEnd()) return unexpected();
  if (bytes[offset()] == closing) return close();
  return kind == LEDGER_JSON_OBJECT ? State::key : State::value;
}

Parser::State Parser::close() {
  Frame frame = frames.back();
  frames.pop_back();
  LedgerJSONNode &node = nodes[frame.node];
  node.length = uint32_t(offset() + 1 - node.start);
  node.next = uint32_t(nodes.size());
  uint32_t shown = frame.count < LEDGER_JSON_COUNT_MAX ? frame.count : LEDGER_JSON_COUNT_MAX;
  node.info |= shown << LEDGER_JSON_COUNT_SHIFT;
  cursor++;
  return State::afterValue;
}

size_t Parser::tokenEnd() const {
  size_t end = tokens[cursor + 1];
  while (end > offset() + 1) {
    uint8_t last = bytes[end - 1];
    if (last != ' ' && last != '\n' && last != '\r' && last != '\t') break;
    end--;
  }
  return end;
}

Parser::State Parser::readLiteral(const char *literal, size_t length, uint32_t kind) {
  size_t start = offset(), end = tokenEnd();
  if (end - start != length || memcmp(bytes + start, literal, length) != 0) return refuseWord();
  append(start, length, 0, kind);
  cursor++;
  return State::afterValue;
}

/// What begins like no value, or is not the literal or number it begins like. A text that ends
/// within a literal or number is cut off rather than wrong.
Parser::State Parser::refuseWord() {
  size_t start = offset(), end = tokenEnd();
  uint8_t first = bytes[start];
  bool isLast = end == count;
  for (const char *literal : {"true", "false", "null"}) {
    if (isLast && end - start < strlen(literal) && !memcmp(bytes + start, literal, end - start)) {
      return fail(LEDGER_JSON_TRUNCATED, count);
    }
  }
  if (first == '-' || uint8_t(first - '0') < 10) {
    bool isCut = isLast && isNumberPrefix(bytes + start, bytes + end);
    return isCut ? fail(LEDGER_JSON_TRUNCATED, count) : fail(LEDGER_JSON_BAD_NUMBER, start);
  }
  if (first == '+' || first == '.') return fail(LEDGER_JSON_BAD_NUMBER, start);
  bool isWord = uint8_t((first | 0x20) - 'a') < 26;
  return fail(isWord ? LEDGER_JSON_BAD_LITERAL : LEDGER_JSON_UNEXPECTED, start);
}

Parser::State Parser::readNumber() {
  size_t start = offset(), end = tokenEnd();
  if (!isNumber(bytes + start, bytes + end)) return refuseWord();
  append(start, end - start, 0, LEDGER_JSON_NUMBER);
  cursor++;
  return State::afterValue;
}

/// The inside of the string at the cursor. Its closing quote stands before the next token, since
/// the first stage takes everything within a string as one.
bool Parser::findString(const uint8_t *&text, const uint8_t *&end, bool &hasEscapes) {
  text = bytes + offset() + 1;
  end = bytes + tokenEnd() - 1;
  if (end < text || *end != '"') {
    unexpected();
    return false;
  }
  if (nextBackslash < text) {
    const void *found = memchr(text, '\\', size_t(bytes + count - text));
    nextBackslash = found ? static_cast<const uint8_t *>(found) : bytes + count;
  }
  hasEscapes = nextBackslash < end;
  return true;
}

bool Parser::unescapeText(const uint8_t *text, const uint8_t *end) {
  const uint8_t *bad = unescape(text, end, texts);
  if (bad) fail(LEDGER_JSON_BAD_ESCAPE, size_t(bad - bytes));
  return !bad;
}

Parser::State Parser::readString() {
  const uint8_t *text, *end;
  bool hasEscapes;
  if (!findString(text, end, hasEscapes)) return State::done;
  size_t start = offset(), length = size_t(end - text) + 2;
  if (hasEscapes) {
    size_t place = texts.size() + 4;
    texts.resize(place);
    if (!unescapeText(text, end)) return State::done;
    uint32_t unescaped = uint32_t(texts.size() - place);
    memcpy(texts.data() + place - 4, &unescaped, 4);
    append(start, length, place, LEDGER_JSON_STRING | LEDGER_JSON_ESCAPED);
  } else {
    append(start, length, 0, LEDGER_JSON_STRING);
  }
  cursor++;
  return State::afterValue;
}

Parser::State Parser::readKey() {
  if (isAtEnd() || bytes[offset()] != '"') return unexpected();
  const uint8_t *text, *end;
  bool hasEscapes;
  if (!findString(text, end, hasEscapes)) return State::done;
  uint32_t key = uint32_t(nodes.size());
  uint32_t info = LEDGER_JSON_STRING | LEDGER_JSON_KEY;
  if (hasEscapes) {
    size_t place = texts.size();
    if (!unescapeText(text, end)) return State::done;
    size_t length = texts.size() - place;
    uint32_t hash = ledgerJSONHash(texts.data() + place, length);
    append(place, length, hash, info | LEDGER_JSON_ESCAPED);
  } else {
    size_t length = size_t(end - text);
    append(size_t(text - bytes), length, ledgerJSONHash(text, length), info);
  }
  if (!checkKey(key)) return State::done;
  cursor++;
  if (isAtEnd() || bytes[offset()] != ':') return unexpected();
  cursor++;
  return State::value;
}

bool Parser::checkKey(uint32_t key) {
  if (isSorting) return true;
  switch (keys.insert(key, frames.back().node, nodes.data(), bytes, texts.data())) {
    case KeyTable::Answer::fresh: return true;
    case KeyTable::Answer::overburdened: isSorting = true; return true;
    case KeyTable::Answer::duplicate: break;
  }
  result.duplicate = key;
  fail(LEDGER_JSON_DUPLICATE_KEY, offset());
  return false;
}

}  // namespace

}  // namespace ledger

LedgerJSONResult ledgerJSONParse(const uint8_t *bytes, size_t count, size_t depthMax) {
  thread_local ledger::Parser parser;
  return parser.parse(bytes, count, depthMax);
}
