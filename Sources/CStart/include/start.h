// What the tool does before any library of it starts; start.c runs that by itself.
#pragma once

// The arguments as the system gave them, the program's name first: Foundation reads them from /proc, which need not be
// there.
int start_argument_count(void);
const char *start_argument(int index);

// A path that starts this program again.
const char *start_program(void);
