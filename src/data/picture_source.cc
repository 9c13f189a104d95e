// Pictures in memory, and some rows of others.
#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/assert.h"
#include "ingot/data.h"

namespace ingot {
namespace {

class MemoryPictures final : public PictureSource {
 public:
  MemoryPictures(Tensor pixels, std::vector<std::string> names)
      : pixels_(std::move(pixels)), names_(std::move(names)) {
    INGOT_ASSERT(pixels_.dtype() == u8 && pixels_.shape().rank() == 4, "pictures are {}",
                 to_string(pixels_.type()));
    INGOT_ASSERT(names_.empty() || static_cast<std::int64_t>(names_.size()) == size(),
                 "{} names for {} pictures", names_.size(), size());
  }
  [[nodiscard]] std::int64_t size() const override { return pixels_.shape()[0]; }
  [[nodiscard]] Shape row() const override { return pixels_.shape().without(0); }
  [[nodiscard]] std::string name(std::int64_t row) const override {
    return names_.empty() ? std::string() : names_[static_cast<std::size_t>(row)];
  }
  [[nodiscard]] Tensor get(std::span<const std::int64_t> rows) const override {
    const auto count = static_cast<std::int64_t>(rows.size());
    if (is_run(rows)) return pixels_.rows(count > 0 ? rows.front() : 0, count);
    Tensor result(u8, pixels_.shape().with(0, count));
    const std::size_t bytes = static_cast<std::size_t>(row().num_elements());
    const std::uint8_t* from = pixels_.data<std::uint8_t>().data();
    std::uint8_t* to = result.mutable_data<std::uint8_t>().data();
    for (const std::int64_t r : rows) {
      INGOT_ASSERT(r >= 0 && r < size(), "row {} of {}", r, size());
      std::memcpy(to, from + static_cast<std::size_t>(r) * bytes, bytes);
      to += bytes;
    }
    return result;
  }

 private:
  // Neighbours are a view.
  static bool is_run(std::span<const std::int64_t> rows) {
    for (std::size_t i = 1; i < rows.size(); ++i)
      if (rows[i] != rows[i - 1] + 1) return false;
    return true;
  }

  Tensor pixels_;
  std::vector<std::string> names_;
};

class SelectedPictures final : public PictureSource {
 public:
  SelectedPictures(std::shared_ptr<const PictureSource> all, std::vector<std::int64_t> rows)
      : all_(std::move(all)), rows_(std::move(rows)) {}
  [[nodiscard]] std::int64_t size() const override {
    return static_cast<std::int64_t>(rows_.size());
  }
  [[nodiscard]] Shape row() const override { return all_->row(); }
  [[nodiscard]] std::string name(std::int64_t row) const override {
    return all_->name(rows_[static_cast<std::size_t>(row)]);
  }
  [[nodiscard]] Tensor get(std::span<const std::int64_t> rows) const override {
    std::vector<std::int64_t> chosen;
    chosen.reserve(rows.size());
    for (const std::int64_t r : rows) chosen.push_back(rows_[static_cast<std::size_t>(r)]);
    return all_->get(chosen);
  }

 private:
  std::shared_ptr<const PictureSource> all_;
  std::vector<std::int64_t> rows_;
};

}  // namespace

std::shared_ptr<const PictureSource> pictures_in_memory(Tensor pixels,
                                                        std::vector<std::string> names) {
  return std::make_shared<MemoryPictures>(std::move(pixels), std::move(names));
}

std::shared_ptr<const PictureSource> selected_pictures(std::shared_ptr<const PictureSource> all,
                                                       std::vector<std::int64_t> rows) {
  return std::make_shared<SelectedPictures>(std::move(all), std::move(rows));
}

void for_each_run(const PictureSource& pictures, const std::function<void(const Tensor&)>& body,
                  std::int64_t most) {
  std::vector<std::int64_t> rows;
  for (std::int64_t first = 0; first < pictures.size(); first += most) {
    rows.resize(static_cast<std::size_t>(std::min(most, pictures.size() - first)));
    std::iota(rows.begin(), rows.end(), first);
    body(pictures.get(rows));
  }
}

Tensor Pictures::pixels() const {
  std::vector<std::int64_t> all(static_cast<std::size_t>(size()));
  std::iota(all.begin(), all.end(), 0);
  return source->get(all);
}

std::string Pictures::shown_name(std::int64_t row) const {
  std::string name = source->name(row);
  return name.empty() ? fmt::format("#{}", row) : name;
}

Tensor Pictures::truth() const {
  if (is_multi_label()) return label_sets;
  return Tensor::from(labels, {static_cast<std::int64_t>(labels.size())});
}

Pictures select_rows(const Pictures& pictures, std::vector<std::int64_t> rows) {
  bool all = static_cast<std::int64_t>(rows.size()) == pictures.size();
  for (std::size_t i = 0; all && i < rows.size(); ++i)
    all = rows[i] == static_cast<std::int64_t>(i);
  if (all) return pictures;
  Pictures chosen;
  if (!pictures.labels.empty())
    for (const std::int64_t row : rows)
      chosen.labels.push_back(pictures.labels[static_cast<std::size_t>(row)]);
  if (pictures.is_multi_label()) {
    const std::int64_t width = pictures.label_sets.shape()[1];
    chosen.label_sets = Tensor(u8, {static_cast<std::int64_t>(rows.size()), width});
    std::uint8_t* to = chosen.label_sets.mutable_data<std::uint8_t>().data();
    for (const std::int64_t row : rows)
      to = std::copy_n(pictures.label_sets.data<std::uint8_t>().data() + row * width, width, to);
  }
  if (!pictures.column.empty())
    for (const std::int64_t row : rows)
      chosen.column.push_back(pictures.column[static_cast<std::size_t>(row)]);
  if (!pictures.longer_sides.empty())
    for (const std::int64_t row : rows)
      chosen.longer_sides.push_back(pictures.longer_sides[static_cast<std::size_t>(row)]);
  chosen.source = selected_pictures(pictures.source, std::move(rows));
  return chosen;
}

Pictures every_nth(const Pictures& pictures, std::int64_t most) {
  std::vector<std::int64_t> some;
  const std::int64_t step = (pictures.size() + most - 1) / most;
  for (std::int64_t row = 0; row < pictures.size(); row += step) some.push_back(row);
  return select_rows(pictures, std::move(some));
}

}  // namespace ingot
