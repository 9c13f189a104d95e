// What the official checker says.
#include "formats/onnx.h"
#include "formats/onnx_proto.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>
#pragma GCC diagnostic pop

namespace ingot {

std::string check_onnx(std::span<const std::byte> bytes) {
  onnx::ModelProto model;
  if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return "its bytes do not parse";
  try {
    onnx::checker::check_model(model);
    constexpr bool kCheckTypes = true, kPropagateData = false;
    constexpr int kThrow = 1;
    onnx::shape_inference::InferShapes(model, onnx::OpSchemaRegistry::Instance(),
                                       {kCheckTypes, kThrow, kPropagateData});
  } catch (const std::exception& e) {
    return e.what();
  }
  return "";
}

}  // namespace ingot
