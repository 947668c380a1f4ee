// Before the constructors of the libraries: OpenBLAS makes its threads in one of them, and ends in a handful of lines
// when a limit on processes keeps it from that, or waits for ever when one on address space does. It is C because no
// Swift can run that early.
//
// Where its threads do not fit, the program is started again with OPENBLAS_NUM_THREADS=1. Signals that end a run do so
// from here on with the status of an interrupted one; the tool sets its own handlers later.
#define _GNU_SOURCE
#include "include/start.h"
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { most_threads = 64 };  // OpenBLAS makes no more when it is loaded
enum { least_files = 48 };   // that can be opened beside those that are open
static const rlim_t least_stack = 512u << 10;
static const size_t stack_bytes = 8u << 20, buffer_bytes = 128u << 20;  // of a thread; the buffer is OpenBLAS's

static int argument_count;
static char **argument_values;

int start_argument_count(void) { return argument_count; }
const char *start_argument(int index) { return argument_values[index]; }

const char *start_program(void) {
  const char *self = "/proc/self/exe";
  const char *name = (const char *)getauxval(AT_EXECFN);
  return access(self, X_OK) == 0 || !name ? self : name;
}

static _Noreturn void leave(int status, const char *text) {
  ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
  (void)ignored;
  _exit(status);
}

// Of several signals, which threads get at a time, the first speaks.
static void interrupted(int number) {
  static int is_leaving;
  (void)number;
  if (__atomic_exchange_n(&is_leaving, 1, __ATOMIC_SEQ_CST))
    for (;;) pause();
  leave(130, "Error: interrupted before anything was begun; start it again\n");
}

static void handle_signals(void) {
  static const int numbers[] = {SIGHUP,  SIGINT,  SIGQUIT,   SIGTERM, SIGXCPU, SIGUSR1,
                                SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGIO,   SIGPWR,  SIGSTKFLT};
  const int count = sizeof numbers / sizeof *numbers;
  sigset_t all;
  sigemptyset(&all);
  // These, and those that the system leaves to programs.
  for (int i = 0; i < count + SIGRTMAX - SIGRTMIN + 1; i++) {
    int number = i < count ? numbers[i] : SIGRTMIN + i - count;
    sigaddset(&all, number);
    struct sigaction action;
    // What nohup and `trap ''` ask for. (Shells ignore SIGINT and SIGQUIT in what they run in the background, too, but
    // whoever sends one there by `kill` means it.)
    int is_shells = number == SIGINT || number == SIGQUIT;
    if (!is_shells && sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN) continue;
    memset(&action, 0, sizeof action);
    action.sa_handler = interrupted;
    sigfillset(&action.sa_mask);
    sigaction(number, &action, NULL);
  }
  // Where it is ignored, as daemons have it, nobody learns how a child of the tool ended.
  signal(SIGCHLD, SIG_DFL);
  sigaddset(&all, SIGCHLD);
  // Those that came while the program was started again.
  sigprocmask(SIG_UNBLOCK, &all, NULL);
}

// What is opened takes the least free number: without this an output could become standard error, and words be written
// into it. Opened the wrong way round, so that writing remains an error.
static void hold_standard_streams(void) {
  for (int number = STDIN_FILENO; number <= STDERR_FILENO; number++) {
    if (fcntl(number, F_GETFD) >= 0) continue;
    int ignored = open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    (void)ignored;
  }
}

// Small stacks come from `ulimit -s`; a thread's own need not obey it, and the first thread's grows up to the limit of
// the moment.
static void widen_stacks(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < stack_bytes) {
    limit.rlim_cur = limit.rlim_max < stack_bytes ? limit.rlim_max : stack_bytes;
    if (limit.rlim_cur < least_stack)
      leave(69, "Error: the stack is too small; raise the limit to 512 kB or more (`ulimit -s 512`)\n");
    setrlimit(RLIMIT_STACK, &limit);
  }
  // Neither less, nor as much as a limit of gigabytes would give each of them.
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return;
  if (pthread_attr_setstacksize(&attributes, stack_bytes) == 0) pthread_setattr_default_np(&attributes);
  pthread_attr_destroy(&attributes);
}

// With `ulimit -t` both limits are one, and the end comes without a signal before it. So a timer tells it: a second
// before, or a quarter of what little there is.
static void tell_end_of_processor_time(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_CPU, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur < limit.rlim_max) return;
  double end = limit.rlim_cur < 4 ? 0.75 * limit.rlim_cur : limit.rlim_cur - 1.0;
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGXCPU};
  struct itimerspec time = {.it_value = {.tv_sec = (time_t)end, .tv_nsec = (long)((end - (time_t)end) * 1e9)}};
  timer_t timer;
  if (timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &timer) == 0) timer_settime(timer, TIMER_ABSTIME, &time, NULL);
}

