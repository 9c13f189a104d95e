#include "base/sha256.h"

#include <sodium.h>

#include <cerrno>
#include <fstream>
#include <vector>

#include "base/files.h"

namespace ingot {

static_assert(std::tuple_size_v<Sha256Digest> == crypto_hash_sha256_BYTES);

std::string in_hexadecimal(const Sha256Digest& digest) {
  std::string digits;
  for (const std::uint8_t b : digest) digits += fmt::format("{:02x}", b);
  return digits;
}

struct Sha256::State {
  crypto_hash_sha256_state hash;
};

Sha256::Sha256() : state_(std::make_unique<State>()) { crypto_hash_sha256_init(&state_->hash); }
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  crypto_hash_sha256_update(&state_->hash, reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size());
}

std::string Sha256::digest() {
  Sha256Digest digest{};
  crypto_hash_sha256_final(&state_->hash, digest.data());
  return in_hexadecimal(digest);
}

Sha256Digest sha256_digest(std::string_view bytes) {
  Sha256Digest digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  return digest;
}

std::string sha256(std::string_view bytes) { return in_hexadecimal(sha256_digest(bytes)); }

// Piece by piece: a mapped file would count as this process's memory.
std::string sha256_of_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) return sha256(read_file(path));  // says why
  Sha256 hash;
  std::vector<char> piece(1 << 20);
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())), file.gcount() > 0)
    hash.add({piece.data(), static_cast<std::size_t>(file.gcount())});
  if (file.bad()) throw file_error(EIO, path);
  return hash.digest();
}

}  // namespace ingot
