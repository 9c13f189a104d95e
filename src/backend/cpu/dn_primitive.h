// One primitive of oneDNN's with the reorders around it.
#pragma once

#include <dnnl.hpp>

#include "backend/cpu/dn.h"

namespace ingot::dn {

/// Pointers of one run; what is absent is null.
struct Pointers {
  const void *first, *second;
  void* result;
  std::byte* scratch;
  const void *bias = nullptr, *addend = nullptr;
};

class Primitive final : public Convolution {
 public:
  /// `refusal` says why there is none; the object is of no use then.
  Primitive(const ConvolutionSpec& spec, std::string& refusal);

  [[nodiscard]] std::size_t scratch_bytes() const override { return scratch_; }
  void run(const Launch& l) const override { run(pointers(l), nullptr); }
  [[nodiscard]] std::shared_ptr<const Convolution> with_constant_weights(
      const PackWeights& pack, std::shared_ptr<const std::vector<float>> bias) const override {
    return with_own_weights(pack, std::move(bias));
  }
  [[nodiscard]] std::shared_ptr<const Primitive> with_own_weights(
      const PackWeights& pack, std::shared_ptr<const std::vector<float>> bias) const;

  [[nodiscard]] Pointers pointers(const Launch& l) const;
  /// With `packed_result` the result is left there, in the primitive's own order.
  void run(const Pointers& p, void* packed_result) const;
  /// From the primitive's own order to the plain one.
  void unpack_result(const void* packed, void* plain) const;
  [[nodiscard]] bool result_is_packed() const { return out_.reordered; }
  [[nodiscard]] std::size_t result_floats() const { return out_.packed.get_size() / sizeof(float); }
  /// oneDNN's sgemm splits a sum otherwise for other numbers of threads.
  [[nodiscard]] bool runs_gemm() const { return info_.find("gemm") != std::string::npos; }

 private:
  // One operand: its layout outside, that of the primitive, and where the latter lies in scratch.
  struct Operand {
    dnnl::memory::desc given, packed;
    std::size_t scratch_at = 0;
    bool reordered = false;
    dnnl::reorder reorder = {};
  };
  struct Roles {
    int first, second, result;
  };

  void create(const ConvolutionSpec& s);
  void place(Operand first, Operand second, Operand result, const dnnl::memory::desc& scratchpad);
  [[nodiscard]] std::string check() const;
  [[nodiscard]] Roles roles() const;
  [[nodiscard]] std::string weights_order() const;
  void pack_weights(const float* from, float* to) const;
  void unpack_result(dnnl::stream& stream, dnnl::memory packed, void* plain) const;
  void put_addend(dnnl::stream& stream, const Pointers& p, dnnl::memory& result) const;

  ConvolutionKind kind_;
  bool has_bias_ = false, has_addend_ = false;
  std::shared_ptr<const float> weights_;
  std::shared_ptr<const std::vector<float>> own_bias_;
  dnnl::primitive primitive_;
  std::string info_;
  Operand in_[2], out_;
  dnnl::reorder addend_;
  dnnl::memory::desc bias_, scratchpad_;
  std::size_t scratch_ = 0, scratchpad_at_ = 0;
};

}  // namespace ingot::dn
