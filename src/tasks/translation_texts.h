// Pairs of texts that a translation model learns from, as tokens.
#pragma once

#include "data/parallel_text.h"
#include "evaluate/findings.h"
#include "generate/translator.h"
#include "tasks/build_request.h"
#include "train/pair_rows.h"

namespace ingot {

struct TranslationTexts {
  std::string name, sha256;
  TranslationPipeline pipeline;
  /// Of training rows, the longest first: the context, and shorter ones that many pairs fit into.
  std::vector<std::int64_t> lengths;
  std::vector<TokenPair> train, valid, test;
  TextPairs train_texts, valid_texts, test_texts;
  std::vector<Decision> decisions;
};

/// The settings of the request without those of the texts and of decoding.
[[nodiscard]] std::map<std::string, std::string> network_settings_of_pairs(
    const BuildRequest& request);

/// A folder of files in two languages, or a table with a column for each side: `--target` names
/// what is written, `--set source=` what is read. A folder's own parts are kept; else pairs with
/// the same source stay on one side.
///
/// errors    too_few_rows, unknown_column, unknown_language; those of the readers and of
///           train_tokenizer
[[nodiscard]] TranslationTexts open_translation_texts(const BuildRequest& request,
                                                      Progress& progress);

/// The pairs of `data` that figures are of: a folder's test part, or all there are.
/// errors    as above
[[nodiscard]] TextPairs read_test_pairs(const std::string& data, const TableOptions& options,
                                        const std::string& source, const std::string& target);
/// The texts to translate: the lines of a text file, the source column of a table, or a folder's
/// files of that language, those of its test part where it has one.
/// errors    as above
[[nodiscard]] std::vector<std::string> read_sources(const std::string& data,
                                                    const TableOptions& options,
                                                    const TranslationPipeline& pipeline);

/// Cut where they are longer than the context; adds to `num_cut` how many are.
[[nodiscard]] std::vector<TokenPair> token_pairs(const TranslationPipeline& pipeline,
                                                 const TextPairs& texts, std::int64_t& num_cut);

}  // namespace ingot
