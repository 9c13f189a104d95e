// What becomes of a text before it is cut into tokens: Unicode's normal forms, case, accents.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "features/aligned_text.h"

namespace ingot {

enum class NormalForm { nfc, nfd, nfkc, nfkd };

/// Steps one after the other, each a function of the text alone. Bytes that are no UTF-8 stay.
class TextNormalizer {
 public:
  /// Changes nothing.
  TextNormalizer() = default;

  /// The value of "normalizer" in a tokenizer.json; null changes nothing. Understands NFC, NFD,
  /// NFKC, NFKD, Lowercase, StripAccents, Strip, Replace, Prepend, Nmt, Precompiled,
  /// BertNormalizer and Sequence.
  ///
  /// errors    bad_tokenizer, unsupported_tokenizer, library_missing
  [[nodiscard]] static TextNormalizer from_json(const nlohmann::json& values);
  [[nodiscard]] const nlohmann::json& to_json() const { return values_; }

  [[nodiscard]] bool is_empty() const { return steps_.empty(); }
  /// cost      O(bytes); runs of ASCII about 1 GB/s a step, other text 50 to 100 MB/s
  [[nodiscard]] AlignedText apply(const TextPiece& text) const;
  /// The same without the origins.
  [[nodiscard]] std::string apply(std::string_view text) const;

  /// One step, made by from_json.
  using Step = std::function<AlignedText(const TextPiece&)>;

 private:
  nlohmann::json values_ = nullptr;
  std::vector<Step> steps_;
};

/// "normalizer" of a tokenizer.json from names such as `nfkc+lowercase+strip_accents` (nfc, nfd,
/// nfkc, nfkd, lowercase, strip_accents), or `none`, in their order.
///
/// usual     what it takes the place of: BERT's keeps its blanks around ideographs
/// errors    bad_option
[[nodiscard]] nlohmann::json named_normalizer(const std::string& names,
                                              const nlohmann::json& usual = nullptr);

/// source    Unicode Standard Annex 15, through ICU
[[nodiscard]] AlignedText in_normal_form(const TextPiece& text, NormalForm form);
/// Each character by itself, so that a capital sigma becomes the same wherever it stands.
[[nodiscard]] AlignedText in_lower_case(const TextPiece& text);
/// Without the characters that have one of these classes.
[[nodiscard]] AlignedText without_classes(const TextPiece& text, std::uint8_t classes);
/// BERT's: no controls, each blank a space.
[[nodiscard]] AlignedText in_clean_characters(const TextPiece& text);
/// BERT's: blanks around each ideograph.
[[nodiscard]] AlignedText with_ideographs_apart(const TextPiece& text);

}  // namespace ingot
