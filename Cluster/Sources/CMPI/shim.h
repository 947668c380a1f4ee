// MPI's constants are macros over pointers, which Swift does not import: a function for each that is used.
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <malloc.h>
#include <mpi.h>

// The file that the function at this address was loaded from.
static inline const char *mpi_file_at(const void *address) {
  Dl_info information;
  return dladdr(address, &information) != 0 ? information.dli_fname : 0;
}

static inline MPI_Comm mpi_world(void) { return MPI_COMM_WORLD; }
static inline MPI_Datatype mpi_bytes(void) { return MPI_BYTE; }
static inline MPI_Datatype mpi_doubles(void) { return MPI_DOUBLE; }
static inline MPI_Datatype mpi_integers(void) { return MPI_INT64_T; }
static inline MPI_Op mpi_sum(void) { return MPI_SUM; }
static inline MPI_Op mpi_largest(void) { return MPI_MAX; }
static inline MPI_Status *mpi_no_status(void) { return MPI_STATUS_IGNORE; }
static inline const void *mpi_in_place(void) { return MPI_IN_PLACE; }
static inline int mpi_any_rank(void) { return MPI_ANY_SOURCE; }
static inline int mpi_serialised(void) { return MPI_THREAD_SERIALIZED; }

// How many ranks share this machine's memory, and the first of them; all by themselves where MPI cannot tell.
static inline void mpi_machine(int *ranks, int *first) {
  MPI_Comm machine;
  MPI_Comm_rank(MPI_COMM_WORLD, first);
  *ranks = 1;
  if (MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine) != MPI_SUCCESS) return;
  MPI_Comm_size(machine, ranks);
  MPI_Allreduce(MPI_IN_PLACE, first, 1, MPI_INT, MPI_MIN, machine);
  MPI_Comm_free(&machine);
}

// Memory that is given back stays with the process up to so many bytes, and pieces of `piece` bytes and more are the system's
// own. Swift has no malloc.h.
static inline void keep_freed_memory(int piece, int most) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, piece);
  mallopt(M_TRIM_THRESHOLD, most);
#endif
}
