// An allocator for the process that opens damaged files before another does. On such files the HDF5 library reads and
// writes outside of its blocks, and frees addresses that it never set. Whether a process survives that depends on what
// happens to lie there, so that one may survive a file on which the next ends. Here the file decides, and nearly alone:
//
// - a block's last 16 bytes begin just before a page without any access: a step further ends the process;
// - what lies between its last byte and that page, and 16 bytes before it, is checked when the block is given back;
// - memory that was not set, or was given back, holds no address that can be followed.
//
// Not guarded are blocks beyond `most_blocks` (the system has a limit on mappings) or beyond the address space that was
// set aside: they are the C library's, as all are elsewhere. Only the one library's calls are led here, in its table of
// foreign functions; the rest of the process allocates as it always did.
#define _GNU_SOURCE
#include "include/guard.h"
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum { alignment = 16, behind = 0xC5, unset = 0xDD };
enum { most_blocks = 24000, most_waiting = 4096 };
static const size_t most_space = (size_t)4 << 40, least_space = (size_t)64 << 20;
static const size_t most_filled = (size_t)1 << 20, waiting_bytes = (size_t)16 << 20;

// Stands before each block.
typedef struct {
  size_t bytes;
  uintptr_t seal;  // the block's own address, inverted
} header;
_Static_assert(sizeof(header) == alignment, "a block begins where a header ends");

static char *begin, *end, *next;
static size_t page, most_live, live, blocks;
// Blocks of one page that were given back. The first of them is given again when half of them are taken, which is much
// faster than another page.
static char *waiting[most_waiting];
static size_t first_waiting, count_waiting, room_waiting;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int is_guarded(const void *block) { return (const char *)block >= begin && (const char *)block < end; }
static size_t rounded(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }
static size_t mapped(size_t bytes) { return rounded(sizeof(header) + rounded(bytes, alignment), page); }

// Pages for a block, NULL where there are none left.
static char *take_pages(size_t size) {
  if (size == page && count_waiting > room_waiting / 2) {
    char *place = waiting[first_waiting];
    first_waiting = (first_waiting + 1) % room_waiting;
    count_waiting--;
    return place;
  }
  if ((size_t)(end - next) <= size + page || mprotect(next, size, PROT_READ | PROT_WRITE) != 0) return NULL;
  char *place = next;
  next += size + page;
  return place;
}

static void give_pages(char *place, size_t size) {
  if (size == page && count_waiting < room_waiting)
    waiting[(first_waiting + count_waiting++) % room_waiting] = place;
  else
    mmap(place, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
}

static void *allocate(size_t bytes, int is_zero) {
  pthread_mutex_lock(&lock);
  int is_much = bytes > most_live - live;
  size_t size = is_much ? 0 : mapped(bytes);
  char *place = is_much || blocks >= most_blocks ? NULL : take_pages(size);
  if (place) live += bytes, blocks++;
  pthread_mutex_unlock(&lock);
  if (is_much) {
    errno = ENOMEM;
    return NULL;
  }
  if (!place) return is_zero ? calloc(1, bytes) : malloc(bytes);
  char *block = place + size - rounded(bytes, alignment);
  header *own = (header *)block - 1;
  own->bytes = bytes;
  own->seal = ~(uintptr_t)block;
  // Of several pages none was used before.
  if (size == page || (!is_zero && bytes <= most_filled)) memset(block, is_zero ? 0 : unset, bytes);
  memset(block + bytes, behind, rounded(bytes, alignment) - bytes);
  return block;
}

// The size of a block around which nothing was written.
static size_t checked(const char *block) {
  const header *own = (const header *)block - 1;
  int is_whole = own->seal == ~(uintptr_t)block;
  for (size_t i = own->bytes; is_whole && i < rounded(own->bytes, alignment); i++)
    is_whole = (unsigned char)block[i] == behind;
  if (!is_whole) abort();
  return own->bytes;
}

static void release(void *block) {
  if (!is_guarded(block)) return free(block);
  size_t bytes = checked(block), size = mapped(bytes);
  char *place = (char *)block + rounded(bytes, alignment) - size;
  int number = errno;
  if (size == page) memset((header *)block - 1, unset, sizeof(header) + rounded(bytes, alignment));
  pthread_mutex_lock(&lock);
  live -= bytes;
  blocks--;
  give_pages(place, size);
  pthread_mutex_unlock(&lock);
  errno = number;
}

static void *guarded_malloc(size_t bytes) { return allocate(bytes, 0); }

static void *guarded_calloc(size_t count, size_t bytes) {
  size_t product;
  return allocate(__builtin_mul_overflow(count, bytes, &product) ? SIZE_MAX : product, 1);
}

static void *guarded_realloc(void *block, size_t bytes) {
  if (block && !is_guarded(block)) return realloc(block, bytes);
  if (block && bytes == 0) return release(block), NULL;
  void *other = allocate(bytes, 0);
  if (!block || !other) return other;
  size_t former = checked(block);
  memcpy(other, block, former < bytes ? former : bytes);
  release(block);
  return other;
}

// Address space that costs no memory. Of a limit on it a quarter.
static void set_aside(void) {
  struct rlimit limit;
  size_t size = most_space;
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur / 4 < size) size = limit.rlim_cur / 4 / page * page;
  if (size < least_space) return;
  char *place = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (place == MAP_FAILED) return;
  begin = place;
  next = place + page;
  end = place + size;
}

