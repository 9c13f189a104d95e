// From the tokens of sentences to the numbers that a network of tags reads.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>

#include "data/tagged_text.h"
#include "features/padded_tokens.h"
#include "features/tag_scheme.h"
#include "features/text_entries.h"

namespace ingot {

/// Numbers of the places of sentences. A sentence takes a row, or several where it is longer.
struct TagRows {
  std::vector<std::int32_t> ids;        ///< of each place, sign by sign
  std::vector<std::int64_t> starts{0};  ///< of each row's places, then their number
  std::vector<std::int64_t> places;     ///< of each token of the sentences, in their order

  [[nodiscard]] std::int64_t size() const { return std::ssize(starts) - 1; }
};

struct TagPipelineOptions {
  /// Makes pieces of the tokens, the first of which stands for the token; null: tokens are
  /// numbered by their signs.
  std::shared_ptr<const Tokenizer> tokenizer = {};
  std::int64_t length = 0;      ///< places of a row; 0: the longest sentence, at most 128
  std::int64_t least_rows = 2;  ///< sentences that a word is in, words that another sign is of
  std::size_t most_words = 20'000;
};

/// What pipeline.json says of a product that tags.
class TagPipeline {
 public:
  /// Of training sentences. Tags are those of `tags`, in their order.
  [[nodiscard]] static TagPipeline fit(const std::vector<TaggedSentence>& train,
                                       std::vector<std::string> tags, TagForm form,
                                       const TagPipelineOptions& options);
  /// errors    bad_pipeline, newer_product, other_input
  [[nodiscard]] static TagPipeline from_json(const nlohmann::json& values);
  [[nodiscard]] nlohmann::json to_json() const;

  /// The same numbers of tokens, with other tags.
  [[nodiscard]] TagPipeline with_tags(std::vector<std::string> tags, TagForm form) const;

  [[nodiscard]] const std::vector<std::string>& tags() const { return tags_; }
  [[nodiscard]] const TagScheme& scheme() const { return scheme_; }
  [[nodiscard]] std::int64_t length() const { return length_; }
  [[nodiscard]] bool makes_pieces() const { return tokenizer_ != nullptr; }
  /// Of each sign of a place: one more than its highest number. 0 is the padding; of signs 1 is
  /// what training did not know.
  [[nodiscard]] std::vector<std::int64_t> num_ids() const;

  [[nodiscard]] TagRows encode(const std::vector<TaggedSentence>& sentences) const;

 private:
  struct Sign {
    std::string name;
    std::vector<std::string> entries;
    EntryNumbers numbers;
  };
  void add_sign(std::string name, std::vector<std::string> entries);
  /// The numbers of token `at` of a sentence: of its signs, or of its pieces, of which there is at
  /// least one.
  void append_ids(const TaggedSentence& sentence, std::size_t at,
                  std::vector<std::int32_t>& ids) const;
  /// As they are within a text, where a blank stands before all tokens but the first.
  [[nodiscard]] std::vector<TokenId> pieces_of(const TaggedSentence& sentence,
                                               std::size_t at) const;

  std::vector<std::string> tags_;
  TagScheme scheme_;
  std::int64_t length_ = 1;
  std::vector<Sign> signs_;
  std::shared_ptr<const Tokenizer> tokenizer_;
  PaddedTokens padded_;
};

}  // namespace ingot
