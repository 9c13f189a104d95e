// A model that has read pairs of texts, ready to write the second for a first.
#pragma once

#include <functional>
#include <string>

#include "generate/pair_decoder.h"

namespace ingot {

/// Rows of decoding at once.
inline constexpr std::int64_t kMostBeams = 64;

struct TranslateOptions {
  std::int64_t beams = 4;
  double length_penalty = 1;  ///< see BeamOptions
};

/// What pipeline.json says of such a model.
struct TranslationPipeline {
  Tokenizer tokenizer;
  std::int64_t context;        ///< tokens of a text, with its beginning or end
  std::string source, target;  ///< names of the two columns or languages
  TranslateOptions how = {};
};
[[nodiscard]] nlohmann::json to_json(const TranslationPipeline& pipeline);
/// errors    bad_pipeline, newer_product, other_input: the product is no such model
[[nodiscard]] TranslationPipeline read_translation_pipeline(const std::filesystem::path& folder);

struct Translation {
  std::string text;
  double confidence = 0;       ///< mean probability of a token: the geometric one
  bool is_cut = false;         ///< the source was longer than the context: its end was not read
  bool is_unfinished = false;  ///< the text came to no end within the context
};

class Translator {
 public:
  /// The product in `folder`.
  /// errors    those of its files
  Translator(const std::filesystem::path& folder, InferenceOptions options);

  /// Of each source, without the blanks around it; an empty one stays empty. A text's translation
  /// does not depend on the others, nor on the threads.
  ///
  /// on_done   (may be empty) is told how many are done, of all
  /// errors    wrong_usage: more beams than rows at once, or below 1
  /// cost      a pass over the writing side's weights for each token and 64 rows of beams
  [[nodiscard]] std::vector<Translation> translate(
      std::span<const std::string> sources,
      const std::function<void(std::int64_t done)>& on_done = {});
  /// Else as the pipeline says.
  void set_options(const TranslateOptions& options) { pipeline_.how = options; }
  [[nodiscard]] const TranslationPipeline& pipeline() const { return pipeline_; }

 private:
  TranslationPipeline pipeline_;
  PairDecoder decoder_;
};

}  // namespace ingot
