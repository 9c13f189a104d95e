// Machine code for clusters of scalar ops.
#pragma once

#include <memory>

#include "backend/backend.h"
#include "graph/expr.h"

namespace ingot {

/// A scalar program in f32 as one loop over vectors, its temporaries in registers; bit for bit what
/// the interpreter of clusters gives.
class ClusterCode {
 public:
  enum class InstructionSet : std::uint8_t { avx2, avx512 };
  /// The best that this machine has; none: no code can be made.
  [[nodiscard]] static std::optional<InstructionSet> best();

  /// How an input comes: a value per element of this type (f32, u8, i8 or bool), or one float.
  struct Input {
    DType dtype = f32;
    bool is_scalar = false;
  };
  /// Elements at a time.
  static constexpr std::int64_t kStep = 16;

  /// Null where the system gives no executable memory. Outputs are f32 or bool. Cost: about 0.1 ms.
  [[nodiscard]] static std::shared_ptr<const ClusterCode> make(const ScalarProgram& program,
                                                               const std::vector<Input>& inputs,
                                                               const std::vector<DType>& outputs,
                                                               InstructionSet set);

  /// `count` elements, a multiple of kStep. An output may lie exactly over an input of its size.
  void run(const void* const* inputs, void* const* outputs, std::int64_t count) const {
    function_(inputs, outputs, count);
  }

  ClusterCode(const ClusterCode&) = delete;
  ClusterCode& operator=(const ClusterCode&) = delete;
  ~ClusterCode();

 private:
  using Function = void (*)(const void* const*, void* const*, std::int64_t);
  explicit ClusterCode(Function function) : function_(function) {}
  Function function_;
};

}  // namespace ingot