static void *substitute(const char *name) {
  if (strcmp(name, "malloc") == 0) return guarded_malloc;
  if (strcmp(name, "calloc") == 0) return guarded_calloc;
  if (strcmp(name, "realloc") == 0) return guarded_realloc;
  if (strcmp(name, "free") == 0) return release;
  return NULL;
}

#if defined(__x86_64__)
enum { table_entry = R_X86_64_JUMP_SLOT, pointer_entry = R_X86_64_GLOB_DAT };
#elif defined(__aarch64__)
enum { table_entry = R_AARCH64_JUMP_SLOT, pointer_entry = R_AARCH64_GLOB_DAT };
#else
enum { table_entry = -1, pointer_entry = -1 };
#endif

int guard_library(const char *function, size_t most_bytes) {
  Dl_info ignored;
  struct link_map *library = NULL;
  void *address = dlsym(RTLD_DEFAULT, function);
  if (!address || !dladdr1(address, &ignored, (void **)&library, RTLD_DL_LINKMAP) || !library) return 0;
  page = (size_t)sysconf(_SC_PAGESIZE);
  room_waiting = waiting_bytes / page < most_waiting ? waiting_bytes / page : most_waiting;
  most_live = most_bytes;
  set_aside();
  if (!begin) return 0;
  const ElfW(Sym) *symbols = NULL;
  const char *texts = NULL;
  const ElfW(Rela) *tables[2] = {NULL, NULL};
  size_t sizes[2] = {0, 0};
  for (const ElfW(Dyn) *entry = library->l_ld; entry->d_tag != DT_NULL; entry++) {
    const void *place = (const void *)entry->d_un.d_ptr;
    switch (entry->d_tag) {
      case DT_SYMTAB: symbols = place; break;
      case DT_STRTAB: texts = place; break;
      case DT_JMPREL: tables[0] = place; break;
      case DT_PLTRELSZ: sizes[0] = entry->d_un.d_val; break;
      case DT_RELA: tables[1] = place; break;
      case DT_RELASZ: sizes[1] = entry->d_un.d_val; break;
    }
  }
  int count = 0;
  for (int kind = 0; kind < 2 && symbols && texts; kind++) {
    for (size_t i = 0; tables[kind] && i < sizes[kind] / sizeof(ElfW(Rela)); i++) {
      const ElfW(Rela) *entry = &tables[kind][i];
      int type = (int)ELF64_R_TYPE(entry->r_info);
      if (type != table_entry && type != pointer_entry) continue;
      void *other = substitute(texts + symbols[ELF64_R_SYM(entry->r_info)].st_name);
      if (!other) continue;
      char *slot = (char *)library->l_addr + entry->r_offset;
      char *start = slot - (uintptr_t)slot % page;
      if (mprotect(start, page, PROT_READ | PROT_WRITE) != 0) continue;
      memcpy(slot, &other, sizeof other);
      count++;
    }
  }
  return count > 0;
}
