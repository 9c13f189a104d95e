// Tensors and attributes as ONNX's messages.
#pragma once

#include "formats/onnx_proto.h"
#include "ingot/graph.h"

namespace ingot {

void set_onnx_tensor(onnx::TensorProto& proto, const std::string& name, const Tensor& t);
void set_onnx_attribute(onnx::AttributeProto& proto, const std::string& name,
                        const AttrValue& value);
/// errors: bad_onnx, unsupported_onnx_op (external data, other element types)
[[nodiscard]] Tensor onnx_tensor(const onnx::TensorProto& proto);
[[nodiscard]] Error bad_onnx(const Text& what);

}  // namespace ingot
