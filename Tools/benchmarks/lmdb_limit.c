/* The limit of what the store below can do: durable appends of the given lines, and nothing else.
 *
 *   lmdb_limit FOLDER FILE bulk   lines of FILE, 2,048 in each transaction
 *   lmdb_limit FOLDER FILE single 2,000 lines, each in a transaction of its own
 *
 * Prints seconds, one line for each transaction of `single`, one in all for `bulk`. */
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void check(int code) {
  if (code == 0) return;
  fprintf(stderr, "lmdb_limit: %s\n", mdb_strerror(code));
  exit(2);
}

int main(int count, char **arguments) {
  if (count != 4) return 2;
  const int is_single = strcmp(arguments[3], "single") == 0;
  const size_t in_transaction = is_single ? 1 : 2048, lines_max = is_single ? 2000 : (size_t)-1;
  MDB_env *environment;
  check(mdb_env_create(&environment));
  check(mdb_env_set_mapsize(environment, (size_t)1 << 40));
  check(mdb_env_open(environment, arguments[1], MDB_NOSUBDIR, 0600));
  FILE *file = fopen(arguments[2], "r");
  if (file == NULL) return 2;
  char *line = NULL;
  size_t capacity = 0, key = 0, open = 0;
  ssize_t length;
  MDB_txn *transaction = NULL;
  MDB_dbi table;
  const double start = now();
  double began = start;
  while (key < lines_max && (length = getline(&line, &capacity, file)) > 0) {
    if (transaction == NULL) {
      began = now();
      check(mdb_txn_begin(environment, NULL, 0, &transaction));
      check(mdb_dbi_open(transaction, NULL, MDB_INTEGERKEY, &table));
    }
    MDB_val name = {sizeof key, &key}, value = {(size_t)length, line};
    check(mdb_put(transaction, table, &name, &value, MDB_APPEND));
    key += 1;
    open += 1;
    if (open == in_transaction) {
      check(mdb_txn_commit(transaction));
      if (is_single) printf("%.9f\n", now() - began);
      transaction = NULL;
      open = 0;
    }
  }
  if (transaction != NULL) check(mdb_txn_commit(transaction));
  if (!is_single) printf("%.9f\n", now() - start);
  mdb_env_close(environment);
  return 0;
}
