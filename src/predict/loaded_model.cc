#include "predict/loaded_model.h"

#include "base/files.h"
#include "formats/product_folder.h"
#include "predict/open_network.h"

namespace ingot {
LoadedModel::LoadedModel(const std::filesystem::path& folder, InferenceOptions options)
    : pipeline_(Pipeline::from_json(read_file(folder / kPipelineFile))),
      inference_(open_network(folder / kModelFile, options)) {}

// A batch at a time, so that neither raw nor encoded rows stand in memory all at once.
Tensor LoadedModel::predict(const PictureSource& rows) {
  std::vector<Tensor> parts;
  const auto run = [&](const Tensor& batch) {
    const std::array<Tensor, 1> input{pipeline_.apply(batch)};
    parts.push_back(inference_.run(input));
  };
  for_each_run(rows, run, Inference::kLargestBatch);
  if (parts.empty()) run(rows.get({}));
  return concatenated_rows(parts);
}

Tensor LoadedModel::predict(const Tensor& rows) { return predict(*pictures_in_memory(rows)); }

}  // namespace ingot
