#include <zlib.h>

// `inflateInit2` is a macro, which Swift does not see.
static inline int orderledger_inflate_init(z_stream *stream) {
  // 15 window bits, and 16 for a gzip header (RFC 1952).
  return inflateInit2(stream, 15 + 16);
}
