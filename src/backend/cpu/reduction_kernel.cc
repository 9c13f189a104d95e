// Sum, max and min of a tensor that lies in memory.
#include "backend/cpu/kernels.h"
#include "backend/cpu/reduction.h"

namespace ingot {
namespace {

class MemoryElements final : public Elements {
 public:
  explicit MemoryElements(const float* x) : x_(x) {}
  [[nodiscard]] std::int64_t most() const override { return kAll; }
  [[nodiscard]] const float* const* load(std::int64_t first, std::int64_t, std::int64_t) override {
    at_ = x_ + first;
    return &at_;
  }
  [[nodiscard]] Rows load_rows(const RowBlock& rows) override {
    return {{x_ + rows.first}, {rows.stride}};
  }

 private:
  const float *x_, *at_ = nullptr;
};

LaunchFn launch(const Reduction& reduction) {
  return [reduction](const Launch& l) {
    const int num_threads = reduction.num_elements() < 8192 ? 1 : l.num_threads();
    on_threads(num_threads, [&](int thread, int threads) {
      MemoryElements elements(l.in<float>(0));
      reduction.run(elements, l.scratch<double>(), thread, threads);
      wait_for_threads(threads);
      float* const y = l.out<float>(0);
      reduction.finish(l.scratch<double>(), &y, thread, threads);
    });
  };
}

}  // namespace

Match reduction_kernel(const NodeView& n, const MatchContext&) {
  const TensorType& x = n.input_type(0);
  const std::optional<ReductionKind> kind = reduction_kind(n.op());
  INGOT_REFUSE_UNLESS(kind, "only sum, max and min, not {}", n.op().name);
  INGOT_REFUSE_UNLESS(x.dtype == f32, "only f32, not {}", to_string(x.dtype));
  INGOT_REFUSE_UNLESS(x.num_elements() > 0, "nothing to do");
  const Reduction plain({*kind}, x.shape, n.axes("axes"));
  Kernel kernel;
  kernel.scratch_bytes = plain.scratch_bytes();
  kernel.flops = static_cast<double>(x.num_elements());
  kernel.run = launch(plain);
  if (const auto blocked = blocked_reduction({*kind}, x.shape, n.axes("axes")))
    kernel.layouts = {{{kBlocked}, {""}, launch(*blocked), blocked->scratch_bytes()}};
  return kernel;
}

}  // namespace ingot
