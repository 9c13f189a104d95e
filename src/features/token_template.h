// Which special tokens stand around a text, or around two that belong together.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "features/vocabulary.h"

namespace ingot {

/// [CLS] text [SEP] and the like.
class TokenTemplate {
 public:
  /// The texts alone, one after the other.
  TokenTemplate() = default;

  /// "post_processor" of a tokenizer.json: TemplateProcessing, BertProcessing, RobertaProcessing,
  /// ByteLevel (nothing) and Sequence; null: nothing.
  ///
  /// errors    bad_tokenizer, unsupported_tokenizer
  [[nodiscard]] static TokenTemplate from_json(const nlohmann::json& values,
                                               const Vocabulary& vocabulary);
  [[nodiscard]] const nlohmann::json& to_json() const { return values_; }

  /// A special token, or all of a text, which is number 0 or 1.
  struct Part {
    TokenId id = kNoToken;  ///< kNoToken: a text
    int text = 0;
    std::int32_t type = 0;  ///< which of the two texts a model is told
  };
  [[nodiscard]] std::span<const Part> single() const { return single_; }
  [[nodiscard]] std::span<const Part> pair() const { return pair_; }

 private:
  void read_template(const nlohmann::json& values, const Vocabulary& vocabulary);
  void read_bert(const nlohmann::json& values, int seps_between);

  nlohmann::json values_ = nullptr;
  std::vector<Part> single_{{kNoToken, 0, 0}}, pair_{{kNoToken, 0, 0}, {kNoToken, 1, 1}};
};

}  // namespace ingot
