#include "data/picture_file.h"

#include "base/files.h"
#include "data/picture_decoder.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

Error bad_picture(const std::string& name, const Text& what) {
  return Error("bad_picture", {name + ": " + what.en, name + ": " + what.zh})
      .expected(text("a PNG or JPEG file", "PNG 或 JPEG 文件"))
      .fix(text("copy the file again, or save it as PNG with a picture program",
                "请重新复制该文件, 或用图像软件另存为 PNG"));
}

Text what_else(std::string_view bytes) {
  if (bytes.empty()) return text("the file is empty", "文件为空");
  const char* kind = bytes.starts_with("GIF8")                                            ? "GIF"
                     : bytes.starts_with("BM")                                            ? "BMP"
                     : bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP") ? "WebP"
                     : bytes.starts_with("II*") || bytes.starts_with("MM")                ? "TIFF"
                                                                                          : nullptr;
  if (kind != nullptr) return text("it is a {} file", "这是 {} 文件", kind);
  return text("it is not a picture", "不是图片");
}

std::unique_ptr<PictureDecoder> open(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return open_png(bytes);
  if (bytes.starts_with("\xff\xd8\xff")) return open_jpeg(bytes);
  throw BadPicture{what_else(bytes)};
}

Tensor channels_first(const std::vector<std::uint8_t>& pixels, const Shape& shape) {
  Tensor picture(u8, shape);
  const auto out = picture.mutable_data<std::uint8_t>();
  const auto channels = static_cast<std::size_t>(shape[0]);
  const std::size_t plane = out.size() / channels;
  for (std::size_t c = 0; c < channels; ++c)
    for (std::size_t i = 0; i < plane; ++i) out[c * plane + i] = pixels[i * channels + c];
  return picture;
}

}  // namespace

void require_decodable_size(std::int64_t height, std::int64_t width) {
  constexpr std::int64_t kMaxPixels = 100'000'000;
  if (height >= 1 && width >= 1 && height <= kMaxPixels / width) return;
  throw BadPicture{text("its size is {} x {} pixels", "其尺寸为 {} x {} 像素", width, height)};
}

Tensor decode_picture(std::string_view bytes, const std::string& name) {
  try {
    const std::unique_ptr<PictureDecoder> decoder = open(bytes);
    const Shape shape = decoder->shape();
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(shape.num_elements()));
    decoder->decode(pixels.data());
    return channels_first(pixels, shape);
  } catch (const BadPicture& bad) {
    throw bad_picture(name, bad.what);
  }
}

Shape picture_shape(std::string_view bytes, const std::string& name) {
  try {
    return open(bytes)->shape();
  } catch (const BadPicture& bad) {
    throw bad_picture(name, bad.what);
  }
}

Tensor read_picture(const fs::path& path) { return decode_picture(read_file(path), path.string()); }

bool has_picture_name(const fs::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

}  // namespace ingot
