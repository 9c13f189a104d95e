#include "data/kept_pictures.h"

#include "base/scratch_file.h"

namespace ingot {
namespace {

class PicturesInFile final : public PictureSource {
 public:
  explicit PicturesInFile(const PictureSource& source) : row_(source.row()) {
    for_each_run(source, [&](const Tensor& run) {
      file_.append({static_cast<const std::byte*>(run.raw()), run.bytes()});
    });
  }
  [[nodiscard]] std::int64_t size() const override { return file_.size() / row_.num_elements(); }
  [[nodiscard]] Shape row() const override { return row_; }
  [[nodiscard]] std::string name(std::int64_t) const override { return {}; }
  [[nodiscard]] Tensor get(std::span<const std::int64_t> rows) const override {
    Tensor result(u8, row_.inserted(0, std::ssize(rows)));
    const std::int64_t bytes = row_.num_elements();
    std::span<std::byte> to = std::as_writable_bytes(result.mutable_data<std::uint8_t>());
    for (const std::int64_t row : rows) {
      file_.read(row * bytes, to.first(static_cast<std::size_t>(bytes)));
      to = to.subspan(static_cast<std::size_t>(bytes));
    }
    return result;
  }

 private:
  Shape row_;
  ScratchFile file_;
};

}  // namespace

std::shared_ptr<const PictureSource> kept_pictures(const PictureSource& source) {
  constexpr std::int64_t kMostInMemory = 16 << 20;
  if (source.size() * source.row().num_elements() > kMostInMemory)
    return std::make_shared<PicturesInFile>(source);
  Tensor pixels(u8, source.row().inserted(0, source.size()));
  std::span<std::uint8_t> to = pixels.mutable_data<std::uint8_t>();
  for_each_run(source, [&](const Tensor& run) {
    std::ranges::copy(run.data<std::uint8_t>(), to.begin());
    to = to.subspan(run.bytes());
  });
  return pictures_in_memory(std::move(pixels));
}

}  // namespace ingot
