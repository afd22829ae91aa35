/* The kernel says here whether the clock is synchronised (adjtimex(2)), and on what kind of file system
   something is (statfs(2)); it takes room back from files (fallocate(2), which Swift does not see). */
#include <sys/timex.h>
#include <sys/vfs.h>
#include <linux/falloc.h>
int fallocate(int fd, int mode, long offset, long length);

/* What stat(2) says of a file: the structure itself is in several modules of a build that has Foundation in it,
   and the compiler takes now one, now the other for its own. */
#include <sys/stat.h>
struct file_look {
  unsigned mode;
  /* On disk, which is less than its length where it is sparse. */
  unsigned long long allocated_bytes;
};
static inline int look_at_file(const char *path, struct file_look *found) {
  struct stat status;
  if (stat(path, &status) != 0) return -1;
  found->mode = status.st_mode;
  found->allocated_bytes = (unsigned long long)status.st_blocks * 512;
  return 0;
}
