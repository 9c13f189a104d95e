#include "tests/unit/array_writers.h"

#include <zlib.h>

#include <cstdint>

namespace ingot {
namespace {

std::string little_endian(std::uint64_t value, int bytes) {
  std::string s;
  for (int i = 0; i < bytes; ++i) s += static_cast<char>(value >> (8 * i));
  return s;
}

std::string deflated(const std::string& content) {
  z_stream stream{};
  constexpr int kRaw = -15, kMemory = 8;
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kRaw, kMemory, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, content.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace

std::string npy_of(const std::string& dictionary, const std::string& elements, int version) {
  const std::string header = dictionary + "\n";
  return std::string("\x93NUMPY") + static_cast<char>(version) + '\0' +
         little_endian(header.size(), version == 1 ? 2 : 4) + header + elements;
}

std::string zip_of(const std::vector<std::pair<std::string, std::string>>& entries,
                   Packing packing) {
  std::string file, directory;
  for (const auto& [name, content] : entries) {
    const std::string packed = packing == Packing::stored ? content : deflated(content);
    const auto* bytes = reinterpret_cast<const Bytef*>(content.data());
    const std::string common =
        little_endian(20, 2) + little_endian(0, 2) +
        little_endian(packing == Packing::stored ? 0 : 8, 2) + little_endian(0x21, 4) +
        little_endian(crc32(0, bytes, static_cast<uInt>(content.size())), 4) +
        little_endian(packed.size(), 4) + little_endian(content.size(), 4) +
        little_endian(name.size(), 2) + little_endian(0, 2);
    directory += "PK\1\2" + little_endian(20, 2) + common + std::string(10, '\0') +
                 little_endian(file.size(), 4) + name;
    file += "PK\3\4" + common + name + packed;
  }
  const std::string count = little_endian(entries.size(), 2);
  return file + directory + "PK\5\6" + little_endian(0, 4) + count + count +
         little_endian(directory.size(), 4) + little_endian(file.size(), 4) + little_endian(0, 2);
}

}  // namespace ingot
