/* Stands between the program under test and the C library, and makes the disk fail.

   Only files below FAULT_DIR count, and standard output, which is where acknowledgements go. Every call
   that changes such a file, its name or its durability has a number, from 1, in the order in which the
   process makes them.

     FAULT_DIR      the directory whose files count; a real path without symbolic links
     FAULT_LOG      where each call is noted: a line of text for each
     FAULT_JOURNAL  where each call is noted with its bytes, so that a disk can be built that lost some
     FAULT_AT       the number of the call at which it happens
     FAULT_UNTIL    the number of the last call at which it happens; FAULT_AT if not given, 0: no end
     FAULT_DO       kill-before, kill-after, lost (an error, and nothing was done), kept (an error, though
                    it was done), short (half of a write is done, and that is what is returned; an error
                    follows), slow
     FAULT_ERROR    the error number
     FAULT_CALLS    sync: count calls that make durable only; read: count reads only
*/
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FILES_MAX = 4096 };
enum action { NOTHING, KILL_BEFORE, KILL_AFTER, LOST, KEPT, SHORT, SLOW };
enum counted { CHANGES, SYNCS, READS };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *directory;
static size_t directory_length;
static int log_file = -1, journal = -1;
static long fault_at, fault_until, calls;
static int fault_error = EIO;
static enum action fault;
static enum counted counted;
static char *names[FILES_MAX];
static int is_sync[FILES_MAX];
static int ready;

#define REAL(name) ((typeof(&name))real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static long number(const char *name, long otherwise) {
  const char *text = getenv(name);
  return text ? atol(text) : otherwise;
}

/* What is opened here must have no number that the program relies on, and no shim in between. */
static int private_file(const char *name) {
  const char *path = getenv(name);
  if (!path || !*path) return -1;
  int low = REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (low < 0) return -1;
  int high = fcntl(low, F_DUPFD_CLOEXEC, 900);
  close(low);
  return high;
}

__attribute__((constructor)) static void begin(void) {
  directory = getenv("FAULT_DIR");
  if (!directory) return;
  directory_length = strlen(directory);
  fault_at = number("FAULT_AT", 0);
  fault_until = number("FAULT_UNTIL", fault_at);
  fault_error = (int)number("FAULT_ERROR", EIO);
  const char *what = getenv("FAULT_DO");
  if (what) {
    static const char *const all[] = {"", "kill-before", "kill-after", "lost", "kept", "short", "slow"};
    for (int i = 1; i <= SLOW; i++)
      if (!strcmp(what, all[i])) fault = (enum action)i;
  }
  const char *only = getenv("FAULT_CALLS");
  if (only) counted = !strcmp(only, "sync") ? SYNCS : !strcmp(only, "read") ? READS : CHANGES;
  log_file = private_file("FAULT_LOG");
  journal = private_file("FAULT_JOURNAL");
  ready = 1;
}

static int matters(const char *path) {
  if (!ready || strncmp(path, directory, directory_length)) return 0;
  const char *rest = path + directory_length;
  if (*rest && *rest != '/') return 0;
  /* Says who writes or reads now; nobody needs it after a crash. */
  return !strstr(rest, "writer.lock") && !strstr(rest, "-lock");
}

/* The absolute path of a name, without following the last part. */
static int absolute(const char *name, char *out) {
  char head[PATH_MAX];
  const char *slash = strrchr(name, '/');
  if (!slash) {
    if (!getcwd(head, sizeof head)) return 0;
    return snprintf(out, PATH_MAX, "%s/%s", head, name) < PATH_MAX;
  }
  char parent[PATH_MAX];
  snprintf(parent, sizeof parent, "%.*s", (int)(slash == name ? 1 : slash - name), name);
  if (!realpath(parent, head)) return 0;
  return snprintf(out, PATH_MAX, "%s%s%s", head, head[1] ? "/" : "", slash + 1) < PATH_MAX;
}

static const char *name_of(int file) {
  return file >= 0 && file < FILES_MAX ? names[file] : NULL;
}

static void all_written(int file, const void *bytes, size_t count) {
  const char *next = bytes;
  while (count > 0) {
    ssize_t done = REAL(write)(file, next, count);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) abort();
    next += done;
    count -= (size_t)done;
  }
}

