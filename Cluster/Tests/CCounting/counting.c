#include "counting.h"

#include <mpi.h>
#include <stdatomic.h>

static atomic_ullong bytes, messages;

static void add(double count) {
  atomic_fetch_add(&bytes, (unsigned long long)count);
  atomic_fetch_add(&messages, 1);
}

static double size(long long count, MPI_Datatype type) {
  int one = 0;
  MPI_Type_size(type, &one);
  return (double)count * one;
}

static int ranks(MPI_Comm group) {
  int count = 1;
  PMPI_Comm_size(group, &count);
  return count;
}

static int place(MPI_Comm group) {
  int rank = 0;
  PMPI_Comm_rank(group, &rank);
  return rank;
}

// What a rank sends to itself goes nowhere.
static void add_sent(long long count, MPI_Datatype type, int target, MPI_Comm group) {
  if (target >= 0 && target != place(group)) add(size(count, type));
}

unsigned long long counted_bytes(void) { return atomic_load(&bytes); }
unsigned long long counted_messages(void) { return atomic_load(&messages); }

int MPI_Send(const void *buffer, int count, MPI_Datatype type, int target, int tag, MPI_Comm group) {
  add_sent(count, type, target, group);
  return PMPI_Send(buffer, count, type, target, tag, group);
}

int MPI_Rsend(const void *buffer, int count, MPI_Datatype type, int target, int tag, MPI_Comm group) {
  add_sent(count, type, target, group);
  return PMPI_Rsend(buffer, count, type, target, tag, group);
}

int MPI_Isend(const void *buffer, int count, MPI_Datatype type, int target, int tag, MPI_Comm group, MPI_Request *request) {
  add_sent(count, type, target, group);
  return PMPI_Isend(buffer, count, type, target, tag, group, request);
}

int MPI_Issend(const void *buffer, int count, MPI_Datatype type, int target, int tag, MPI_Comm group,
               MPI_Request *request) {
  add_sent(count, type, target, group);
  return PMPI_Issend(buffer, count, type, target, tag, group, request);
}

int MPI_Sendrecv(const void *buffer, int count, MPI_Datatype type, int target, int tag, void *received, int received_count,
                 MPI_Datatype received_type, int source, int received_tag, MPI_Comm group, MPI_Status *status) {
  add_sent(count, type, target, group);
  return PMPI_Sendrecv(buffer, count, type, target, tag, received, received_count, received_type, source, received_tag,
                       group, status);
}

int MPI_Bcast(void *buffer, int count, MPI_Datatype type, int root, MPI_Comm group) {
  if (place(group) != root) add(size(count, type));
  return PMPI_Bcast(buffer, count, type, root, group);
}

int MPI_Reduce(const void *own, void *sum, int count, MPI_Datatype type, MPI_Op operation, int root, MPI_Comm group) {
  if (place(group) != root) add(size(count, type));
  return PMPI_Reduce(own, sum, count, type, operation, root, group);
}

int MPI_Allreduce(const void *own, void *sum, int count, MPI_Datatype type, MPI_Op operation, MPI_Comm group) {
  double p = ranks(group);
  add(2 * (p - 1) / p * size(count, type));
  return PMPI_Allreduce(own, sum, count, type, operation, group);
}

int MPI_Alltoallv(const void *sent, const int counts[], const int starts[], MPI_Datatype type, void *received,
                  const int received_counts[], const int received_starts[], MPI_Datatype received_type, MPI_Comm group) {
  long long sum = 0;
  for (int rank = 0; rank < ranks(group); rank++) {
    if (rank != place(group)) sum += counts[rank];
  }
  add(size(sum, type));
  return PMPI_Alltoallv(sent, counts, starts, type, received, received_counts, received_starts, received_type, group);
}
