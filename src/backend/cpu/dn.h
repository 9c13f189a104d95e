// The adapter to oneDNN: the only header that kernels need of it.
#pragma once

#include <memory>
#include <string>

#include "backend/backend.h"

namespace ingot::dn {

enum class ConvolutionKind : std::uint8_t { forward, backward_data, backward_weights };

/// Shapes are plain (batch, channels, height, width) and (filters, channels / groups, kernel...).
struct ConvolutionSpec {
  ConvolutionKind kind;
  Ints x, w, y;
  Ints strides = {}, padding_low = {}, padding_high = {}, dilation = {};
  std::int64_t groups = 1;
  bool has_bias = false;
  /// Pictures that come or go as nChw8c; the others are plain.
  bool x_blocked = false, y_blocked = false;
  int num_threads = 1;
};

class Convolution {
 public:
  virtual ~Convolution() = default;
  [[nodiscard]] virtual std::size_t scratch_bytes() const = 0;
  /// Operands in the order of the op's inputs.
  virtual void run(const Launch& launch) const = 0;
};

/// Null with a reason where oneDNN has nothing better than a reference or a gemm.
[[nodiscard]] std::shared_ptr<const Convolution> make_convolution(const ConvolutionSpec& spec,
                                                                  std::string& refusal);

}  // namespace ingot::dn
