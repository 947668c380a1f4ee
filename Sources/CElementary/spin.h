// What a thread does between two looks at a flag that another core is about to set.
#pragma once

static inline void elementary_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}
