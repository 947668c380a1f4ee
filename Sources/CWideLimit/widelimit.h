/* WideLimit's C interface: infinite-width kernels, Gaussian-process posteriors, gradient flow and mean-field theory of
 * a caller's own arrays.
 *
 * Architectures are JSON texts in UTF-8, as the command-line tool's files. Numbers are float64. Arrays belong to the
 * caller, and results are written into the caller's memory; the call keeps no pointer to either when it returns.
 * Every function that can fail returns a status (widelimit_status) and, where it is not 0, says why in one line; what
 * it has written into results is then of no meaning. Functions may be called from several threads at once, on one model
 * too (no call changes one). One thing is the whole process's: the number of threads that OpenBLAS works on. Calls set
 * it to what they work on and leave it there, so those that want another number wait for each other's calls into BLAS,
 * and a caller's own use of the same OpenBLAS finds it changed. */
#ifndef WIDELIMIT_H
#define WIDELIMIT_H
#include <stdint.h>

/* Version of this interface. A caller made for another must call nothing but widelimit_interface and
 * widelimit_version. */
#define WIDELIMIT_INTERFACE 1

#ifdef __cplusplus
extern "C" {
#endif

enum widelimit_status {
  WIDELIMIT_OK = 0,
  WIDELIMIT_USAGE = 64,      /* an argument that no call can mean */
  WIDELIMIT_DATA = 65,       /* arrays, architectures or files that are wrong */
  WIDELIMIT_NO_INPUT = 66,   /* a file that is not there */
  WIDELIMIT_MEMORY = 69,     /* what does not fit in memory */
  WIDELIMIT_IO = 74,         /* a file that cannot be read or written */
  WIDELIMIT_LOCKED = 75,     /* a file that another run is writing */
  WIDELIMIT_PERMISSION = 77, /* a file that may not be read or written */
  WIDELIMIT_CANCELLED = 130  /* widelimit_control.cancelled was set */
};

/* Entry (i, j, ...) lies at (char *)data + i strides[0] + j strides[1] + ...: strides are in bytes, and of inputs of
 * any size, negative or 0. Results are aligned to 8 bytes: the last axis has the stride 8, and every other a positive
 * multiple of 8, no less than what the next one takes, its stride times its extent; so entries are in row-major order,
 * of any axis but the last perhaps further apart than they are long, and none is another. No result shares memory with
 * another or with an input; rows of one may lie between those of another of the same stride. Strides of axes of one
 * entry are not looked at. Inputs are [n, d], [n, length, channels] or [n, height, width,
 * channels]. */
typedef struct widelimit_array {
  double *data;
  int32_t rank; /* 1 to 4 */
  int64_t shape[4];
  int64_t strides[4];
} widelimit_array;

/* How a call works. NULL, and a structure of zeros: all processors, silent, to its end. */
typedef struct widelimit_control {
  int32_t threads; /* 0: all that the process may use */
  /* Looked at between the pieces of the work, every second or so, from any thread: non-zero ends the call with
   * WIDELIMIT_CANCELLED. May be NULL. */
  const volatile int32_t *cancelled;
  /* How far a stage of the work is, 0 to 1, or negative where that is not known. From any thread, several at a time;
   * may be NULL. */
  void (*progress)(void *context, const char *stage, double fraction);
  /* What a user should know of the results, a line each, on the calling thread. May be NULL. */
  void (*warning)(void *context, const char *line);
  void *context;
} widelimit_control;

/* What went wrong: one line without its newline, cut to fit. Every widelimit_error * may be NULL. Untouched by calls
 * that return 0. */
typedef struct widelimit_error {
  int32_t status;
  char message[4092];
} widelimit_error;

/* A fitted Gaussian process. */
typedef struct widelimit_model widelimit_model;

/* ---- The library -------------------------------------------------------------------------------------------------- */

int32_t widelimit_interface(void);
const char *widelimit_version(void);  /* "0.2.0"; never to be freed */
void widelimit_free_text(char *text); /* of texts that functions gave; NULL is taken */

/* Texts that functions give are JSON, to be freed by widelimit_free_text. Numbers that JSON does not have are the texts
 * "inf", "-inf" and "nan". The caller's pointer to a text or to a model is set to NULL first, and stays so where the
 * call fails. */

/* What library and machine are: {"version", "interface", "blas", "blas_kernel", "threads", "processor",
 * "memory_bytes", "available_memory_bytes"}. */
int32_t widelimit_about(char **json, widelimit_error *error);

/* Checks an architecture and writes its canonical form. `input` is the shape of one input, of `rank` 1 ([d]), 2
 * ([length, channels]) or 3 ([height, width, channels]); with rank 0 it is not looked at, nor whether the layers take it. */
int32_t widelimit_architecture(const char *architecture, int32_t rank, const int64_t *input, char **canonical,
                               widelimit_error *error);

/* ---- Kernels ------------------------------------------------------------------------------------------------------ */

/* K and Theta between x1 (n1 inputs) and x2 (n2; NULL: x1 with itself, symmetric to the bit), [n1, n2] each. One of
 * nngp and ntk may be NULL: it is then not computed. The bits do not depend on the threads. */
int32_t widelimit_kernel(const char *architecture, const widelimit_array *x1, const widelimit_array *x2,
                         const widelimit_array *nngp, const widelimit_array *ntk, const widelimit_control *control,
                         widelimit_error *error);

/* K(x, x) and Theta(x, x) of every input, [n1] each. */
int32_t widelimit_kernel_diagonal(const char *architecture, const widelimit_array *x1, const widelimit_array *nngp,
                                  const widelimit_array *ntk, const widelimit_control *control,
                                  widelimit_error *error);

/* The same kernels at `count` depths: how often the architecture's `repeat` is applied, ascending from
 * 1, or from 0 where nothing but a head of images stands behind it; [count, n1, n2] each. An architecture without a
 * `repeat` is WIDELIMIT_DATA, and so is one with several of which none is in another. */
int32_t widelimit_depth_sweep(const char *architecture, int64_t count, const int64_t *depths,
                              const widelimit_array *x1, const widelimit_array *x2, const widelimit_array *nngp,
                              const widelimit_array *ntk, const widelimit_control *control, widelimit_error *error);

/* Mean-field theory of an architecture of equal layers: {"nonlinearity", "weight_variance", "bias_variance",
 * "keep_probability", "phase", "q_star", "c_star", "separation_star" (1 - c_star), "chi_1", "chi_c", "xi_q", "xi_1",
 * "xi_c", "xi_star", "gradient_factor", "xi_gradient"}; what does not exist is {"absent": why}. */
int32_t widelimit_mean_field(const char *architecture, char **json, widelimit_error *error);

/* ---- Gaussian processes ------------------------------------------------------------------------------------------- */

/* A structure of zeros but for the noise: what is fastest. */
typedef struct widelimit_fit_options {
  double noise;           /* sigma_eps^2 > 0; NaN: 1e-10 of the kernel's mean diagonal, more where that has no factor */
  int32_t keeps_factor;   /* 1: variances, covariances and probabilities can be predicted; n^2/2 numbers */
  int32_t leaves_one_out; /* 1: every input is predicted from all others, which takes as long as the factor */
  int32_t classes;        /* 1: targets are labels of classes, whole numbers [n] or [n, 1] */
  int32_t strict;         /* 1: what needs a warning is an error */
} widelimit_fit_options;

/* Fits the posterior of the NNGP to targets [n, k] or [n]. options NULL: noise NaN, all else 0. *model is NULL where it
 * fails. */
int32_t widelimit_fit(const char *architecture, const widelimit_array *x1, const widelimit_array *targets,
                      const widelimit_fit_options *options, const widelimit_control *control, widelimit_model **model,
                      widelimit_error *error);

/* Reads a model's file, which `widelimit fit --keep-inputs` or widelimit_model_save wrote, with the warnings of
 * the fit. *model is NULL where it fails. The command `widelimit`, if it is beside the library and starts, looks at
 * the file first: one that crashes the HDF5 library is then refused as damaged. */
int32_t widelimit_model_load(const char *path, const widelimit_control *control, widelimit_model **model,
                             widelimit_error *error);

/* Writes a model's file, with inputs and, if the model has it, factor; replaces a former output only. */
int32_t widelimit_model_save(const widelimit_model *model, const char *path, const widelimit_control *control,
                             widelimit_error *error);

/* {"architecture", "inputs": n, "outputs": k, "input_shape", "classes" (labels, ascending; null of numbers),
 * "has_factor", "noise_variance", "attempts", "condition_number", "residual", "log_marginal_likelihood",
 * "log_marginal_likelihood_of_outputs", "leave_one_out_mean_squared_error",
 * "leave_one_out_log_predictive_probability", "leave_one_out_accuracy", "warnings": [...]}; what the model does not
 * have is null. */
int32_t widelimit_model_facts(const widelimit_model *model, char **json, widelimit_error *error);

/* One of the model's arrays: "weights" [n, k], "leave_one_out_mean" [n, k], "leave_one_out_variance" [n], "x1".
 * WIDELIMIT_USAGE where the model does not have it. */
int32_t widelimit_model_array(const widelimit_model *model, const char *name, const widelimit_array *result,
                              widelimit_error *error);

/* Of m test inputs: means [m, k]; variances [m] and covariance [m, m] of an output, without noise; of classes
 * probabilities [m, k] of having the largest output. All but one may be NULL; those beside means need the factor. */
int32_t widelimit_model_predict(const widelimit_model *model, const widelimit_array *x2, const widelimit_array *means,
                                const widelimit_array *variances, const widelimit_array *covariance,
                                const widelimit_array *probabilities, const widelimit_control *control,
                                widelimit_error *error);

void widelimit_model_free(widelimit_model *model); /* NULL is taken */

/* ---- Gradient flow ------------------------------------------------------------------------------------------------ */

/* The infinite ensemble of networks trained on (x1, y1 [n, k]) by gradient flow at unit rate on half the sum of squares,
 * from random initial functions: means [times, m, k] and variances [times, m] (NULL: not wanted) of m inputs x2.
 * times [times] are 0 or more, +inf too; `noise` >= 0 is added to the training NTK's diagonal. `readout` 1: the last
 * layer alone is trained. As `widelimit predict --method gradient-flow`. */
int32_t widelimit_flow(const char *architecture, const widelimit_array *x1, const widelimit_array *y1,
                       const widelimit_array *x2, const widelimit_array *times, double noise, int32_t readout,
                       const widelimit_array *means, const widelimit_array *variances,
                       const widelimit_control *control, widelimit_error *error);

/* The same of kernels that are there already. With theta [n, n] = Theta(X, X), cross_theta [m, n] = Theta(x, X) and
 * A_t = cross_theta (theta + noise I)^-1 (1 - exp(-(theta + noise I) t)),
 *   means [times, m, k] = A_t targets
 *   covariances [times, m, m] = test_prior + A_t prior A_t' - A_t cross_prior' - cross_prior A_t',
 *   variances [times, m], their diagonals alone,
 * with prior [n, n] = K(X, X), cross_prior [m, n] = K(x, X) and test_prior K(x, x'), [m, m], or [m] for variances. Where
 * neither variances nor covariances are wanted the priors are NULL. For the training inputs themselves give theta and
 * prior as cross_theta and cross_prior. Modes that cannot be told from null are left out once they would be learnt. */
int32_t widelimit_kernel_flow(const widelimit_array *theta, const widelimit_array *targets,
                              const widelimit_array *cross_theta, const widelimit_array *prior,
                              const widelimit_array *cross_prior, const widelimit_array *test_prior,
                              const widelimit_array *times, double noise, const widelimit_array *means,
                              const widelimit_array *variances, const widelimit_array *covariances,
                              const widelimit_control *control, widelimit_error *error);

/* ---- Diagnosis ---------------------------------------------------------------------------------------------------- */

/* By depth: condition numbers, learning rates, times, spectra and what they mean, of x1, targets y1 and test inputs x2
 * (y1 and x2 may be NULL), at `count` depths, ascending (0: those that `widelimit diagnose` chooses); of several
 * outermost `repeat` depth counts the first, and without one weighted layers, as the command has it:
 * {"depths", "lines": what it means, "warnings",
 *  "variables": {name: {"long_name", "dimensions": [...], "values": nested lists}},
 *  "attributes": {"architecture_depth", "depth_is", "repeated_rows", "float32_limit", "float64_limit", "mean_field"}}.
 * The variables are those of the command's file but for its coordinates; "mean_field" is what widelimit_mean_field
 * gives, or {"absent": why}. All rows of x1 and x2 are taken, where the command takes 2,000 of each at random: the time
 * grows as the cube of n1. So there is no "rows_taken" and no "row_seed"; the file's "meaning" is "lines". */
int32_t widelimit_diagnose(const char *architecture, const widelimit_array *x1, const widelimit_array *y1,
                           const widelimit_array *x2, int64_t count, const int64_t *depths,
                           const widelimit_control *control, char **json, widelimit_error *error);

#ifdef __cplusplus
}
#endif
#endif