/* A line of the journal, then the bytes: kind, file or name, offset, length, second name. */
static void note(char kind, const char *name, long offset, const void *bytes, size_t count,
                 const char *other) {
  int kept = errno;
  char line[2 * PATH_MAX + 64];
  if (log_file >= 0) {
    int size = snprintf(line, sizeof line, "%ld %c %s %ld %zu %s\n", calls, kind, name, offset, count,
                        other ? other : "-");
    all_written(log_file, line, (size_t)size);
  }
  if (journal >= 0) {
    size_t carried = bytes ? count : 0;
    int size = snprintf(line, sizeof line, "%c\t%s\t%ld\t%zu\t%s\n", kind, name, offset, carried,
                        other ? other : "-");
    char *record = malloc((size_t)size + carried);
    memcpy(record, line, (size_t)size);
    if (carried) memcpy(record + size, bytes, carried);
    /* In one piece, so that a kill leaves whole records. */
    all_written(journal, record, (size_t)size + carried);
    free(record);
  }
  errno = kept;
}

static enum action next_action(enum counted kind) {
  if (counted == CHANGES ? kind == READS : kind != counted) return NOTHING;
  calls++;
  if (!fault_at || calls < fault_at || (fault_until && calls > fault_until)) return NOTHING;
  if (fault == KILL_BEFORE) kill(getpid(), SIGKILL);
  if (fault == SLOW) usleep(20000);
  return fault;
}

/* Runs a call that changes something. `half` is what a short write does in its place. */
#define CHANGE(kind, call, half, noting)                                                           \
  pthread_mutex_lock(&lock);                                                                       \
  enum action action = next_action(kind);                                                          \
  typeof(call) result;                                                                             \
  if (action == LOST) {                                                                            \
    errno = fault_error;                                                                           \
    result = -1;                                                                                   \
  } else if (action == SHORT) {                                                                    \
    result = half;                                                                                 \
    fault = LOST;                                                                                  \
    fault_until = calls + 1;                                                                       \
  } else {                                                                                         \
    result = call;                                                                                 \
    if (result >= 0) { noting; }                                                                   \
    if (action == KILL_AFTER) kill(getpid(), SIGKILL);                                             \
    if (action == KEPT && result >= 0) {                                                           \
      errno = fault_error;                                                                         \
      result = -1;                                                                                 \
    }                                                                                              \
  }                                                                                                \
  int kept_error = errno;                                                                          \
  pthread_mutex_unlock(&lock);                                                                     \
  errno = kept_error;                                                                              \
  return result;

static int failing(void) {
  errno = fault_error;
  return -1;
}

/* ---- opening and closing ---- */

static int opened(int file, const char *path, int flags, int is_new) {
  if (file < 0 || file >= FILES_MAX || !ready) return file;
  char full[PATH_MAX];
  if (!absolute(path, full) || !matters(full)) return file;
  free(names[file]);
  names[file] = strdup(full);
  is_sync[file] = (flags & O_DSYNC) != 0;
  if (is_new) note('C', full, 0, NULL, 0, NULL);
  if (flags & O_TRUNC) note('T', full, 0, NULL, 0, NULL);
  return file;
}

static int open_file(const char *path, int flags, mode_t mode) {
  char full[PATH_MAX];
  if (!ready || !(flags & O_CREAT) || !absolute(path, full) || !matters(full))
    return opened(REAL(open)(path, flags, mode), path, flags, 0);
  struct stat status;
  int is_new = lstat(full, &status) != 0;
  if (!is_new && !(flags & O_TRUNC)) return opened(REAL(open)(path, flags, mode), path, flags, 0);
  CHANGE(CHANGES, opened(REAL(open)(path, flags, mode), path, flags, is_new), failing(),
      (void)0)
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_file(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_file(path, flags, mode);
}

int close(int file) {
  if (ready && file >= 0 && file < FILES_MAX && names[file]) {
    pthread_mutex_lock(&lock);
    free(names[file]);
    names[file] = NULL;
    pthread_mutex_unlock(&lock);
  }
  return REAL(close)(file);
}

/* ---- reading ---- */

static void note_read(int file) {
  if (counted == READS) note('P', name_of(file), 0, NULL, 0, NULL);
}

ssize_t read(int file, void *bytes, size_t count) {
  if (!name_of(file)) return REAL(read)(file, bytes, count);
  CHANGE(READS, REAL(read)(file, bytes, count), failing(), note_read(file))
}

ssize_t pread(int file, void *bytes, size_t count, off_t offset) {
  if (!name_of(file)) return REAL(pread)(file, bytes, count, offset);
  CHANGE(READS, REAL(pread)(file, bytes, count, offset), failing(), note_read(file))
}

/* ---- writing ---- */

static char write_kind(int file) { return is_sync[file] ? 'D' : 'W'; }

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  const char *name = name_of(file);
  if (!name) return REAL(pwrite)(file, bytes, count, offset);
  CHANGE(
      CHANGES, REAL(pwrite)(file, bytes, count, offset), REAL(pwrite)(file, bytes, count / 2, offset),
      note(write_kind(file), name, offset, bytes, (size_t)result, NULL))
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off_t offset) {
  return pwrite(file, bytes, count, offset);
}

