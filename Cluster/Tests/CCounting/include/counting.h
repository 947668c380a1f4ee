// Numbers that the ranks of a job give each other, counted by MPI's profiling interface: the program's own MPI_Send and the
// like come before the library's, also for ScaLAPACK.
#pragma once

// Bytes that this rank has sent from one to one, and got of broadcasts; of a sum over p ranks 2 (p - 1)/p times its bytes,
// which is the least that gives it to all. Over all ranks that is what has gone over the network, if each lies apart.
unsigned long long counted_bytes(void);

// Messages from one to one that this rank has sent, and collective calls.
unsigned long long counted_messages(void);
