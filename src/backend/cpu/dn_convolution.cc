#include <omp.h>

#include <dnnl.hpp>

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

class Primitive final : public Convolution {
 public:
  Primitive(const ConvolutionSpec& spec, std::string& refusal) : kind_(spec.kind) {
    // oneDNN splits work by the thread count at creation.
    const int before = omp_get_max_threads();
    omp_set_num_threads(spec.num_threads);
    try {
      create(spec);
      refusal = check();
    } catch (const dnnl::error& e) {
      refusal = std::string("oneDNN: ") + e.what();
    }
    omp_set_num_threads(before);
  }

  [[nodiscard]] std::size_t scratch_bytes() const override { return scratch_; }

  void run(const Launch& l) const override {
    dnnl::stream stream(cpu_engine());
    std::byte* scratch = l.scratch<std::byte>();
    const auto place = [&](const Operand& o, const void* data) {
      return memory(o.packed, cpu_engine(),
                    o.reordered ? scratch + o.scratch_at : const_cast<void*>(data));
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
    memory first = pack(in_[0], l.in(0)), second = pack(in_[1], l.in(1));
    memory result = place(out_, l.out(0));
    std::unordered_map<int, memory> args{
        {roles.first, first},
        {roles.second, second},
        {roles.result, result},
        {DNNL_ARG_SCRATCHPAD, memory(scratchpad_, cpu_engine(), scratch + scratchpad_at_)}};
    if (has_bias_)
      args.insert({DNNL_ARG_BIAS, memory(bias_, cpu_engine(), const_cast<void*>(l.in(2)))});
    primitive_.execute(stream, args);
    if (out_.reordered) {
      memory given(out_.given, cpu_engine(), l.out(0));
      out_.reorder.execute(stream, result, given);
    }
    stream.wait();
  }

 private:
  struct Roles {
    int first, second, result;
  };
  [[nodiscard]] Roles roles() const {
    switch (kind_) {
      case ConvolutionKind::forward: return {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST};
      case ConvolutionKind::backward_data:
        return {DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC};
      case ConvolutionKind::backward_weights: break;
    }
    return {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS};
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
    constexpr auto algorithm = dnnl::algorithm::convolution_direct;
    dnnl::primitive_attr attr;
    attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    const auto forward_kind = s.kind == ConvolutionKind::forward
                                  ? dnnl::prop_kind::forward_inference
                                  : dnnl::prop_kind::forward_training;
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
    scratchpad_ = scratchpad;
    scratchpad_at_ = reserve(scratchpad.get_size());
  }

  [[nodiscard]] std::string check() const {
    if (info_.find("ref") != std::string::npos)
      return "oneDNN would run its reference (" + info_ + ")";
    return {};
  }

  ConvolutionKind kind_;
  bool has_bias_ = false;
  dnnl::primitive primitive_;
  std::string info_;
  Operand in_[2], out_;
  memory::desc bias_, scratchpad_;
  std::size_t scratch_ = 0, scratchpad_at_ = 0;
};

}  // namespace

std::shared_ptr<const Convolution> make_convolution(const ConvolutionSpec& spec,
                                                    std::string& refusal) {
  auto primitive = std::make_shared<Primitive>(spec, refusal);
  return refusal.empty() ? primitive : nullptr;
}

}  // namespace ingot::dn
