#include "CAllocator.h"

#include <jemalloc/jemalloc.h>
#include <stddef.h>

uint64_t allocated_by_thread(void) {
  uint64_t bytes = 0;
  size_t size = sizeof bytes;
  return mallctl("thread.allocated", &bytes, &size, NULL, 0) == 0 ? bytes : 0;
}
