// What the compiler knows about its own run and Swift cannot say: both are constants of the compilation, so they tell
// how this binary was made, whatever is installed where it runs.
#pragma once

// 60301 for Swift 6.3.1; 0 if the header is read by another compiler.
static inline long build_swift_version(void) {
#ifdef __swift__
  return __swift__;
#else
  return 0;
#endif
}

static inline const char *build_target_features(void) {
  return ""
#ifdef __x86_64__
         " x86_64"
#endif
#ifdef __aarch64__
         " aarch64"
#endif
#ifdef __AVX2__
         " avx2"
#endif
#ifdef __FMA__
         " fma"
#endif
#ifdef __AVX512F__
         " avx512f"
#endif
#ifdef __AVX512VL__
         " avx512vl"
#endif
#ifdef __AVX512_BF16__
         " avx512bf16"
#endif
      ;
}
