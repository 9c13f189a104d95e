// The kernels of the CPU backend: one per file.
#pragma once

#include "backend/backend.h"

namespace ingot {

[[nodiscard]] Match fused_cluster_kernel(const NodeView& n, const MatchContext& context);
/// One scalar op by itself, as a cluster of one.
[[nodiscard]] Match scalar_op_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match gemm_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match convolution_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match convolution_data_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match convolution_weights_kernel(const NodeView& n, const MatchContext& context);

}  // namespace ingot
