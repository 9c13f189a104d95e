#include "backend/cpu/dn_primitive.h"

#include <cstring>

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

}  // namespace

Primitive::Primitive(const ConvolutionSpec& spec, std::string& refusal) : kind_(spec.kind) {
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

Pointers Primitive::pointers(const Launch& l) const {
  const bool bias_is_operand = has_bias_ && !own_bias_;
  const void* bias = bias_is_operand ? l.in(2) : own_bias_ ? own_bias_->data() : nullptr;
  const void* addend = has_addend_ ? l.in(bias_is_operand ? 3 : 2) : nullptr;
  return {l.in(0), l.in(1), l.out(0), l.scratch<std::byte>(), bias, addend};
}

void Primitive::run(const Pointers& p, void* packed_result) const {
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
  if (p.bias) args.insert({DNNL_ARG_BIAS, memory(bias_, cpu_engine(), const_cast<void*>(p.bias))});
  primitive_.execute(stream, args);
  if (out_.reordered && !packed_result) unpack_result(stream, result, p.result);
  stream.wait();
}

void Primitive::unpack_result(const void* packed, void* plain) const {
  dnnl::stream stream(cpu_engine());
  unpack_result(stream, memory(out_.packed, cpu_engine(), const_cast<void*>(packed)), plain);
  stream.wait();
}

std::shared_ptr<const Primitive> Primitive::with_own_weights(
    const PackWeights& pack, std::shared_ptr<const std::vector<float>> bias) const {
  const auto packed = pack(weights_order(), in_[1].packed.get_size() / sizeof(float),
                           [this](const float* from, float* to) { pack_weights(from, to); });
  if (!packed) return nullptr;
  auto copy = std::make_shared<Primitive>(*this);
  copy->weights_ = packed;
  copy->own_bias_ = std::move(bias);
  return copy;
}

std::string Primitive::weights_order() const {
  const auto& d = in_[1].packed.data;
  std::string order = fmt::format("dnnl {}:", static_cast<int>(kind_));
  for (int i = 0; i < d.ndims; ++i)
    order += fmt::format(" {}/{}", d.padded_dims[i], d.format_desc.blocking.strides[i]);
  for (int i = 0; i < d.format_desc.blocking.inner_nblks; ++i)
    order += fmt::format(" {}x{}", d.format_desc.blocking.inner_idxs[i],
                         d.format_desc.blocking.inner_blks[i]);
  return order;
}

void Primitive::pack_weights(const float* from, float* to) const {
  dnnl::stream stream(cpu_engine());
  memory source(in_[1].given, cpu_engine(), const_cast<float*>(from));
  memory target(in_[1].packed, cpu_engine(), to);
  dnnl::reorder(source, target).execute(stream, source, target);
  stream.wait();
}

Primitive::Roles Primitive::roles() const {
  switch (kind_) {
    case ConvolutionKind::forward: return {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST};
    case ConvolutionKind::backward_data:
      return {DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC};
    case ConvolutionKind::backward_weights: break;
  }
  return {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS};
}

void Primitive::unpack_result(dnnl::stream& stream, memory packed, void* plain) const {
  memory given(out_.given, cpu_engine(), plain);
  out_.reorder.execute(stream, packed, given);
}

// The sum of the post-ops finds the addend where the result will be.
void Primitive::put_addend(dnnl::stream& stream, const Pointers& p, memory& result) const {
  if (!out_.reordered) {
    if (p.addend != p.result) std::memcpy(p.result, p.addend, out_.given.get_size());
    return;
  }
  memory given(out_.given, cpu_engine(), const_cast<void*>(p.addend));
  addend_.execute(stream, given, result);
}

void Primitive::create(const ConvolutionSpec& s) {
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
                 : dnnl::convolution_forward::desc(forward_kind, algorithm, x, weights, y, strides,
                                                   dilation, low, high),
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

void Primitive::place(Operand first, Operand second, Operand result,
                      const memory::desc& scratchpad) {
  const auto reserve = [&](std::size_t bytes) {
    const std::size_t at = scratch_;
    scratch_ += (bytes + 63) / 64 * 64;
    return at;
  };
  const auto prepare = [&](Operand& o, bool is_result) {
    o.reordered = o.given != o.packed;
    if (!o.reordered) return;
    o.scratch_at = reserve(o.packed.get_size());
    const memory::desc &from = is_result ? o.packed : o.given, &to = is_result ? o.given : o.packed;
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

std::string Primitive::check() const {
  if (info_.find("ref") != std::string::npos)
    return "oneDNN would run its reference (" + info_ + ")";
  return {};
}

}  // namespace ingot::dn
