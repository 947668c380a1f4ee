// Memory of one shared library in which a step outside of a block ends the process; guard.c says which steps.
#pragma once
#include <stddef.h>

// From here on for what the library allocates that defines `function`; answers whether it was found. Its blocks have at
// most `most_bytes` together: for more it is refused them.
int guard_library(const char *function, size_t most_bytes);
