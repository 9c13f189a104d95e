// The adapter to oneDNN: the only header that kernels need of it.
#pragma once

#include <functional>
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
  /// After the sum: + bias, + a value of the result's type and layout, relu. Forward only.
  bool has_bias = false, has_addend = false, relu = false;
  /// Pictures that come or go as nChw8c; the others are plain.
  bool x_blocked = false, y_blocked = false;
  int num_threads = 1;
};

/// Packs weights as `fill` does into `floats` floats; `order` names what results.
using PackWeights = std::function<std::shared_ptr<const float>(
    const std::string& order, std::size_t floats,
    const std::function<void(const float* from, float* to)>& fill)>;

class Convolution {
 public:
  virtual ~Convolution() = default;
  [[nodiscard]] virtual std::size_t scratch_bytes() const = 0;
  /// Operands in the order (first, second, bias, addend).
  virtual void run(const Launch& launch) const = 0;

  /// The same with weights that never change, brought into its order once by `pack`; the bias, if
  /// any, is then no operand. Null where the weights vary, or are
  /// the result.
  [[nodiscard]] virtual std::shared_ptr<const Convolution> with_constant_weights(
      const PackWeights& /*pack*/, std::shared_ptr<const std::vector<float>> /*bias*/) const {
    return nullptr;
  }
};

/// oneDNN itself, once. errors: library_missing
void load_library();

/// Null with a reason where oneDNN has nothing better than a reference.
[[nodiscard]] std::shared_ptr<const Convolution> make_convolution(const ConvolutionSpec& spec,
                                                                  std::string& refusal);

}  // namespace ingot::dn
