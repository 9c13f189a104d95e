#include <cstring>
#include <dnnl.hpp>
#include <functional>
#include <numeric>

#include "backend/cpu/dn.h"

namespace ingot::dn {
namespace {

using dnnl::memory;
using Tag = memory::format_tag;

dnnl::engine& cpu_engine() {
  static dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

memory::desc describe(const Ints& dims, Tag tag) {
  return {memory::dims(dims.begin(), dims.end()), memory::data_type::f32, tag};
}

// One operand: its layout outside, that of the primitive, and where the latter lies in scratch.
struct Operand {
  memory::desc given, packed;
  std::size_t scratch_at = 0;
  bool reordered = false;
  dnnl::reorder reorder = {};
};

// Pointers of one run; what is absent is null.
struct Pointers {
  const void *first, *second;
  void* result;
  std::byte* scratch;
  const void *bias = nullptr, *addend = nullptr;
};

class Primitive final : public Convolution {
 public:
  Primitive(const ConvolutionSpec& spec, std::string& refusal) : kind_(spec.kind) {
    // oneDNN splits work by the thread count at creation.
    const int before = library_threads();
    limit_library_threads(spec.num_threads);
    try {
      create(spec);
      refusal = check();
    } catch (const dnnl::error& e) {
      refusal = std::string("oneDNN: ") + e.what();
    }
    limit_library_threads(before);
  }

  [[nodiscard]] std::size_t scratch_bytes() const override { return scratch_; }

  void run(const Launch& l) const override { run(pointers(l), nullptr); }

  [[nodiscard]] Pointers pointers(const Launch& l) const {
    const bool bias_is_operand = has_bias_ && !own_bias_;
    const void* bias = bias_is_operand ? l.in(2) : own_bias_ ? own_bias_->data() : nullptr;
    const void* addend = has_addend_ ? l.in(bias_is_operand ? 3 : 2) : nullptr;
    return {l.in(0), l.in(1), l.out(0), l.scratch<std::byte>(), bias, addend};
  }

  // With `packed_result` the result is left there, in the primitive's own order.
  void run(const Pointers& p, void* packed_result) const {
    dnnl::stream stream(cpu_engine());
    const auto place = [&](const Operand& o, const void* data) {
      return memory(o.packed, cpu_engine(),
                    o.reordered ? p.scratch + o.scratch_at : const_cast<void*>(data));
    };
    const auto pack = [&](const Operand& o, const void* data) {
      memory target = place(o, data);
      if (o.reordered) {
        memory source(o.given, cpu_engine(), const_cast<void*>(data));
        o.reorder.execute(stream, source, target);
      }
      return target;
    };
    const Roles roles = this->roles();
    const memory first = pack(in_[0], p.first);
    const memory second =
        weights_ ? memory(in_[1].packed, cpu_engine(), const_cast<float*>(weights_.get()))
                 : pack(in_[1], p.second);
    memory result =
        packed_result ? memory(out_.packed, cpu_engine(), packed_result) : place(out_, p.result);
    if (p.addend) put_addend(stream, p, result);
    std::unordered_map<int, memory> args{
        {roles.first, first},
        {roles.second, second},
        {roles.result, result},
        {DNNL_ARG_SCRATCHPAD, memory(scratchpad_, cpu_engine(), p.scratch + scratchpad_at_)}};
    if (p.bias)
      args.insert({DNNL_ARG_BIAS, memory(bias_, cpu_engine(), const_cast<void*>(p.bias))});
    primitive_.execute(stream, args);
    if (out_.reordered && !packed_result) unpack_result(stream, result, p.result);
    stream.wait();
  }

  // From the primitive's own order to the plain one.
  void unpack_result(const void* packed, void* plain) const {
    dnnl::stream stream(cpu_engine());
    unpack_result(stream, memory(out_.packed, cpu_engine(), const_cast<void*>(packed)), plain);
    stream.wait();
  }
  [[nodiscard]] bool result_is_packed() const { return out_.reordered; }
  [[nodiscard]] std::size_t result_floats() const { return out_.packed.get_size() / sizeof(float); }

  [[nodiscard]] std::shared_ptr<const Primitive> with_own_weights(
      const PackWeights& pack, std::shared_ptr<const std::vector<float>> bias) const {
    if (kind_ == ConvolutionKind::backward_weights) return nullptr;
    const auto packed = pack(weights_order(), in_[1].packed.get_size() / sizeof(float),
                             [this](const float* from, float* to) { pack_weights(from, to); });
    if (!packed) return nullptr;
    auto copy = std::make_shared<Primitive>(*this);
    copy->weights_ = packed;
    copy->own_bias_ = std::move(bias);
    return copy;
  }
  [[nodiscard]] std::shared_ptr<const Convolution> with_constant_weights(
      const PackWeights& pack, std::shared_ptr<const std::vector<float>> bias) const override {
    return with_own_weights(pack, std::move(bias));
  }

  // oneDNN's sgemm splits a sum otherwise for other numbers of threads.
  [[nodiscard]] bool runs_gemm() const { return info_.find("gemm") != std::string::npos; }

 private:
  struct Roles {
    int first, second, result;
  };
  [[nodiscard]] std::string weights_order() const {
    const auto& d = in_[1].packed.data;
    std::string order = fmt::format("dnnl {}:", static_cast<int>(kind_));
    for (int i = 0; i < d.ndims; ++i)
      order += fmt::format(" {}/{}", d.padded_dims[i], d.format_desc.blocking.strides[i]);
    for (int i = 0; i < d.format_desc.blocking.inner_nblks; ++i)
      order += fmt::format(" {}x{}", d.format_desc.blocking.inner_idxs[i],
                           d.format_desc.blocking.inner_blks[i]);
    return order;
  }
  void pack_weights(const float* from, float* to) const {
    dnnl::stream stream(cpu_engine());
    memory source(in_[1].given, cpu_engine(), const_cast<float*>(from));
    memory target(in_[1].packed, cpu_engine(), to);
    dnnl::reorder(source, target).execute(stream, source, target);
    stream.wait();
  }
  [[nodiscard]] Roles roles() const {
    switch (kind_) {
      case ConvolutionKind::forward: return {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST};
      case ConvolutionKind::backward_data:
        return {DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC};
      case ConvolutionKind::backward_weights: break;
    }
    return {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS};
  }

  void unpack_result(dnnl::stream& stream, memory packed, void* plain) const {
    memory given(out_.given, cpu_engine(), plain);
    out_.reorder.execute(stream, packed, given);
  }
  // The sum of the post-ops finds the addend where the result will be.
  void put_addend(dnnl::stream& stream, const Pointers& p, memory& result) const {
    if (!out_.reordered) {
      if (p.addend != p.result) std::memcpy(p.result, p.addend, out_.given.get_size());
      return;
    }
    memory given(out_.given, cpu_engine(), const_cast<void*>(p.addend));
    addend_.execute(stream, given, result);
  }

  void create(const ConvolutionSpec& s) {
    Ints w = s.w;
    Tag plain_w = Tag::oihw;
    if (s.groups > 1) {
      w.insert(w.begin(), s.groups);
      w[1] /= s.groups;
      plain_w = Tag::goihw;
    }
    const auto dims = [](const Ints& v, std::int64_t less = 0) {
      memory::dims d(v.begin(), v.end());
      for (auto& x : d) x -= less;
      return d;
    };
    const memory::dims strides = dims(s.strides), dilation = dims(s.dilation, 1);
    const memory::dims low = dims(s.padding_low), high = dims(s.padding_high);
    const memory::desc x = describe(s.x, Tag::any), y = describe(s.y, Tag::any);
    const memory::desc weights = describe(w, Tag::any);
    const memory::desc given_x = describe(s.x, s.x_blocked ? Tag::nChw8c : Tag::nchw);
    const memory::desc given_y = describe(s.y, s.y_blocked ? Tag::nChw8c : Tag::nchw);
    const memory::desc plain_weights = describe(w, plain_w);
    bias_ = describe({s.y[1]}, Tag::a);
    has_bias_ = s.has_bias;
    has_addend_ = s.has_addend;
    constexpr auto algorithm = dnnl::algorithm::convolution_direct;
    dnnl::primitive_attr attr;
    attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    dnnl::post_ops after;
    if (s.has_addend) after.append_sum(1.0f);  // a sum that is not first has only a reference
    if (s.relu) after.append_eltwise(1.0f, dnnl::algorithm::eltwise_relu, 0.0f, 0.0f);
    attr.set_post_ops(after);
    // Also for inference: what oneDNN has for that alone (brgconv) splits sums by threads.
    constexpr auto forward_kind = dnnl::prop_kind::forward_training;
    const auto forward = dnnl::convolution_forward::primitive_desc(
        s.has_bias ? dnnl::convolution_forward::desc(forward_kind, algorithm, x, weights, bias_, y,
                                                     strides, dilation, low, high)
                   : dnnl::convolution_forward::desc(forward_kind, algorithm, x, weights, y,
                                                     strides, dilation, low, high),
        attr, cpu_engine());
    if (s.kind == ConvolutionKind::forward) {
      primitive_ = dnnl::convolution_forward(forward);
      info_ = forward.impl_info_str();
      place({given_x, forward.src_desc()}, {plain_weights, forward.weights_desc()},
            {given_y, forward.dst_desc()}, forward.scratchpad_desc());
    } else if (s.kind == ConvolutionKind::backward_data) {
      const dnnl::convolution_backward_data::primitive_desc pd(
          dnnl::convolution_backward_data::desc(algorithm, x, weights, y, strides, dilation, low,
                                                high),
          attr, cpu_engine(), forward);
      primitive_ = dnnl::convolution_backward_data(pd);
      info_ = pd.impl_info_str();
      place({given_y, pd.diff_dst_desc()}, {plain_weights, pd.weights_desc()},
            {given_x, pd.diff_src_desc()}, pd.scratchpad_desc());
    } else {
      const dnnl::convolution_backward_weights::primitive_desc pd(
          dnnl::convolution_backward_weights::desc(algorithm, x, weights, y, strides, dilation, low,
                                                   high),
          attr, cpu_engine(), forward);
      primitive_ = dnnl::convolution_backward_weights(pd);
      info_ = pd.impl_info_str();
      place({given_x, pd.src_desc()}, {given_y, pd.diff_dst_desc()},
            {plain_weights, pd.diff_weights_desc()}, pd.scratchpad_desc());
    }
  }

  void place(Operand first, Operand second, Operand result, const memory::desc& scratchpad) {
    const auto reserve = [&](std::size_t bytes) {
      const std::size_t at = scratch_;
      scratch_ += (bytes + 63) / 64 * 64;
      return at;
    };
    const auto prepare = [&](Operand& o, bool is_result) {
      o.reordered = o.given != o.packed;
      if (!o.reordered) return;
      o.scratch_at = reserve(o.packed.get_size());
      const memory::desc &from = is_result ? o.packed : o.given,
                         &to = is_result ? o.given : o.packed;
      o.reorder = dnnl::reorder({cpu_engine(), from, cpu_engine(), to});
    };
    prepare(first, false);
    prepare(second, false);
    prepare(result, true);
    in_[0] = std::move(first);
    in_[1] = std::move(second);
    out_ = std::move(result);
    if (has_addend_ && out_.reordered)
      addend_ = dnnl::reorder({cpu_engine(), out_.given, cpu_engine(), out_.packed});
    scratchpad_ = scratchpad;
    scratchpad_at_ = reserve(scratchpad.get_size());
  }

  [[nodiscard]] std::string check() const {
    if (info_.find("ref") != std::string::npos)
      return "oneDNN would run its reference (" + info_ + ")";
    return {};
  }

  ConvolutionKind kind_;
  bool has_bias_ = false, has_addend_ = false;
  std::shared_ptr<const float> weights_;
  std::shared_ptr<const std::vector<float>> own_bias_;
  dnnl::primitive primitive_;
  std::string info_;
  Operand in_[2], out_;
  dnnl::reorder addend_;
  memory::desc bias_, scratchpad_;
  std::size_t scratch_ = 0, scratchpad_at_ = 0;
};

std::int64_t row_floats(const Ints& dims) {
  return std::accumulate(dims.begin() + 1, dims.end(), std::int64_t{1}, std::multiplies<>());
}

// Pictures one by one, each on one thread.
class PictureByPicture final : public Convolution {
 public:
  PictureByPicture(const ConvolutionSpec& spec, std::string& refusal)
      : batch_(spec.x[0]), num_threads_(spec.num_threads) {
    ConvolutionSpec one = spec;
    one.num_threads = 1;
    one.x[0] = one.y[0] = 1;
    primitive_ = std::make_shared<Primitive>(one, refusal);
    first_row_ = row_floats(spec.x);
    result_row_ = row_floats(spec.y);
    if (spec.kind == ConvolutionKind::backward_data) std::swap(first_row_, result_row_);
  }

  [[nodiscard]] std::size_t scratch_bytes() const override {
    return static_cast<std::size_t>(num_threads_) * primitive_->scratch_bytes();
  }

  void run(const Launch& l) const override {
    const Pointers all = primitive_->pointers(l);
    on_threads(num_threads_, [&](int thread, int threads) {
      Pointers p = all;
      p.scratch += static_cast<std::size_t>(thread) * primitive_->scratch_bytes();
      const Share own = share_of(batch_, thread, threads);
      for (std::int64_t n = own.begin; n < own.end; ++n) {
        p.first = static_cast<const float*>(all.first) + n * first_row_;
        p.result = static_cast<float*>(all.result) + n * result_row_;
        if (all.addend) p.addend = static_cast<const float*>(all.addend) + n * result_row_;
        primitive_->run(p, nullptr);
      }
    });
  }

  [[nodiscard]] std::shared_ptr<const Convolution> with_constant_weights(
      const PackWeights& pack, std::shared_ptr<const std::vector<float>> bias) const override {
    const auto constant = primitive_->with_own_weights(pack, std::move(bias));
    if (!constant) return nullptr;
    auto copy = std::make_shared<PictureByPicture>(*this);
    copy->primitive_ = constant;
    return copy;
  }

 private:
  std::int64_t batch_, first_row_ = 0, result_row_ = 0;
  int num_threads_;
  std::shared_ptr<const Primitive> primitive_;
};

// The gradient by the weights, summed over fixed parts of the batch, so that its bits do not depend
// on the number of threads. oneDNN itself splits the batch by them.
class WeightsByParts final : public Convolution {
 public:
  WeightsByParts(const ConvolutionSpec& spec, std::string& refusal)
      : num_threads_(spec.num_threads) {
    std::size_t bytes = sizeof(float);
    for (const std::int64_t size : spec.w) bytes *= static_cast<std::size_t>(size);
    constexpr std::size_t kMost = 8, kSumBytes = std::size_t{16} << 20;
    const std::int64_t batch = spec.x[0];
    const auto num_parts = std::min(
        batch, static_cast<std::int64_t>(std::clamp<std::size_t>(kSumBytes / bytes, 2, kMost)));
    ConvolutionSpec part = spec;
    part.num_threads = 1;
    for (std::int64_t p = 0; p < num_parts && refusal.empty(); ++p) {
      const std::int64_t first = batch * p / num_parts, rows = batch * (p + 1) / num_parts - first;
      auto it =
          std::find_if(sizes_.begin(), sizes_.end(), [&](const Size& s) { return s.rows == rows; });
      if (it == sizes_.end()) {
        part.x[0] = part.y[0] = rows;
        it = sizes_.insert(it, {rows, std::make_shared<Primitive>(part, refusal)});
      }
      parts_.push_back({first, static_cast<std::size_t>(it - sizes_.begin())});
    }
    x_row_ = row_floats(spec.x);
    y_row_ = row_floats(spec.y);
  }

  [[nodiscard]] std::size_t scratch_bytes() const override {
    return parts_.size() * sum_bytes() + static_cast<std::size_t>(num_threads_) * own_bytes();
  }

  void run(const Launch& l) const override {
    std::byte* sums = l.scratch<std::byte>();
    const auto num_parts = static_cast<std::int64_t>(parts_.size());
    const auto floats = static_cast<std::int64_t>(sizes_[0].primitive->result_floats());
    const bool is_packed = sizes_[0].primitive->result_is_packed();
    const auto sum_at = [&](std::int64_t part) {
      return reinterpret_cast<float*>(sums + static_cast<std::size_t>(part) * sum_bytes());
    };
    float* total = is_packed ? sum_at(0) : l.out<float>(0);
    on_threads(num_threads_, [&](int thread, int threads) {
      std::byte* own =
          sums + parts_.size() * sum_bytes() + static_cast<std::size_t>(thread) * own_bytes();
      const Share mine = share_of(num_parts, thread, threads);
      for (std::int64_t p = mine.begin; p < mine.end; ++p) {
        const Part& part = parts_[static_cast<std::size_t>(p)];
        sizes_[part.size].primitive->run({l.in<float>(0) + part.first * x_row_,
                                          l.in<float>(1) + part.first * y_row_, nullptr, own},
                                         sum_at(p));
      }
      wait_for_threads(threads);
      const Share share = share_of(floats, thread, threads);
      add_parts(sum_at, num_parts, share, total);
    });
    if (is_packed) sizes_[0].primitive->unpack_result(total, l.out(0));
  }

  [[nodiscard]] std::shared_ptr<const Convolution> with_constant_weights(
      const PackWeights&, std::shared_ptr<const std::vector<float>>) const override {
    return nullptr;  // the weights are the result
  }

 private:
  struct Part {
    std::int64_t first;
    std::size_t size;
  };
  struct Size {
    std::int64_t rows;
    std::shared_ptr<const Primitive> primitive;
  };

  template <class SumAt>
  static void add_parts(const SumAt& sum_at, std::int64_t num_parts, Share share, float* total) {
    constexpr std::int64_t kTile = 2048;
    for (std::int64_t first = share.begin; first < share.end; first += kTile) {
      const std::int64_t last = std::min(share.end, first + kTile);
      if (total != sum_at(0)) std::copy(sum_at(0) + first, sum_at(0) + last, total + first);
      for (std::int64_t p = 1; p < num_parts; ++p) {
        const float* from = sum_at(p);
        for (std::int64_t i = first; i < last; ++i) total[i] += from[i];
      }
    }
  }

  [[nodiscard]] std::size_t sum_bytes() const {
    return (sizes_[0].primitive->result_floats() * sizeof(float) + 63) / 64 * 64;
  }
  [[nodiscard]] std::size_t own_bytes() const {
    std::size_t bytes = 0;
    for (const Size& s : sizes_) bytes = std::max(bytes, s.primitive->scratch_bytes());
    return (bytes + 63) / 64 * 64;
  }

  int num_threads_;
  std::vector<Part> parts_;
  std::vector<Size> sizes_;
  std::int64_t x_row_ = 0, y_row_ = 0;
};

}  // namespace

std::shared_ptr<const Convolution> make_convolution(const ConvolutionSpec& spec,
                                                    std::string& refusal) {
  load_library();
  std::shared_ptr<const Convolution> made;
  if (spec.kind == ConvolutionKind::backward_weights) {
    made = std::make_shared<WeightsByParts>(spec, refusal);
  } else {
    const auto whole = std::make_shared<Primitive>(spec, refusal);
    made = whole;
    if (whole->runs_gemm()) made = std::make_shared<PictureByPicture>(spec, refusal);
  }
  return refusal.empty() ? made : nullptr;
}

}  // namespace ingot::dn
