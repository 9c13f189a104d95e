#include "data/picture_file.h"

#include "base/files.h"
#include "base/utf8.h"
#include "data/picture_decoder.h"
#include "data/picture_format.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

Error bad_picture(const std::string& name, const Text& what) {
  return Error("bad_picture", {name + ": " + what.en, name + ": " + what.zh})
      .expected(text("a PNG, JPEG, WebP or BMP file", "PNG, JPEG, WebP 或 BMP 文件"))
      .fix(text("copy the file again, or save it as PNG with a picture program",
                "请重新复制该文件, 或用图像软件另存为 PNG"));
}

std::unique_ptr<PictureDecoder> open(std::string_view bytes) {
  switch (picture_format(bytes)) {
    case PictureFormat::jpeg: return open_jpeg(bytes);
    case PictureFormat::png: return open_png(bytes);
    case PictureFormat::webp: return open_webp(bytes);
    case PictureFormat::bmp: return open_bmp(bytes);
    case PictureFormat::none: break;
  }
  throw BadPicture{what_instead_of_a_picture(bytes)};
}

}  // namespace

void require_decodable_size(std::int64_t height, std::int64_t width) {
  constexpr std::int64_t kMaxPixels = 100'000'000;
  if (height >= 1 && width >= 1 && height <= kMaxPixels / width) return;
  throw BadPicture{text("its size is {} x {} pixels", "其尺寸为 {} x {} 像素", width, height)};
}

Tensor decode_picture(std::string_view bytes, const std::string& name,
                      const PictureSize& wanted_at_least) {
  try {
    const std::unique_ptr<PictureDecoder> decoder = open(bytes);
    const Orientation orientation = decoder->orientation();
    if (wanted_at_least.height > 0 && wanted_at_least.width > 0) {
      const Shape stored =
          upright_shape({1, wanted_at_least.height, wanted_at_least.width}, orientation);
      decoder->scale_down_to(stored[1], stored[2]);
    }
    UprightPicture picture(decoder->shape(), orientation);
    decoder->decode(picture);
    return std::move(picture).take();
  } catch (const BadPicture& bad) {
    throw bad_picture(name, bad.what);
  }
}

Tensor decode_picture(std::string_view bytes, const std::string& name) {
  return decode_picture(bytes, name, {});
}

Shape picture_shape(std::string_view bytes, const std::string& name) {
  try {
    const std::unique_ptr<PictureDecoder> decoder = open(bytes);
    return upright_shape(decoder->shape(), decoder->orientation());
  } catch (const BadPicture& bad) {
    throw bad_picture(name, bad.what);
  }
}

std::string read_picture_bytes(const fs::path& path) {
  constexpr std::uintmax_t kMostBytes = std::uintmax_t{1} << 30;
  std::error_code ignored;
  const std::uintmax_t bytes = fs::file_size(path, ignored);
  if (!ignored && bytes > kMostBytes)
    throw bad_picture(
        mended_utf8(path.string()),
        text("the file has {:.1f} GB", "文件大小为 {:.1f} GB", static_cast<double>(bytes) / 1e9));
  return read_file(path);
}

Tensor read_picture(const fs::path& path) {
  return decode_picture(read_picture_bytes(path), mended_utf8(path.string()));
}

bool has_picture_name(const fs::path& path) {
  return picture_format_of_name(path) != PictureFormat::none;
}

}  // namespace ingot
