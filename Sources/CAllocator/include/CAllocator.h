#pragma once

#include <stdint.h>

/// What jemalloc is told when the program starts; see jemalloc(3), "TUNING".
extern const char *malloc_conf;

/// Bytes that this thread has allocated since it began, whether or not they were freed; see jemalloc(3),
/// "thread.allocated".
uint64_t allocated_by_thread(void);
