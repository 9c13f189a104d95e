#include "features/contact_sheet.h"

namespace ingot {
namespace {

class Sheet {
 public:
  Sheet(const PictureSize& picture, std::int64_t lines, const ContactSheetOptions& options)
      : picture_(picture),
        gap_(options.gap),
        pixels_(Tensor::full({u8,
                              {picture.channels, lines * (picture.height + gap_) + gap_,
                               (1 + options.versions) * (picture.width + gap_) + gap_}},
                             options.ground)) {}

  void paste(const std::uint8_t* in, std::int64_t line, std::int64_t column) {
    const std::int64_t height = pixels_.shape()[1], width = pixels_.shape()[2];
    std::uint8_t* out = pixels_.mutable_data<std::uint8_t>().data() +
                        (line * (picture_.height + gap_) + gap_) * width +
                        column * (picture_.width + gap_) + gap_;
    for (std::int64_t c = 0; c < picture_.channels; ++c)
      for (std::int64_t y = 0; y < picture_.height; ++y, in += picture_.width)
        std::copy_n(in, picture_.width, out + (c * height + y) * width);
  }
  [[nodiscard]] Tensor take() { return std::move(pixels_); }

 private:
  PictureSize picture_;
  std::int64_t gap_;
  Tensor pixels_;
};

}  // namespace

Tensor contact_sheet(const Augmenter& augmenter, const Tensor& pictures,
                     std::span<const std::int64_t> rows, const ContactSheetOptions& options) {
  const auto paste_column = [&](Sheet& sheet, const Tensor& column, std::int64_t at) {
    const std::int64_t values = column.num_elements() / column.shape()[0];
    for (std::int64_t line = 0; line < column.shape()[0]; ++line)
      sheet.paste(column.data<std::uint8_t>().data() + line * values, line, at);
  };
  // The first version also checks the pictures.
  const Tensor first = augmenter.apply(pictures, rows, 0, options.seed);
  const Shape& s = pictures.shape();
  Sheet sheet({s[1], s[2], s[3]}, s[0], options);
  if (s[0] == 0) return sheet.take();
  paste_column(sheet, pictures, 0);
  for (std::int64_t epoch = 0; epoch < options.versions; ++epoch)
    paste_column(sheet, epoch == 0 ? first : augmenter.apply(pictures, rows, epoch, options.seed),
                 epoch + 1);
  return sheet.take();
}

}  // namespace ingot
