#pragma once
#include <fcntl.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// The library's constants are macros over global variables: Swift sees neither, so each one used has a getter.

static inline hid_t hdf5_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t hdf5_native_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t hdf5_native_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t hdf5_native_uint64(void) { return H5T_NATIVE_UINT64; }
static inline hid_t hdf5_native_uint8(void) { return H5T_NATIVE_UINT8; }

// What files hold: little-endian, whatever the machine.
static inline hid_t hdf5_file_float(void) { return H5T_IEEE_F32LE; }
static inline hid_t hdf5_file_double(void) { return H5T_IEEE_F64LE; }
static inline hid_t hdf5_file_int64(void) { return H5T_STD_I64LE; }
static inline hid_t hdf5_file_uint64(void) { return H5T_STD_U64LE; }
static inline hid_t hdf5_file_uint8(void) { return H5T_STD_U8LE; }
static inline hid_t hdf5_string(void) { return H5T_C_S1; }
static inline size_t hdf5_variable_length(void) { return H5T_VARIABLE; }

static inline hid_t hdf5_file_creation(void) { return H5P_FILE_CREATE; }
static inline hid_t hdf5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t hdf5_dataset_creation(void) { return H5P_DATASET_CREATE; }
static inline hid_t hdf5_dataset_access(void) { return H5P_DATASET_ACCESS; }
static inline hid_t hdf5_group_access(void) { return H5P_GROUP_ACCESS; }
static inline hid_t hdf5_group_creation(void) { return H5P_GROUP_CREATE; }

static inline unsigned hdf5_unfiltered_edges(void) { return H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS; }
static inline unsigned hdf5_truncate(void) { return H5F_ACC_TRUNC; }
static inline unsigned hdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned hdf5_read_write(void) { return H5F_ACC_RDWR; }

// The library has two versions of the functions on links, chosen by macros that Swift does not see.

typedef struct {
  void (*link)(const char *name, int is_external, size_t value_size, void *context);
  void *context;
} hdf5_link_visitor;

static herr_t hdf5_visit_link(hid_t group, const char *name, const H5L_info_t *info, void *data) {
  const hdf5_link_visitor *visitor = (const hdf5_link_visitor *)data;
  (void)group;
  if (info->type == H5L_TYPE_HARD) visitor->link(name, 0, 0, visitor->context);
  if (info->type == H5L_TYPE_EXTERNAL) visitor->link(name, 1, info->u.val_size, visitor->context);
  return 0;
}

// Calls `visitor->link` for every hard and external link below `group`, with its path from there.
static inline herr_t hdf5_visit_links(hid_t group, hdf5_link_visitor *visitor) {
  return H5Lvisit(group, H5_INDEX_NAME, H5_ITER_NATIVE, hdf5_visit_link, visitor);
}

// The type of a link, and its value if it is soft or external; -1: there is none, or its value is longer than `size`.
static inline int hdf5_link_value(hid_t group, const char *name, char *value, size_t size, hid_t access) {
  H5L_info_t info;
  if (H5Lget_info(group, name, &info, access) < 0) return -1;
  if (info.type == H5L_TYPE_HARD) return info.type;
  if (info.u.val_size > size || H5Lget_val(group, name, value, size, access) < 0) return -1;
  return info.type;
}

static inline int hdf5_is_virtual(hid_t creation) { return H5Pget_layout(creation) == H5D_VIRTUAL; }

// Variadic in C, and so unknown to Swift: the calling process ends when the one that started it does.
static inline int end_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL); }

// Not among what Swift sees of the C library: a pipe that no program started meanwhile by another thread keeps open.
static inline int pipe_of_this_process(int ends[2]) { return (int)syscall(SYS_pipe2, ends, O_CLOEXEC); }
