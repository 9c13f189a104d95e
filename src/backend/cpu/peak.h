// What this machine can do at best, to compare kernels with.
#pragma once

namespace ingot {

/// Floating-point operations per second of fused multiply-adds in registers, in GFLOP/s: the best
/// of several short runs on `num_threads` threads.
[[nodiscard]] double measure_peak_gflops(int num_threads);

/// Memory read and written in place, in GB/s: the best of several passes over 256 MB.
[[nodiscard]] double measure_stream_gbytes(int num_threads);

}  // namespace ingot
