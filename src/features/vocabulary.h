// Tokens by their numbers, and back.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace ingot {

using TokenId = std::int32_t;
inline constexpr TokenId kNoToken = -1;

/// How many numbers of a vocabulary may have no token, so that one cannot ask for all of the
/// memory.
inline constexpr std::int64_t kMostGaps = 1 << 16;

/// Texts numbered from 0 on. An empty text has no token: its number is a gap.
class Vocabulary {
 public:
  Vocabulary() = default;
  /// Of equal texts the first is found.
  explicit Vocabulary(const std::vector<std::string>& tokens);

  /// {"text": number}; numbers may leave gaps. errors: bad_tokenizer
  [[nodiscard]] static std::vector<std::string> tokens_from_json(const nlohmann::json& values);
  /// Of tokens that are UTF-8; gaps are left out.
  [[nodiscard]] nlohmann::json to_json() const;

  [[nodiscard]] TokenId size() const { return static_cast<TokenId>(begin_.size()) - 1; }
  [[nodiscard]] std::string_view operator[](TokenId id) const {
    const auto i = static_cast<std::size_t>(id);
    return {pool_.data() + begin_[i], begin_[i + 1] - begin_[i]};
  }
  [[nodiscard]] std::uint32_t size_bytes(TokenId id) const {
    const auto i = static_cast<std::size_t>(id);
    return begin_[i + 1] - begin_[i];
  }
  /// kNoToken where there is none. cost: one look-up, about 10 ns
  [[nodiscard]] TokenId find(std::string_view text) const;

 private:
  struct Slot {
    std::uint32_t hash = 0;
    TokenId id = kNoToken;
  };
  std::string pool_;
  std::vector<std::uint32_t> begin_{0};
  std::vector<Slot> slots_{1};
};

}  // namespace ingot
