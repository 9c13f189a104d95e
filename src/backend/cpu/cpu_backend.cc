// The list of CPU kernels, fastest first for each op.
#include "backend/cpu/kernels.h"
#include "base/assert.h"

namespace ingot {
namespace {

std::vector<KernelDef> all_kernels() {
  std::vector<KernelDef> kernels{
      {"cpu.gemm", "relu", gemm_kernel},
      {"cpu.gemm", "add", gemm_kernel},
      {"cpu.gemm", "matmul", gemm_kernel},
      {"cpu.few_channels", "relu", few_channels_kernel},
      {"cpu.winograd", "relu", winograd_kernel},
      {"cpu.winograd", "add", winograd_kernel},
      {"cpu.few_channels", "batch_norm_inference", few_channels_kernel},
      {"cpu.winograd", "batch_norm_inference", winograd_kernel},
      {"cpu.few_channels", "conv", few_channels_kernel},
      {"cpu.winograd", "conv", winograd_kernel},
      {"cpu.winograd_data", "conv_backward_data", winograd_data_kernel},
      {"cpu.convolution", "relu", convolution_kernel},
      {"cpu.convolution", "add", convolution_kernel},
      {"cpu.convolution", "batch_norm_inference", convolution_kernel},
      {"cpu.convolution", "conv", convolution_kernel},
      {"cpu.convolution_data", "conv_backward_data", convolution_data_kernel},
      {"cpu.winograd_weights", "conv_backward_weights", winograd_weights_kernel},
      {"cpu.convolution_weights", "conv_backward_weights", convolution_weights_kernel},
      {"cpu.one_channel_weights", "conv_backward_weights", one_channel_weights_kernel},
      {"cpu.batch_norm", "relu", batch_norm_kernel},
      {"cpu.batch_norm", "add", batch_norm_kernel},
      {"cpu.batch_norm", "batch_norm", batch_norm_kernel},
      {"cpu.batch_norm_backward", "batch_norm_backward", batch_norm_backward_kernel},
      {"cpu.layer_norm", "layer_norm", layer_norm_kernel},
      {"cpu.layer_norm_backward", "layer_norm_backward", layer_norm_backward_kernel},
      {"cpu.max_pool", "max_pool", max_pool_kernel},
      {"cpu.max_pool_backward", "max_pool_backward", max_pool_backward_kernel},
      {"cpu.max_pool_relu_backward", "select", max_pool_relu_backward_kernel},
      {"cpu.transpose", "transpose", transpose_kernel},
      {"cpu.block_matmul", "block_matmul", block_matmul_kernel},
      {"cpu.block_matmul_data", "block_matmul_data", block_matmul_data_kernel},
      {"cpu.block_matmul_weights", "block_matmul_weights", block_matmul_weights_kernel},
      {"cpu.head_attention", "multi_head_attention", head_attention_kernel},
      {"cpu.head_attention_backward", "multi_head_attention_backward",
       head_attention_backward_kernel},
      {"cpu.random_bernoulli", "random_bernoulli", random_bernoulli_kernel},
      {"cpu.max_pool_bias_backward", "sum", max_pool_bias_backward_kernel},
      {"cpu.fused_sum", "sum", fused_reduction_kernel},
      {"cpu.sum", "sum", reduction_kernel},
      {"cpu.fused_max", "max", fused_reduction_kernel},
      {"cpu.max", "max", reduction_kernel},
      {"cpu.fused_min", "min", fused_reduction_kernel},
      {"cpu.min", "min", reduction_kernel},
      {"cpu.all_finite", "all_finite", all_finite_kernel},
      {"cpu.softmax", "softmax", softmax_kernel},
      {"cpu.softmax_backward", "softmax_backward", softmax_backward_kernel},
      {"cpu.log_softmax", "log_softmax", log_softmax_kernel},
      {"cpu.cross_entropy", "softmax_cross_entropy", cross_entropy_kernel},
      {"cpu.cross_entropy_backward", "softmax_cross_entropy_backward",
       cross_entropy_backward_kernel},
      {"cpu.tree_ensemble", "tree_ensemble", tree_ensemble_kernel},
      {"cpu.cluster", "fused", fused_cluster_kernel},
  };
  for (const OpDef& op : op_registry().all())
    if (op.scalar) kernels.push_back({"cpu.cluster", op.name, scalar_op_kernel});
  return kernels;
}

class CpuBackend final : public Backend {
 public:
  [[nodiscard]] std::string_view name() const override { return "cpu"; }
  [[nodiscard]] std::span<const KernelDef> kernels() const override { return kernels_; }
  [[nodiscard]] LaunchFn reorder(const TensorType&, const Layout& from,
                                 const Layout& to) const override {
    INGOT_ASSERT(from == to, "there is one layout");
    return {};
  }

 private:
  std::vector<KernelDef> kernels_ = all_kernels();
};

}  // namespace

const Backend& cpu_backend() {
  static const CpuBackend backend;
  return backend;
}

}  // namespace ingot
