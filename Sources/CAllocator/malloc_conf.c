#include "CAllocator.h"

// Huge pages for the heap: a bulk load touches hundreds of megabytes again and again, and with
// pages of 4 KB spends a tenth of its time on them. The environment's MALLOC_CONF goes before it.
const char *malloc_conf = "thp:always";
