// Tensors and attributes as ONNX's messages.
#pragma once

#include <memory>
#include <span>

#include "formats/onnx_proto.h"
#include "ingot/graph.h"

namespace ingot {

void set_onnx_tensor(onnx::TensorProto& proto, const std::string& name, const Tensor& t);
void set_onnx_attribute(onnx::AttributeProto& proto, const std::string& name,
                        const AttrValue& value);
void set_onnx_attribute(onnx::AttributeProto& proto, const std::string& name,
                        std::span<const float> values);
void set_onnx_attribute(onnx::AttributeProto& proto, const std::string& name,
                        std::span<const std::string> values);
/// Raw data that the message has not itself. With an owner, who keeps them alive, they lie so that
/// a tensor may be a view of them; else they are copied.
struct OnnxRawData {
  std::span<const std::byte> bytes = {};
  std::shared_ptr<void> owner = nullptr;
};
/// errors: bad_onnx, unsupported_onnx_op (external data, other element types)
[[nodiscard]] Tensor onnx_tensor(const onnx::TensorProto& proto, const OnnxRawData& raw = {});
[[nodiscard]] Error bad_onnx(const Text& what);

}  // namespace ingot
