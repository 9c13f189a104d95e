// A cluster of scalar ops and the reductions that read it, in one pass: the cluster's values are
// made tile by tile in the first-level cache and reduced there. Those that others read, too, are
// stored on the way.
//
// Assumes      f32; reductions over the same axes
// Invariance   the bits are those of the cluster, then the reduction by itself (reduction.h)
#include "backend/cpu/cluster_runner.h"
#include "backend/cpu/kernels.h"
#include "backend/cpu/reduction.h"

namespace ingot {
namespace {

constexpr std::int64_t kTileFloats = 4096;  // half of a first-level cache
constexpr std::int64_t kShortestRun = 512;  // below it, calls take longer than memory does
constexpr int kNone = -1;

struct FusedReduction {
  struct ClusterOutput {
    int stored = kNone;  ///< index among the launch's outputs
    int tile = kNone;    ///< else a tile of its own
  };
  Reduction reduction;
  std::shared_ptr<const ClusterRunner> runner = nullptr;
  std::vector<ClusterOutput> outputs = {};  ///< of the cluster
  std::vector<std::size_t> reads = {};      ///< of each reduction: which of them
  std::int64_t most = kTileFloats;          ///< elements of a tile

  [[nodiscard]] std::size_t parts_bytes() const {
    return (reduction.scratch_bytes() + 63) / 64 * 64;
  }
  [[nodiscard]] std::size_t frame_bytes() const {
    return runner->scratch_bytes() + kTileFloats * sizeof(float);
  }
  [[nodiscard]] std::size_t scratch_bytes(int num_threads) const {
    return parts_bytes() + frame_bytes() * static_cast<std::size_t>(num_threads);
  }
};

// Computes each element once: a stored one may lie over an input.
class ClusterElements final : public Elements {
 public:
  ClusterElements(const FusedReduction& f, const Launch& l, int thread)
      : f_(f), l_(l), scratch_(l.scratch<std::byte>() + f.parts_bytes()) {
    scratch_ += f.frame_bytes() * static_cast<std::size_t>(thread);
  }
  [[nodiscard]] std::int64_t most() const override { return f_.most; }
  [[nodiscard]] const float* const* load(std::int64_t first, std::int64_t count,
                                         std::int64_t until) override {
    if (first < made_.begin || first + count > made_.end) {
      made_ = {first, std::min(until, first + f_.most / count * count)};
      make(made_, 0);
    }
    for (std::size_t r = 0; r < f_.reads.size(); ++r)
      values_[r] = static_cast<const float*>(outputs_[f_.reads[r]]) + (first - made_.begin);
    return values_.data();
  }
  [[nodiscard]] Rows load_rows(const RowBlock& block) override {
    // Whole rows are one run.
    const bool dense = block.columns == block.stride;
    const std::int64_t run = dense ? block.rows * block.columns : block.columns;
    Rows result;
    for (std::int64_t row = 0; row < (dense ? 1 : block.rows); ++row) {
      const std::int64_t first = block.first + row * block.stride;
      make({first, first + run}, row * run);
      if (row > 0) continue;
      for (std::size_t r = 0; r < f_.reads.size(); ++r) {
        result.x[r] = static_cast<const float*>(outputs_[f_.reads[r]]);
        result.strides[r] = is_stored(f_.reads[r]) ? block.stride : block.columns;
      }
    }
    return result;
  }

 private:
  [[nodiscard]] bool is_stored(std::size_t output) const {
    return f_.outputs[output].stored != kNone;
  }
  // What is not stored goes to its tile, `at` elements behind the front.
  void make(Share elements, std::int64_t at) {
    auto* tiles = reinterpret_cast<float*>(scratch_ + f_.runner->scratch_bytes());
    const std::vector<DType>& dtypes = f_.runner->cluster().outputs;
    for (std::size_t o = 0; o < f_.outputs.size(); ++o)
      outputs_[o] = is_stored(o)
                        ? l_.out<std::byte>(f_.outputs[o].stored) +
                              static_cast<std::size_t>(elements.begin) * size_bytes(dtypes[o])
                        : static_cast<void*>(tiles + f_.outputs[o].tile * f_.most + at);
    f_.runner->run({l_.inputs(), std::span(outputs_).first(f_.outputs.size())}, elements, scratch_);
  }

