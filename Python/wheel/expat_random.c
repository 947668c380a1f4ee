// The one function for which Debian 12's expat asks for glibc 2.36: random numbers for its hash tables. With it inside,
// the wheel is for 2.35 (Ubuntu 22.04) too.
#include <stddef.h>
#include <sys/random.h>

__attribute__((visibility("hidden"))) void arc4random_buf(void *bytes, size_t count) {
  char *next = bytes;
  while (count > 0) {
    ssize_t taken = getrandom(next, count, 0);
    if (taken < 0) continue;
    next += taken;
    count -= (size_t)taken;
  }
}
