#include "data/kept_pictures.h"

#include <atomic>
#include <cstring>

#include "base/scratch_file.h"

namespace ingot {
namespace {

class PicturesInFile final : public PictureSource {
 public:
  explicit PicturesInFile(std::shared_ptr<const PictureSource> source)
      : source_(std::move(source)),
        bytes_(static_cast<std::size_t>(source_->row().num_elements())),
        is_kept_(static_cast<std::size_t>(source_->size())) {}
  [[nodiscard]] std::int64_t size() const override { return source_->size(); }
  [[nodiscard]] Shape row() const override { return source_->row(); }
  [[nodiscard]] std::string name(std::int64_t row) const override { return source_->name(row); }
  [[nodiscard]] Tensor get(std::span<const std::int64_t> rows) const override {
    Tensor result(u8, row().inserted(0, std::ssize(rows)));
    const std::span<std::byte> all = std::as_writable_bytes(result.mutable_data<std::uint8_t>());
    std::vector<std::int64_t> missing;
    std::vector<std::span<std::byte>> places;  // of the missing ones
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::span<std::byte> place = all.subspan(i * bytes_, bytes_);
      if (is_kept(rows[i])) {
        file_.read(place_of(rows[i]), place);
      } else {
        missing.push_back(rows[i]);
        places.push_back(place);
      }
    }
    if (missing.empty()) return result;
    const Tensor found = source_->get(missing);
    const auto* from = static_cast<const std::byte*>(found.raw());
    for (std::size_t i = 0; i < missing.size(); ++i, from += bytes_) {
      std::memcpy(places[i].data(), from, bytes_);
      keep(missing[i], places[i]);
    }
    return result;
  }

 private:
  [[nodiscard]] bool is_kept(std::int64_t row) const {
    return is_kept_[static_cast<std::size_t>(row)].load(std::memory_order_acquire);
  }
  [[nodiscard]] std::int64_t place_of(std::int64_t row) const {
    return row * static_cast<std::int64_t>(bytes_);
  }
  // Threads that keep the same picture write the same bytes.
  void keep(std::int64_t row, std::span<const std::byte> picture) const {
    if (is_full_) return;
    try {
      file_.write(place_of(row), picture);
      is_kept_[static_cast<std::size_t>(row)].store(true, std::memory_order_release);
    } catch (const Error&) {
      is_full_ = true;
    }
  }

  std::shared_ptr<const PictureSource> source_;
  std::size_t bytes_;  // of a picture
  mutable ScratchFile file_;
  mutable std::vector<std::atomic<bool>> is_kept_;
  mutable std::atomic<bool> is_full_ = false;
};

}  // namespace

std::shared_ptr<const PictureSource> kept_pictures(std::shared_ptr<const PictureSource> source) {
  constexpr std::int64_t kMostInMemory = 16 << 20, kMostInFile = 1 << 30;
  const std::int64_t bytes = source->size() * source->row().num_elements();
  if (bytes > kMostInFile) return source;
  if (bytes > kMostInMemory) return std::make_shared<PicturesInFile>(std::move(source));
  std::vector<std::string> names;
  for (std::int64_t row = 0; row < source->size(); ++row) names.push_back(source->name(row));
  return pictures_in_memory(Pictures{source}.pixels(), std::move(names));
}

}  // namespace ingot
