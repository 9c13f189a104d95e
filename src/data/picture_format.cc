#include "data/picture_format.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/lower_case.h"

namespace ingot {
namespace {

bool is_webp(std::string_view bytes) {
  return bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP");
}

// Two letters alone would also be text: the size of the header that follows must be a known one.
bool is_bmp(std::string_view bytes) {
  constexpr std::size_t kSizeAt = 14, kLeast = 12, kMost = 124;
  if (!bytes.starts_with("BM")) return false;
  if (bytes.size() < kSizeAt + 4) return bytes.size() == 2 || bytes.find('\0') != bytes.npos;
  const auto size = static_cast<std::uint8_t>(bytes[kSizeAt]);
  return size >= kLeast && size <= kMost && bytes.substr(kSizeAt + 1, 3) == std::string(3, '\0');
}

bool is_text(std::string_view bytes) {
  constexpr std::size_t kLooked = 512;
  return std::ranges::all_of(bytes.substr(0, kLooked), [](char c) {
    return static_cast<std::uint8_t>(c) >= 0x20 || (c >= '\t' && c <= '\r') || c == '\x1b';
  });
}

struct Signature {
  std::size_t at;
  std::string_view bytes;
  const char* kind;
};

constexpr Signature kOthers[] = {
    {0, "GIF8", "GIF"},        {0, std::string_view("II*\0", 4), "TIFF"},
    {0, {"MM\0*", 4}, "TIFF"}, {4, "ftypavif", "AVIF"},
    {4, "ftyphei", "HEIC"},    {4, "ftypmif1", "HEIC"},
    {0, "%PDF", "PDF"},        {0, "PK\x03\x04", "ZIP"},
    {0, "8BPS", "Photoshop"},  {0, {"\0\0\1\0", 4}, "ICO"},
    {0, "\x1f\x8b", "gzip"},   {0, {"\0\5\x16\7", 4}, "AppleDouble"},
};

}  // namespace

std::string_view to_string(PictureFormat format) {
  constexpr std::string_view kNames[] = {"none", "JPEG", "PNG", "WebP", "BMP"};
  return kNames[static_cast<std::size_t>(format)];
}

PictureFormat picture_format(std::string_view bytes) {
  if (bytes.starts_with("\xff\xd8\xff")) return PictureFormat::jpeg;
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return PictureFormat::png;
  if (is_webp(bytes)) return PictureFormat::webp;
  return is_bmp(bytes) ? PictureFormat::bmp : PictureFormat::none;
}

PictureFormat picture_format_of_name(const std::filesystem::path& name) {
  const std::string ending = in_lower_case(name.extension().string());
  if (ending == ".jpg" || ending == ".jpeg" || ending == ".jfif") return PictureFormat::jpeg;
  if (ending == ".png") return PictureFormat::png;
  if (ending == ".webp") return PictureFormat::webp;
  return ending == ".bmp" ? PictureFormat::bmp : PictureFormat::none;
}

bool is_misnamed(const std::filesystem::path& name, std::string_view bytes) {
  const PictureFormat promised = picture_format_of_name(name), is = picture_format(bytes);
  return promised != PictureFormat::none && is != PictureFormat::none && promised != is;
}

Text what_instead_of_a_picture(std::string_view bytes) {
  if (bytes.empty()) return text("the file is empty", "文件为空");
  for (const Signature& s : kOthers)
    if (bytes.size() > s.at && bytes.substr(s.at).starts_with(s.bytes))
      return text("it is a file of the kind {}", "这是 {} 文件", s.kind);
  if (bytes.starts_with("version https://git-lfs"))
    return text("it is a Git LFS pointer: the picture itself was not fetched",
                "这是 Git LFS 指针文件: 图片本身尚未下载");
  if (!is_text(bytes)) return text("it is not a picture", "不是图片");
  const std::string begin = in_lower_case(bytes.substr(0, 1024));
  if (begin.find("<!doctype html") != begin.npos || begin.find("<html") != begin.npos)
    return text("it is an HTML page, perhaps a web site's error page saved in the picture's place",
                "这是 HTML 网页, 可能是下载图片时保存下来的网站错误页");
  if (begin.find("<svg") != begin.npos) return text("it is an SVG drawing", "这是 SVG 矢量图");
  return text("it is text, not a picture", "这是文本, 不是图片");
}

}  // namespace ingot
