/* The kernel says here whether the clock is synchronised (adjtimex(2)). */
#include <sys/timex.h>
