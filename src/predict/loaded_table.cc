#include "predict/loaded_table.h"

#include "base/files.h"
#include "data/read_ahead.h"
#include "formats/product_folder.h"
#include "predict/open_network.h"

namespace ingot {

LoadedTable::LoadedTable(const std::filesystem::path& folder, InferenceOptions options,
                         TableGuard guard)
    : pipeline_(TablePipeline::from_json(read_file(folder / kPipelineFile))),
      inference_(open_network(folder / kModelFile, options)),
      guard_(std::move(guard)),
      num_threads_(options.num_threads) {}

Tensor LoadedTable::predict(const Table& rows) {
  if (std::vector<std::string> names = guard_.names_for(rows.names); names != rows.names)
    return predict(Table{std::move(names), rows.columns});
  const std::array<Tensor, 1> input{pipeline_.apply(rows, num_threads_)};
  return inference_.run(input);
}

Tensor LoadedTable::predict(const TableSource& rows) {
  std::vector<Tensor> parts;
  for_each_run_ahead(rows, num_threads_, [&](const Table& run) { parts.push_back(predict(run)); });
  if (parts.empty())
    parts.push_back(predict(Table{rows.columns(), std::vector<TextColumn>(rows.columns().size())}));
  return concatenated_rows(parts);
}

}  // namespace ingot
