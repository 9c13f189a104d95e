// The list of CPU kernels, fastest first for each op.
#include "backend/backend.h"
#include "base/assert.h"

namespace ingot {
namespace {

class CpuBackend final : public Backend {
 public:
  [[nodiscard]] std::string_view name() const override { return "cpu"; }
  [[nodiscard]] std::span<const KernelDef> kernels() const override { return {}; }
  [[nodiscard]] LaunchFn reorder(const TensorType&, const Layout& from,
                                 const Layout& to) const override {
    INGOT_ASSERT(from == to, "there is one layout");
    return {};
  }
};

}  // namespace

const Backend& cpu_backend() {
  static const CpuBackend backend;
  return backend;
}

}  // namespace ingot