// How many more files can be opened, as far as it matters, under a limit.
static int free_files(rlim_t limit) {
  int count = 0;
  for (rlim_t number = 0; number < limit && count < least_files; number++) count += fcntl((int)number, F_GETFD) < 0;
  return count;
}

// Too few files: libraries below end in a fault.
static void require_files(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || free_files(limit.rlim_cur) == least_files) return;
  limit.rlim_cur = limit.rlim_max - limit.rlim_cur < least_files ? limit.rlim_max : limit.rlim_cur + least_files;
  if (setrlimit(RLIMIT_NOFILE, &limit) == 0 && free_files(limit.rlim_cur) == least_files) return;
  leave(69, "Error: too few files may be open; raise the limit by 64 (`ulimit -n`), or close some before\n");
}

// The C library maps 64 MiB for each thread's small objects, which a limit on address space counts in full.
static void share_heap(void) {
  const rlim_t much = (rlim_t)16 << 30;
  struct rlimit space, data;
  if (getrlimit(RLIMIT_AS, &space) != 0 || getrlimit(RLIMIT_DATA, &data) != 0) return;
  if (space.rlim_cur < much || data.rlim_cur < much) mallopt(M_ARENA_MAX, 1);
}

static int processors(void) {
  cpu_set_t set;
  int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : most_threads;
  return count < most_threads ? count : most_threads;
}

// Whether the limits on address space leave so many bytes four times over.
static int has_room(size_t bytes) {
  const int kinds[] = {RLIMIT_AS, RLIMIT_DATA};
  unsigned long pages[6] = {0};
  FILE *file = fopen("/proc/self/statm", "re");
  if (file) {
    // All of it; resident; shared; code; libraries; data.
    for (int i = 0; i < 6 && fscanf(file, "%lu", &pages[i]) == 1; i++) {}
    fclose(file);
  }
  for (int i = 0; i < 2; i++) {
    struct rlimit limit;
    if (getrlimit(kinds[i], &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) continue;
    size_t used = pages[i == 0 ? 0 : 5] * (size_t)sysconf(_SC_PAGESIZE);
    if (limit.rlim_cur < used || (limit.rlim_cur - used) / 4 < bytes) return 0;
  }
  return 1;
}

static void *wait_at(void *gate) {
  pthread_mutex_lock(gate);
  pthread_mutex_unlock(gate);
  return NULL;
}

// Whether so many threads can be there at the same time.
static int can_have(int count) {
  pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
  pthread_t threads[most_threads];
  int made = 0;
  pthread_mutex_lock(&gate);
  while (made < count && pthread_create(&threads[made], NULL, wait_at, &gate) == 0) made++;
  pthread_mutex_unlock(&gate);
  for (int i = 0; i < made; i++) pthread_join(threads[i], NULL);
  return made == count;
}

static void start_again(char **arguments, char **environment, char *setting) {
  size_t length = strcspn(setting, "=") + 1, count = 0;
  while (environment[count]) count++;
  char *changed[count + 2];
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (strncmp(environment[i], setting, length) == 0) {
      if (strcmp(environment[i], setting) == 0) return;  // this is the second start
    } else {
      changed[kept++] = environment[i];
    }
  }
  changed[kept++] = setting;
  changed[kept] = NULL;
  // A signal meanwhile waits until there is a handler again.
  sigset_t all, former;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &former);
  execve("/proc/self/exe", arguments, changed);
  const char *path = (const char *)getauxval(AT_EXECFN);  // without /proc
  if (path) execve(path, arguments, changed);
  sigprocmask(SIG_SETMASK, &former, NULL);
}

static void before_libraries(int count, char **arguments, char **environment) {
  argument_count = count;
  argument_values = arguments;
  handle_signals();
  hold_standard_streams();
  widen_stacks();
  tell_end_of_processor_time();
  require_files();
  share_heap();
  // OpenBLAS's threads beside this one, and one or two for the tool's own work.
  int threads = processors();
  if (threads == 1 || (has_room(threads * (stack_bytes + buffer_bytes)) && can_have(threads + 1))) return;
  start_again(arguments, environment, "OPENBLAS_NUM_THREADS=1");
}

__attribute__((section(".preinit_array"), used)) static void (*const first)(int, char **, char **) = before_libraries;
