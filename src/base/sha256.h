// SHA-256, through libsodium.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace ingot {

using Sha256Digest = std::array<std::uint8_t, 32>;

/// 64 hexadecimal digits.
[[nodiscard]] std::string sha256(std::string_view bytes);
[[nodiscard]] Sha256Digest sha256_digest(std::string_view bytes);
[[nodiscard]] std::string in_hexadecimal(const Sha256Digest& digest);
/// Of bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::string_view bytes);
  /// To be asked once, after the last piece.
  [[nodiscard]] std::string digest();

 private:
  struct State;
  std::unique_ptr<State> state_;
};
/// errors: file_missing, file_unreadable
[[nodiscard]] std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace ingot
