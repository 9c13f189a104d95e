#include "data/idx.h"

#include <cstring>
#include <fstream>

#include "data/gzip.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

constexpr std::uint8_t kBytes = 0x08, kInts = 0x0c;  // types of elements

Error bad_idx(const fs::path& path, Text what) {
  return Error("bad_idx", {path.string() + ": " + what.en, path.string() + ": " + what.zh})
      .expected(
          text("an IDX file of unsigned bytes, or whole numbers of four bytes, plain or gzipped",
               "无符号字节或四字节整数的 IDX 文件, 可为 gzip 压缩"))
      .fix(text("copy or download the file again", "请重新复制或下载该文件"));
}

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t v = 0;
  for (std::size_t i = 0; i < 4; ++i) v = v << 8 | static_cast<std::uint8_t>(bytes[at + i]);
  return v;
}

}  // namespace

Tensor read_idx(const fs::path& path) {
  const std::optional<std::string> bytes = read_gzipped(path);
  if (!bytes)
    throw bad_idx(path, text("the gzip data is damaged or cut off", "gzip 数据损坏或不完整"));
  return parse_idx(*bytes, path);
}

Tensor parse_idx(std::string_view bytes, const fs::path& path) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  if (bytes.size() < 4 || byte(0) != 0 || byte(1) != 0)
    throw bad_idx(path, text("it does not begin like an IDX file", "开头不符合 IDX 格式"));
  if (byte(2) != kBytes && byte(2) != kInts)
    throw bad_idx(path, text("its elements are of type 0x{:02x}, not 0x08 or 0x0c",
                             "元素类型为 0x{:02x}, 不是 0x08 或 0x0c", byte(2)));
  const std::size_t rank = byte(3), header = 4 + 4 * rank;
  if (rank < 1 || rank > 4 || bytes.size() < header)
    throw bad_idx(path,
                  text("its header is cut off or has {} axes", "文件头不完整或有 {} 个轴", rank));
  Shape shape;
  std::size_t elements = 1, data_bytes = 0;
  for (std::size_t a = 0; a < rank; ++a) {
    const std::uint32_t size = big_endian(bytes, 4 + 4 * a);
    shape.push_back(size);
    if (__builtin_mul_overflow(elements, std::size_t{size}, &elements))
      throw bad_idx(path, text("its sizes are absurd", "其大小不合理"));
  }
  const bool ints = byte(2) == kInts;
  if (__builtin_mul_overflow(elements, ints ? sizeof(std::int32_t) : 1, &data_bytes) ||
      bytes.size() - header != data_bytes)
    throw bad_idx(path, text("it holds {} bytes of data where its header {} promises {}",
                             "实有 {} 字节数据, 而文件头 {} 声明为 {}", bytes.size() - header,
                             to_string(shape), data_bytes));
  if (ints) {
    Tensor t(i32, shape);
    std::size_t at = header;
    for (std::int32_t& value : t.mutable_data<std::int32_t>()) {
      value = static_cast<std::int32_t>(big_endian(bytes, at));
      at += sizeof value;
    }
    return t;
  }
  Tensor t(u8, shape);
  if (elements > 0) std::memcpy(t.mutable_raw(), bytes.data() + header, elements);
  return t;
}

std::optional<Shape> plain_idx_shape(const fs::path& path) {
  constexpr std::size_t kHeader = 16;
  std::string header(kHeader, '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file.read(header.data(), static_cast<std::streamsize>(kHeader))) return std::nullopt;
  if (!header.starts_with(std::string_view("\0\0\x08\3", 4))) return std::nullopt;
  Shape shape;
  std::uint64_t elements = 1;
  for (const std::size_t at : {4, 8, 12}) {
    shape.push_back(big_endian(header, at));
    if (__builtin_mul_overflow(elements, std::uint64_t{big_endian(header, at)}, &elements))
      return std::nullopt;
  }
  std::error_code ec;
  if (fs::file_size(path, ec) != kHeader + elements || ec) return std::nullopt;
  return shape;
}

void append_big_endian(std::string& bytes, std::int32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 255);
}

std::string idx_header(DType dtype, const Shape& shape) {
  std::string header{0, 0, static_cast<char>(dtype == u8 ? kBytes : kInts),
                     static_cast<char>(shape.rank())};
  for (const std::int64_t size : shape.to_vector())
    append_big_endian(header, static_cast<std::int32_t>(size));
  return header;
}

}  // namespace ingot
