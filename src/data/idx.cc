#include "data/idx.h"

#include <zlib.h>

#include <cerrno>
#include <cstring>

#include "base/files.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

Error bad_idx(const fs::path& path, Text what) {
  return Error("bad_idx", {path.string() + ": " + what.en, path.string() + ": " + what.zh})
      .expected(text("an IDX file of unsigned bytes, plain or gzipped",
                     "无符号字节的 IDX 文件, 可为 gzip 压缩"))
      .fix(text("copy or download the file again", "请重新复制或下载该文件"));
}

// gzread passes plain files through.
std::string read_gzipped(const fs::path& path) {
  if (!fs::exists(path)) throw file_error(ENOENT, path);
  gzFile file = gzopen(path.c_str(), "rb");
  if (!file) throw file_error(errno, path);
  std::string bytes;
  std::vector<char> buffer(1 << 20);
  int n = 0;
  while ((n = gzread(file, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0)
    bytes.append(buffer.data(), static_cast<std::size_t>(n));
  int code = Z_OK;
  (void)gzerror(file, &code);
  const int closed = gzclose_r(file);
  if (n < 0 || code != Z_OK || closed != Z_OK)
    throw bad_idx(path, text("the gzip data is damaged or cut off", "gzip 数据损坏或不完整"));
  return bytes;
}

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
  std::uint32_t v = 0;
  for (std::size_t i = 0; i < 4; ++i) v = v << 8 | static_cast<std::uint8_t>(bytes[at + i]);
  return v;
}

}  // namespace

Tensor read_idx(const fs::path& path) {
  const std::string bytes = read_gzipped(path);
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  if (bytes.size() < 4 || byte(0) != 0 || byte(1) != 0)
    throw bad_idx(path, text("it does not begin like an IDX file", "开头不符合 IDX 格式"));
  if (byte(2) != 0x08)
    throw bad_idx(path, text("its elements are of type 0x{:02x}, not unsigned bytes (0x08)",
                             "元素类型为 0x{:02x}, 不是无符号字节 (0x08)", byte(2)));
  const std::size_t rank = byte(3), header = 4 + 4 * rank;
  if (rank < 1 || rank > 4 || bytes.size() < header)
    throw bad_idx(path,
                  text("its header is cut off or has {} axes", "文件头不完整或有 {} 个轴", rank));
  Shape shape;
  std::size_t elements = 1;
  for (std::size_t a = 0; a < rank; ++a) {
    const std::uint32_t size = big_endian(bytes, 4 + 4 * a);
    shape.push_back(size);
    if (__builtin_mul_overflow(elements, std::size_t{size}, &elements))
      throw bad_idx(path, text("its sizes are absurd", "其大小不合理"));
  }
  if (bytes.size() - header != elements)
    throw bad_idx(path, text("it holds {} bytes of data where its header {} promises {}",
                             "实有 {} 字节数据, 而文件头 {} 声明为 {}", bytes.size() - header,
                             to_string(shape), elements));
  Tensor t(u8, shape);
  if (elements > 0) std::memcpy(t.mutable_raw(), bytes.data() + header, elements);
  return t;
}

}  // namespace ingot
