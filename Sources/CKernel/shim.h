/* The kernel says here whether the clock is synchronised (adjtimex(2)), and on what kind of file system
   something is (statfs(2)). */
#include <sys/timex.h>
#include <sys/vfs.h>
