/// In C, so that nothing of ours runs in it: reads a command and a path a line, does each in a child of
/// its own, and says what came of it.
let rowReaderSource = """
  #include <lmdb.h>
  #include <signal.h>
  #include <stdint.h>
  #include <stdio.h>
  #include <stdlib.h>
  #include <string.h>
  #include <sys/resource.h>
  #include <sys/wait.h>
  #include <unistd.h>

  static uint64_t hash;
  static long rows;

  static void check(int status) {
    if (status == 0) return;
    printf("refused %d\\n", status);
    fflush(stdout);
    _exit(0);
  }

  static void require(int holds) {
    if (holds) return;
    printf("inconsistent\\n");
    fflush(stdout);
    _exit(0);
  }

  static void touch(MDB_val *value) {
    const unsigned char *bytes = value->mv_data;
    hash = (hash ^ value->mv_size) * 0x100000001b3ULL;
    for (size_t i = 0; i < value->mv_size; i++) hash = (hash ^ bytes[i]) * 0x100000001b3ULL;
  }

  /* Every value of a table by every way there is. */
  static void scan(MDB_txn *txn, MDB_dbi table) {
    MDB_cursor *cursor, *other;
    MDB_val key, data, found, page;
    unsigned flags;
    long forwards = 0, backwards = 0, packed = 0, single = 0;
    int status;
    check(mdb_dbi_flags(txn, table, &flags));
    check(mdb_cursor_open(txn, table, &cursor));
    check(mdb_cursor_open(txn, table, &other));
    while ((status = mdb_cursor_get(cursor, &key, &data, forwards ? MDB_NEXT : MDB_FIRST)) == 0) {
      touch(&key);
      touch(&data);
      forwards++;
      if (flags & MDB_DUPSORT) {
        MDB_val one = key, two = data;
        check(mdb_cursor_get(other, &one, &two, MDB_GET_BOTH));
      } else {
        check(mdb_get(txn, table, &key, &found));
        require(found.mv_data == data.mv_data && found.mv_size == data.mv_size);
      }
    }
    if (status != MDB_NOTFOUND) check(status);
    while ((status = mdb_cursor_get(cursor, &key, &data, backwards ? MDB_PREV : MDB_LAST)) == 0)
      backwards++;
    if (status != MDB_NOTFOUND) check(status);
    require(forwards == backwards);
    if (flags & MDB_DUPSORT) {
      int move = MDB_FIRST;
      while ((status = mdb_cursor_get(cursor, &key, &data, move)) == 0) {
        size_t count = 0;
        check(mdb_cursor_count(cursor, &count));
        single += count;
        move = MDB_NEXT_NODUP;
        if (!(flags & MDB_DUPFIXED)) continue;
        size_t size = data.mv_size;
        if (count == 1) { packed++; continue; }
        check(mdb_cursor_get(cursor, &key, &page, MDB_GET_MULTIPLE));
        do {
          touch(&page);
          packed += page.mv_size / size;
        } while ((status = mdb_cursor_get(cursor, &key, &page, MDB_NEXT_MULTIPLE)) == 0);
        if (status != MDB_NOTFOUND) check(status);
      }
      if (status != MDB_NOTFOUND) check(status);
      require(single == forwards);
      require(!(flags & MDB_DUPFIXED) || packed == forwards);
    }
    rows += forwards;
    mdb_cursor_close(cursor);
    mdb_cursor_close(other);
  }

  static int open_tables(MDB_txn *txn, MDB_dbi *tables) {
    MDB_dbi list;
    MDB_cursor *cursor;
    MDB_val key, data;
    int count = 0, seen = 0, status;
    check(mdb_dbi_open(txn, NULL, 0, &list));
    check(mdb_cursor_open(txn, list, &cursor));
    while ((status = mdb_cursor_get(cursor, &key, &data, seen++ ? MDB_NEXT : MDB_FIRST)) == 0) {
      char name[512];
      memcpy(name, key.mv_data, key.mv_size);
      name[key.mv_size] = 0;
      /* A name that is no text is a row like any other. */
      if (strlen(name) != key.mv_size) continue;
      check(mdb_dbi_open(txn, name, 0, &tables[count++]));
      require(count < 100);
    }
    if (status != MDB_NOTFOUND) check(status);
    mdb_cursor_close(cursor);
    return count;
  }

  static void free_list(MDB_txn *txn) {
    MDB_cursor *cursor;
    MDB_val key, data;
    int count = 0, status;
    check(mdb_cursor_open(txn, 0, &cursor));
    while ((status = mdb_cursor_get(cursor, &key, &data, count++ ? MDB_NEXT : MDB_FIRST)) == 0)
      touch(&data);
    if (status != MDB_NOTFOUND) check(status);
    mdb_cursor_close(cursor);
    hash = 0;
  }

  static void read_all(MDB_env *env) {
    MDB_txn *txn;
    MDB_dbi tables[128];
    check(mdb_txn_begin(env, NULL, MDB_RDONLY, &txn));
    free_list(txn);
    int count = open_tables(txn, tables);
    for (int i = 0; i < count; i++) scan(txn, tables[i]);
    mdb_txn_abort(txn);
    printf("read %ld %llu\\n", rows, (unsigned long long)hash);
  }

  /* Every third row. Not with `mdb_cursor_del`: LMDB 0.9.24 loses rows where the next one is deleted
     through the same cursor. */
  static void delete_some(MDB_txn *txn, MDB_dbi table, int round) {
    MDB_cursor *cursor;
    MDB_val key, data, *pairs = NULL;
    int number = 0, count = 0, status;
    check(mdb_cursor_open(txn, table, &cursor));
    while ((status = mdb_cursor_get(cursor, &key, &data, number ? MDB_NEXT : MDB_FIRST)) == 0) {
      if (number++ % 3 != round % 3) continue;
      if (count % 1024 == 0) pairs = realloc(pairs, (count + 1024) * 2 * sizeof *pairs);
      MDB_val copies[2] = {key, data};
      for (int j = 0; j < 2; j++) {
        copies[j].mv_data = malloc(copies[j].mv_size + 1);
        memcpy(copies[j].mv_data, (j ? data : key).mv_data, copies[j].mv_size);
        pairs[2 * count + j] = copies[j];
      }
      count++;
    }
    if (status != MDB_NOTFOUND) check(status);
    mdb_cursor_close(cursor);
    for (int j = 0; j < count; j++) check(mdb_del(txn, table, &pairs[2 * j], &pairs[2 * j + 1]));
  }

  /* Takes rows away and adds others; what is already there may be refused as a duplicate. */
  static void change_all(MDB_env *env) {
    for (int round = 0; round < 4; round++) {
      MDB_txn *txn;
      MDB_dbi tables[128];
      check(mdb_txn_begin(env, NULL, 0, &txn));
      int count = open_tables(txn, tables);
      for (int i = 0; i < count; i++) {
        MDB_val key, data;
        unsigned flags;
        int number, status;
        check(mdb_dbi_flags(txn, tables[i], &flags));
        delete_some(txn, tables[i], round);
        for (number = 0; number < 60; number++) {
          unsigned char name[16], text[600];
          memset(text, number + round, sizeof text);
          memset(name, number * 7, sizeof name);
          key.mv_data = name;
          key.mv_size = 8;
          data.mv_data = text;
          data.mv_size = 1 + number * 9;
          if (flags & MDB_DUPSORT) {
            MDB_val at, one;
            MDB_cursor *first;
            check(mdb_cursor_open(txn, tables[i], &first));
            status = mdb_cursor_get(first, &at, &one, MDB_FIRST);
            if (status != MDB_NOTFOUND) check(status);
            data.mv_size = flags & MDB_DUPFIXED ? (status ? 0 : one.mv_size) : 1 + number;
            mdb_cursor_close(first);
            if (data.mv_size == 0) continue;
          }
          status = mdb_put(txn, tables[i], &key, &data, 0);
          if (status != MDB_KEYEXIST) check(status);
        }
      }
      check(mdb_txn_commit(txn));
    }
  }

  static void work(const char *command, const char *path) {
    MDB_env *env;
    int changes = strcmp(command, "change") == 0;
    check(mdb_env_create(&env));
    check(mdb_env_set_maxdbs(env, 128));
    check(mdb_env_set_mapsize(env, 1 << 28));
    unsigned flags = MDB_NOSUBDIR | MDB_NOLOCK | (changes ? MDB_NOSYNC : MDB_RDONLY);
    check(mdb_env_open(env, path, flags, 0600));
    if (changes) change_all(env);
    read_all(env);
    fflush(stdout);
    _exit(0);
  }

  int main(void) {
    char line[5000], command[16], path[4096];
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    while (fgets(line, sizeof line, stdin)) {
      int status;
      if (sscanf(line, "%15s %4095s", command, path) != 2) return 1;
      fflush(stdout);
      pid_t child = fork();
      if (child == 0) {
        /* Where the store goes round in circles. Who starts this may have signals blocked. */
        sigset_t all;
        sigfillset(&all);
        sigprocmask(SIG_UNBLOCK, &all, NULL);
        alarm(20);
        work(command, path);
      }
      waitpid(child, &status, 0);
      if (WIFSIGNALED(status)) {
        printf("killed %d\\n", WTERMSIG(status));
        fflush(stdout);
      }
    }
    return 0;
  }
  """
