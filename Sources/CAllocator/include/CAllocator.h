/// What jemalloc is told when the program starts; see jemalloc(3), "TUNING".
extern const char *malloc_conf;
