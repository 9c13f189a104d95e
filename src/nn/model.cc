#include "nn/model_def.h"

namespace ingot {

const ModelDef& find_model(std::string_view name) {
  return find_record(model_registry(), name, "unknown_model",
                     text("there is no model", "没有这样的模型"));
}

}  // namespace ingot
