#include "tasks/encoded_rows.h"

#include <algorithm>

#include "base/assert.h"

namespace ingot {

EncodedRows::EncodedRows(Tensor rows)
    : size_(rows.shape()[0]), width_(rows.shape()[1]), appended_(size_), rows_(std::move(rows)) {}

EncodedRows::EncodedRows(std::int64_t rows, std::int64_t width, std::size_t most_bytes)
    : size_(rows), width_(width) {
  if (static_cast<std::size_t>(rows * width) * sizeof(float) > most_bytes)
    file_ = std::make_shared<ScratchFile>();
  else
    rows_ = Tensor(f32, {rows, width});
}

void EncodedRows::append(const Tensor& rows) {
  INGOT_ASSERT(rows.shape()[1] == width_ && appended_ + rows.shape()[0] <= size_,
               "{} more of {} rows of {}", to_string(rows.shape()), size_ - appended_, width_);
  if (file_)
    file_->append(std::as_bytes(rows.data<float>()));
  else
    std::ranges::copy(rows.data<float>(), rows_.mutable_data<float>().begin() + appended_ * width_);
  appended_ += rows.shape()[0];
}

FeatureView EncodedRows::all() const {
  FeatureView view;
  view.width = width_;
  return view;
}

void EncodedRows::copy(std::int64_t row, const FeatureView& view, float* to) const {
  const std::int64_t first = row * width_ + view.first;
  if (file_)
    file_->read(first * static_cast<std::int64_t>(sizeof(float)),
                std::as_writable_bytes(std::span(to, static_cast<std::size_t>(view.width))));
  else
    std::copy_n(rows_.data<float>().data() + first, view.width, to);
}

Tensor EncodedRows::range(std::int64_t first, std::int64_t count, const FeatureView& view) const {
  const bool is_whole = view.width == width_;
  if (is_whole && !file_) return rows_.rows(first, count);
  Tensor read(f32, {count, view.width});
  if (is_whole) {
    file_->read(first * width_ * static_cast<std::int64_t>(sizeof(float)),
                std::as_writable_bytes(read.mutable_data<float>()));
    return read;
  }
  // All features of some rows at a time: a read for each row would take longer.
  constexpr std::int64_t kRun = 4096;
  float* to = read.mutable_data<float>().data();
  for (std::int64_t done = 0; done < count; done += kRun) {
    const EncodedRows run(range(first + done, std::min(kRun, count - done), all()));
    for (std::int64_t row = 0; row < run.size(); ++row, to += view.width) run.copy(row, view, to);
  }
  return read;
}

Tensor EncodedRows::gather(std::span<const std::int64_t> rows, const FeatureView& view) const {
  Tensor gathered(f32, {std::ssize(rows), view.width});
  float* to = gathered.mutable_data<float>().data();
  for (const std::int64_t row : rows) {
    copy(row, view, to);
    to += view.width;
  }
  return gathered;
}

EncodedRowSource::EncodedRowSource(EncodedRows rows, FeatureView view, Tensor targets,
                                   std::vector<float> weights)
    : rows_(std::move(rows)),
      view_(std::move(view)),
      lengths_{view_.width},
      targets_({std::move(targets)}, std::move(weights)) {
  INGOT_ASSERT(targets_.size() == size(), "a target for each row");
}

std::vector<Tensor> EncodedRowSource::get(std::span<const std::int64_t> rows) const {
  return {rows_.gather(rows, view_), targets_.get(rows)[0]};
}

std::vector<std::int64_t> EncodedRowSource::text_sizes() const {
  std::vector<std::int64_t> sizes;
  for (std::int64_t first = 0; first < size(); first += kEncodedRun) {
    const Tensor run = rows_.range(first, std::min(kEncodedRun, size() - first), view_);
    std::span<const float> numbers = run.data<float>();
    for (; !numbers.empty(); numbers = numbers.subspan(static_cast<std::size_t>(view_.width)))
      sizes.push_back(
          std::ranges::find(numbers.first(static_cast<std::size_t>(view_.width)), 0.0F) -
          numbers.begin());
  }
  return sizes;
}

void EncodedRowSource::shorten(std::vector<std::int64_t> lengths,
                               std::span<const std::int64_t> text_sizes) {
  lengths_ = RowLengths(std::move(lengths));
  INGOT_ASSERT(lengths_.longest() == view_.width, "rows of {}, not {}", lengths_.longest(),
               view_.width);
  forms_.clear();
  for (const std::int64_t size : text_sizes)
    forms_.push_back(static_cast<std::uint8_t>(lengths_.form(size)));
}

std::vector<Tensor> EncodedRowSource::get_for_training(std::span<const std::int64_t> rows,
                                                       std::int64_t /*epoch*/) const {
  if (forms_.empty() || rows.empty()) return get(rows);
  FeatureView beginning;
  beginning.first = view_.first;
  beginning.width = lengths_[form(rows[0])];
  return {rows_.gather(rows, beginning), targets_.get(rows)[0]};
}

std::int64_t EncodedRowSource::form(std::int64_t row) const {
  return forms_.empty() ? 0 : forms_[static_cast<std::size_t>(row)];
}

void EncodedRowSource::weigh(std::span<const std::int64_t> rows, std::span<float> weights) const {
  targets_.weigh(rows, weights);
}

}  // namespace ingot
