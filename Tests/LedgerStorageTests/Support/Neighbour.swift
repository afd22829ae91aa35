import Foundation
import Testing

/// Another process at the same files: a small C program, so that nothing of ours runs in it.
final class Neighbour {
  private let process = Process()
  private let output = Pipe()
  private let input = Pipe()

  var processID: Int32 { process.processIdentifier }

  /// Starts it and waits until it says `ready`.
  init(_ command: String, _ path: String, _ arguments: String...) throws {
    process.executableURL = URL(fileURLWithPath: try Self.program.get())
    process.arguments = [command, path] + arguments
    // Whoever has given up rights may not be allowed into the directory of this process.
    process.currentDirectoryURL = URL(fileURLWithPath: "/")
    process.standardOutput = output
    process.standardInput = input
    try process.run()
    let line = output.fileHandleForReading.availableData
    try #require(String(decoding: line, as: UTF8.self) == "ready\n")
  }

  deinit { kill() }

  /// As a crash or a power cut would.
  func kill() {
    guard process.isRunning else { return }
    Foundation.kill(processID, SIGKILL)
    process.waitUntilExit()
  }

  /// Lets it finish.
  func finish() {
    input.fileHandleForWriting.closeFile()
    process.waitUntilExit()
  }

  /// Compiled once per test run.
  static let program = Result { try CompiledProgram.make("neighbour", neighbourSource) }
}

/// Commands: `put FILE NUMBER TEXT` commits one value; `write FILE NUMBER TEXT` begins to,
/// `read FILE` begins to read, `open FILE` opens, `lock FILE` takes the writer lock, `commit FILE`
/// commits without end; each says `ready` and, but for the last, waits for the end of its input.
private let neighbourSource = """
  #include <fcntl.h>
  #include <lmdb.h>
  #include <stdio.h>
  #include <stdlib.h>
  #include <string.h>
  #include <sys/file.h>
  #include <unistd.h>

  static void check(int status) {
    if (status == 0) return;
    fprintf(stderr, "%s\\n", mdb_strerror(status));
    exit(1);
  }

  static void wait_for_end(void) {
    char byte;
    puts("ready");
    fflush(stdout);
    while (read(0, &byte, 1) > 0) {}
  }

  static void put(MDB_txn *txn, const char *number, const char *text) {
    unsigned char bytes[8];
    unsigned long long value = strtoull(number, 0, 10);
    MDB_val key = {8, bytes}, data = {strlen(text), (void *)text};
    MDB_dbi table;
    for (int i = 0; i < 8; i++) bytes[i] = value >> (56 - 8 * i);
    check(mdb_dbi_open(txn, "numbers", 0, &table));
    check(mdb_put(txn, table, &key, &data, 0));
  }

  int main(int count, char **words) {
    MDB_env *env;
    MDB_txn *txn;
    if (strcmp(words[1], "lock") == 0) {
      char text[32];
      int file = open(words[2], O_RDWR | O_CREAT, 0600);
      if (flock(file, LOCK_EX | LOCK_NB) != 0) return 1;
      sprintf(text, "%d\\n", getpid());
      if (write(file, text, strlen(text)) < 0) return 1;
      wait_for_end();
      return 0;
    }
    check(mdb_env_create(&env));
    check(mdb_env_set_maxdbs(env, 16));
    check(mdb_env_set_mapsize(env, 1 << 30));
    check(mdb_env_open(env, words[2], MDB_NOSUBDIR | MDB_NOTLS, 0600));
    if (strcmp(words[1], "open") == 0) {
      wait_for_end();
    } else if (strcmp(words[1], "read") == 0) {
      check(mdb_txn_begin(env, 0, MDB_RDONLY, &txn));
      wait_for_end();
    } else if (strcmp(words[1], "commit") == 0) {
      for (int i = 0;; i++) {
        char text[32];
        sprintf(text, "%d", i);
        check(mdb_txn_begin(env, 0, 0, &txn));
        put(txn, "1", text);
        put(txn, "2", text);
        check(mdb_txn_commit(txn));
        if (i == 0) {
          puts("ready");
          fflush(stdout);
        }
      }
    } else {
      check(mdb_txn_begin(env, 0, 0, &txn));
      put(txn, words[3], words[4]);
      if (strcmp(words[1], "write") == 0) {
        char large[100000];
        memset(large, 'x', sizeof large - 1);
        large[sizeof large - 1] = 0;
        for (int i = 0; i < 100; i++) {
          char name[32];
          sprintf(name, "%d", 1000000 + i);
          put(txn, name, large);
        }
        wait_for_end();
      }
      check(mdb_txn_commit(txn));
      if (strcmp(words[1], "put") == 0) wait_for_end();
    }
    return 0;
  }
  """
