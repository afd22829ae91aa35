/* The kernel says here whether the clock is synchronised (adjtimex(2)), and on what kind of file system
   something is (statfs(2)); it takes room back from files (fallocate(2), which Swift does not see). */
#include <sys/timex.h>
#include <sys/vfs.h>
#include <linux/falloc.h>
int fallocate(int fd, int mode, long offset, long length);
