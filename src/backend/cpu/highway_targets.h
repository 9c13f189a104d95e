// Which instruction sets our own kernels are compiled for: AVX-512, AVX2, and what every x86-64
// has. Others wait until they have been executed. Included before Highway's headers in every kernel
// file.
#ifndef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#endif
