#include "tasks/picture_rows.h"

namespace ingot {
namespace {

Pictures chosen_rows(const Pictures& pictures, std::vector<std::int64_t> rows) {
  if (rows == all_rows(pictures.size())) return pictures;
  Pictures chosen;
  for (const std::int64_t row : rows)
    chosen.labels.push_back(pictures.labels[static_cast<std::size_t>(row)]);
  chosen.source = selected_pictures(pictures.source, std::move(rows));
  return chosen;
}

}  // namespace

PictureRows::PictureRows(const Pictures& pictures, std::vector<std::int64_t> rows,
                         const Pipeline& pipeline)
    : raw_(chosen_rows(pictures, std::move(rows))), pipeline_(pipeline) {}

std::vector<Tensor> PictureRows::get(std::span<const std::int64_t> rows) const {
  Tensor labels(i64, {static_cast<std::int64_t>(rows.size())});
  const auto out = labels.mutable_data<std::int64_t>();
  for (std::size_t i = 0; i < rows.size(); ++i)
    out[i] = raw_.labels[static_cast<std::size_t>(rows[i])];
  return {pipeline_.apply(raw_.source->get(rows)), labels};
}

}  // namespace ingot