  const FusedReduction& f_;
  const Launch& l_;
  std::byte* scratch_;
  Share made_{0, 0};
  std::array<void*, ClusterRunner::kMostOutputs> outputs_{};
  std::array<const float*, Reduction::kMost> values_{};
};

void launch(const FusedReduction& f, const Launch& l) {
  const int num_threads = f.reduction.num_elements() < 4096 ? 1 : l.num_threads();
  on_threads(num_threads, [&](int thread, int threads) {
    ClusterElements elements(f, l, thread);
    f.reduction.run(elements, l.scratch<double>(), thread, threads);
    wait_for_threads(threads);
    std::array<float*, Reduction::kMost> results{};
    for (std::size_t r = 0; r < f.reads.size(); ++r) results[r] = l.out<float>(static_cast<int>(r));
    f.reduction.finish(l.scratch<double>(), results.data(), thread, threads);
  });
}

// The reductions of the cluster's values over the axes of `n`, up to `n` itself.
std::vector<NodeView> siblings(const NodeView& n, const NodeView& cluster) {
  std::vector<NodeView> found;
  for (std::uint32_t id = cluster.id() + 1; id < n.id(); ++id) {
    const NodeView other(n.graph(), id);
    if (found.size() + 1 < Reduction::kMost && reduction_kind(other.op()) &&
        other.input_id(0).node == cluster.id() && other.input_type(0).dtype == f32 &&
        other.axes("axes") == n.axes("axes"))
      found.push_back(other);
  }
  found.push_back(n);
  return found;
}

}  // namespace

Match fused_reduction_kernel(const NodeView& n, const MatchContext& context) {
  const NodeView producer = context.producer(n, 0);
  INGOT_REFUSE_UNLESS(producer.op().name == "fused", "its input is no cluster");
  INGOT_REFUSE_UNLESS(n.input_type(0).dtype == f32, "only f32, not {}",
                      to_string(n.input_type(0).dtype));
  auto made = make_cluster(producer, parse_scalar_program(producer.string("program")));
  if (const auto* refusal = std::get_if<Refusal>(&made)) return *refusal;
  INGOT_REFUSE_UNLESS(producer.num_outputs() <= static_cast<int>(ClusterRunner::kMostOutputs),
                      "{} results", producer.num_outputs());

  std::vector<ReductionKind> kinds;
  const std::vector<NodeView> reductions = siblings(n, producer);
  for (const NodeView& r : reductions) kinds.push_back(*reduction_kind(r.op()));
  const Shape& shape = n.input_type(0).shape;
  const std::vector<int> axes = n.axes("axes");
  FusedReduction f{.reduction = Reduction(kinds, shape, axes)};
  auto cluster = std::get<Cluster>(std::move(made));
  auto blocked = cluster.broadcasts() ? std::nullopt : blocked_reduction(kinds, shape, axes);
  const std::int64_t run = std::max(f.reduction.run_length(), blocked ? blocked->run_length() : 0);
  INGOT_REFUSE_UNLESS(run >= std::min(kShortestRun, shape.num_elements()),
                      "only {} elements follow one another", run);

  Kernel kernel;
  kernel.inputs.assign(producer.input_ids().begin(), producer.input_ids().end());
  kernel.covers = {producer.id()};
  std::vector<int> reads_of(static_cast<std::size_t>(producer.num_outputs()));
  for (const NodeView& r : reductions) {
    if (r.id() != n.id()) kernel.covers.push_back(r.id());
    kernel.outputs.push_back({r.id(), 0});
    f.reads.push_back(r.input_id(0).output);
    ++reads_of[f.reads.back()];
  }
  f.outputs.resize(reads_of.size());
  int tiles = 0;
  for (std::uint32_t o = 0; o < f.outputs.size(); ++o) {
    if (context.num_uses({producer.id(), o}) == reads_of[o]) {
      f.outputs[o].tile = tiles++;
      continue;
    }
    f.outputs[o].stored = static_cast<int>(kernel.outputs.size());
    kernel.outputs.push_back({producer.id(), o});
    for (std::size_t i = 0; i < cluster.inputs.size(); ++i)
      if (cluster.inputs[i].kind == Walk::Kind::same && cluster.inputs[i].dtype == f32 &&
          cluster.outputs[o] == f32)
        kernel.in_place.push_back({f.outputs[o].stored, static_cast<int>(i)});
  }
  f.most = kTileFloats / std::max(1, tiles) / 16 * 16;
  kernel.flops = static_cast<double>(cluster.program.code.size() + reductions.size()) *
                 static_cast<double>(shape.num_elements());
  const int num_threads = context.device().num_threads;
  LayoutChoice choice;
  for (const Walk& w : cluster.inputs)
    choice.inputs.emplace_back(w.kind == Walk::Kind::same ? kBlocked : "");
  choice.outputs.assign(reductions.size(), "");
  choice.outputs.resize(kernel.outputs.size(), kBlocked);
  f.runner = std::make_shared<const ClusterRunner>(std::move(cluster));
  kernel.scratch_bytes = f.scratch_bytes(num_threads);
  kernel.run = [f](const Launch& l) { launch(f, l); };
  if (blocked) {
    f.reduction = *blocked;
    choice.scratch_bytes = f.scratch_bytes(num_threads);
    choice.run = [f](const Launch& l) { launch(f, l); };
    kernel.layouts = {std::move(choice)};
  }
  return kernel;
}

}  // namespace ingot
