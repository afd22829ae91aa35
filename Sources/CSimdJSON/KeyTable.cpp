#include <algorithm>
#include <cstring>

#include "Tape.hpp"

namespace ledger {

void KeyTable::reset(size_t keysMax) {
  size_t size = 16;
  while (size < keysMax * 2) size *= 2;
  slots.assign(size, Slot{0, 0});
  mask = size - 1;
  probesLeft = keysMax * 16 + 256;
}

KeyTable::Answer KeyTable::insert(uint32_t key, uint32_t object, const LedgerJSONNode *nodes,
                                  const uint8_t *bytes, const uint8_t *texts) {
  const LedgerJSONNode &fresh = nodes[key];
  size_t place = (fresh.next ^ object * 0x9e3779b9u) & mask;
  while (slots[place].key != 0) {
    if (probesLeft == 0) return Answer::overburdened;
    probesLeft -= 1;
    const LedgerJSONNode &known = nodes[slots[place].key];
    if (slots[place].object == object && known.next == fresh.next &&
        known.length == fresh.length &&
        memcmp(keyText(known, bytes, texts), keyText(fresh, bytes, texts), fresh.length) == 0) {
      return Answer::duplicate;
    }
    place = (place + 1) & mask;
  }
  slots[place] = Slot{key, object};
  return Answer::fresh;
}

static uint32_t nodeAfter(const LedgerJSONNode &node, uint32_t index) {
  return (node.info & 0xf) <= LEDGER_JSON_ARRAY ? node.next : index + 1;
}

uint32_t duplicateBySorting(const std::vector<LedgerJSONNode> &nodes, const uint8_t *bytes,
                            const uint8_t *texts) {
  auto compare = [&](uint32_t left, uint32_t right) {
    const LedgerJSONNode &a = nodes[left], &b = nodes[right];
    if (a.length != b.length) return a.length < b.length ? -1 : 1;
    return memcmp(keyText(a, bytes, texts), keyText(b, bytes, texts), a.length);
  };
  std::vector<uint32_t> keys;
  for (uint32_t index = 0; index < nodes.size(); index++) {
    if ((nodes[index].info & 0xf) != LEDGER_JSON_OBJECT) continue;
    keys.clear();
    for (uint32_t key = index + 1; key < nodes[index].next;) {
      keys.push_back(key);
      key = nodeAfter(nodes[key + 1], key + 1);
    }
    std::sort(keys.begin(), keys.end(), [&](uint32_t left, uint32_t right) {
      int order = compare(left, right);
      return order < 0 || (order == 0 && left < right);
    });
    for (size_t place = 1; place < keys.size(); place++) {
      if (compare(keys[place - 1], keys[place]) == 0) return keys[place];
    }
  }
  return 0;
}

}  // namespace ledger
