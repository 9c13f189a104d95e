#include "data/file_pictures.h"

#include <cstring>

#include "base/utf8.h"
#include "base/workers.h"
#include "data/picture_file.h"
#include "data/resize.h"

namespace ingot {
namespace {

class FilePictures final : public PictureSource {
 public:
  FilePictures(PictureFiles files, Shape row, int num_threads, PictureFit fit,
               UnreadPictures* unread)
      : files_(std::move(files)),
        row_(row),
        num_threads_(num_threads),
        fit_(fit),
        unread_(unread) {}
  [[nodiscard]] std::int64_t size() const override {
    return static_cast<std::int64_t>(files_.names.size());
  }
  [[nodiscard]] Shape row() const override { return row_; }
  [[nodiscard]] std::string name(std::int64_t row) const override {
    return mended_utf8(files_.names[static_cast<std::size_t>(row)]);
  }
  [[nodiscard]] Tensor get(std::span<const std::int64_t> rows) const override {
    const auto count = static_cast<std::int64_t>(rows.size());
    Tensor result(u8, row_.inserted(0, count));
    std::uint8_t* to = result.mutable_data<std::uint8_t>().data();
    const auto bytes = static_cast<std::size_t>(row_.num_elements());
    on_workers(num_threads_, count, [&](std::int64_t i) {
      const Tensor picture = read(rows[static_cast<std::size_t>(i)]);
      std::memcpy(to + static_cast<std::size_t>(i) * bytes, picture.raw(), bytes);
    });
    return result;
  }

 private:
  [[nodiscard]] Tensor read(std::int64_t row) const {
    try {
      return fit_pictures(read_picture(files_.path(static_cast<std::size_t>(row))), row_, fit_);
    } catch (const Error& e) {
      if (!unread_ || e.code() != "bad_picture") throw;
      const std::lock_guard lock(unread_->mutex);
      unread_->reasons[row] = e.message();
      return Tensor::zeros({u8, row_});
    }
  }

  PictureFiles files_;
  Shape row_;
  int num_threads_;
  PictureFit fit_;
  UnreadPictures* unread_;
};

}  // namespace

std::shared_ptr<const PictureSource> open_picture_files(PictureFiles files, const Shape& row,
                                                        int num_threads, PictureFit fit,
                                                        UnreadPictures* unread) {
  return std::make_shared<FilePictures>(std::move(files), row, num_threads, fit, unread);
}

}  // namespace ingot
