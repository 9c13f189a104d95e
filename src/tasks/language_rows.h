// The rows that a language model learns from and is judged on.
#pragma once

#include <memory>

#include "features/padded_tokens.h"
#include "tasks/language_texts.h"
#include "train/row_source.h"

namespace ingot {

/// How tokens become rows.
struct LanguageRows {
  TextForm form = TextForm::running;
  std::int64_t context = 64;
  PaddedTokens padded = {};  ///< of lines
  std::uint64_t seed = 0;
  /// Of lines: the context, and shorter rows to train on; empty: the context alone.
  std::vector<std::int64_t> lengths = {};
};

/// Windows of a running text, lines with hidden tokens, or answers to tell. `part` outlives them.
[[nodiscard]] std::unique_ptr<RowSource> language_rows(const LanguagePart& part,
                                                       const LanguageRows& how);

}  // namespace ingot