ssize_t write(int file, const void *bytes, size_t count) {
  if (ready && file == STDOUT_FILENO && journal >= 0) {
    pthread_mutex_lock(&lock);
    ssize_t result = REAL(write)(file, bytes, count);
    if (result > 0) note('A', "-", 0, bytes, (size_t)result, NULL);
    pthread_mutex_unlock(&lock);
    return result;
  }
  const char *name = name_of(file);
  if (!name) return REAL(write)(file, bytes, count);
  off_t offset = lseek(file, 0, SEEK_CUR);
  CHANGE(
      CHANGES, REAL(write)(file, bytes, count), REAL(write)(file, bytes, count / 2),
      note(write_kind(file), name, offset, bytes, (size_t)result, NULL))
}

static void note_pieces(int file, const char *name, off_t offset, const struct iovec *pieces,
                        int count, ssize_t written) {
  for (int i = 0; i < count && written > 0; i++) {
    size_t size = pieces[i].iov_len < (size_t)written ? pieces[i].iov_len : (size_t)written;
    note(write_kind(file), name, offset, pieces[i].iov_base, size, NULL);
    offset += (off_t)size;
    written -= (ssize_t)size;
  }
}

ssize_t writev(int file, const struct iovec *pieces, int count) {
  const char *name = name_of(file);
  if (!name) return REAL(writev)(file, pieces, count);
  off_t offset = lseek(file, 0, SEEK_CUR);
  CHANGE(
      CHANGES, REAL(writev)(file, pieces, count), REAL(writev)(file, pieces, (count + 1) / 2),
      note_pieces(file, name, offset, pieces, count, result))
}

ssize_t pwritev(int file, const struct iovec *pieces, int count, off_t offset) {
  const char *name = name_of(file);
  if (!name) return REAL(pwritev)(file, pieces, count, offset);
  CHANGE(
      CHANGES, REAL(pwritev)(file, pieces, count, offset),
      REAL(pwritev)(file, pieces, (count + 1) / 2, offset),
      note_pieces(file, name, offset, pieces, count, result))
}

int ftruncate(int file, off_t length) {
  const char *name = name_of(file);
  if (!name) return REAL(ftruncate)(file, length);
  CHANGE(
      CHANGES, REAL(ftruncate)(file, length), failing(), note('T', name, length, NULL, 0, NULL))
}

/* ---- making durable ---- */

int fsync(int file) {
  const char *name = name_of(file);
  if (!name) return REAL(fsync)(file);
  CHANGE(SYNCS, REAL(fsync)(file), failing(), note('S', name, 0, NULL, 0, NULL))
}

int fdatasync(int file) {
  const char *name = name_of(file);
  if (!name) return REAL(fdatasync)(file);
  CHANGE(SYNCS, REAL(fdatasync)(file), failing(), note('S', name, 0, NULL, 0, NULL))
}

/* ---- names ---- */

int rename(const char *from, const char *to) {
  char old_name[PATH_MAX], new_name[PATH_MAX];
  if (!ready || !absolute(from, old_name) || !absolute(to, new_name) || !matters(new_name))
    return REAL(rename)(from, to);
  CHANGE(
      CHANGES, REAL(rename)(from, to), failing(), note('R', old_name, 0, NULL, 0, new_name))
}

int link(const char *from, const char *to) {
  char old_name[PATH_MAX], new_name[PATH_MAX];
  if (!ready || !absolute(from, old_name) || !absolute(to, new_name) || !matters(new_name))
    return REAL(link)(from, to);
  CHANGE(CHANGES, REAL(link)(from, to), failing(), note('L', old_name, 0, NULL, 0, new_name))
}

int unlink(const char *path) {
  char full[PATH_MAX];
  struct stat status;
  if (!ready || !absolute(path, full) || !matters(full) || lstat(full, &status))
    return REAL(unlink)(path);
  CHANGE(CHANGES, REAL(unlink)(path), failing(), note('U', full, 0, NULL, 0, NULL))
}

int mkdir(const char *path, mode_t mode) {
  char full[PATH_MAX];
  struct stat status;
  if (!ready || !absolute(path, full) || !matters(full) || !lstat(full, &status))
    return REAL(mkdir)(path, mode);
  CHANGE(CHANGES, REAL(mkdir)(path, mode), failing(), note('M', full, 0, NULL, 0, NULL))
}
