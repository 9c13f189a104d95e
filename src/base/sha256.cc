#include "base/sha256.h"

#include <sodium.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <vector>

#include "base/files.h"

namespace ingot {

namespace {

using Digest = std::array<unsigned char, crypto_hash_sha256_BYTES>;

std::string in_hexadecimal(const Digest& digest) {
  std::string digits;
  for (const unsigned char b : digest) digits += fmt::format("{:02x}", b);
  return digits;
}

}  // namespace

std::string sha256(std::string_view bytes) {
  Digest digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  return in_hexadecimal(digest);
}

// Piece by piece: a mapped file would count as this process's memory.
std::string sha256_of_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) return sha256(read_file(path));  // says why
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::vector<char> piece(1 << 20);
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())), file.gcount() > 0)
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(piece.data()),
                              static_cast<unsigned long long>(file.gcount()));
  if (file.bad()) throw file_error(EIO, path);
  Digest digest{};
  crypto_hash_sha256_final(&state, digest.data());
  return in_hexadecimal(digest);
}

}  // namespace ingot
