// The kernels of the CPU backend: one per file.
#pragma once

#include "backend/backend.h"

namespace ingot {

/// (batch, channels / 8, height, width, 8), for channels that are a multiple of 8.
inline constexpr const char* kBlocked = "nChw8c";

[[nodiscard]] Match fused_cluster_kernel(const NodeView& n, const MatchContext& context);
/// One scalar op by itself, as a cluster of one.
[[nodiscard]] Match scalar_op_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match gemm_kernel(const NodeView& n, const MatchContext& context);
/// Convolutions of 3 x 3 by fewer multiplications.
[[nodiscard]] Match winograd_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match winograd_data_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match winograd_weights_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match few_channels_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match convolution_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match convolution_data_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match convolution_weights_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match one_channel_weights_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match batch_norm_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match batch_norm_backward_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match layer_norm_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match layer_norm_backward_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match max_pool_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match max_pool_backward_kernel(const NodeView& n, const MatchContext& context);
/// The gradient of relu, then max_pool.
[[nodiscard]] Match max_pool_relu_backward_kernel(const NodeView& n, const MatchContext& context);
/// That, and its sum per channel.
[[nodiscard]] Match max_pool_bias_backward_kernel(const NodeView& n, const MatchContext& context);
/// Blocks of rows times their own kernels, and the gradients.
[[nodiscard]] Match block_matmul_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match block_matmul_data_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match block_matmul_weights_kernel(const NodeView& n, const MatchContext& context);
/// All heads of multi_head_attention without a tensor of scores, and the gradients.
[[nodiscard]] Match head_attention_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match head_attention_backward_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match random_bernoulli_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match transpose_kernel(const NodeView& n, const MatchContext& context);
/// Sum, max or min by itself.
[[nodiscard]] Match reduction_kernel(const NodeView& n, const MatchContext& context);
/// A cluster, then reductions over the same axes.
[[nodiscard]] Match fused_reduction_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match all_finite_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match softmax_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match softmax_backward_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match log_softmax_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match cross_entropy_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match cross_entropy_backward_kernel(const NodeView& n, const MatchContext& context);
[[nodiscard]] Match tree_ensemble_kernel(const NodeView& n, const MatchContext& context);

}  // namespace ingot
