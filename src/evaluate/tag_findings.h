// Where a model that tags the tokens of sentences goes wrong.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "evaluate/tag_evaluation.h"

namespace ingot {

/// The entities of one kind. Those that are not right are called with another kind in the same
/// borders, in other borders, or not at all.
struct EntityFigures {
  std::string kind;           ///< empty where the tags name none
  std::int64_t entities = 0;  ///< that there are
  std::int64_t called = 0;    ///< called so
  std::int64_t right = 0, other_kind = 0, other_borders = 0, missed = 0;
  std::int64_t invented = 0;  ///< called where there is none

  [[nodiscard]] double precision() const;
  [[nodiscard]] double recall() const;
  [[nodiscard]] double f1() const;
};

/// Sentences of `low` to `high` tokens.
struct LengthSlice {
  std::int64_t low = 1, high = 0;  ///< 0: any
  std::int64_t sentences = 0, tokens = 0;
  double accuracy = 0;
  std::optional<double> f1 = {};  ///< of entities, where there are any
};

/// A part of a sentence with wrong tags.
struct WrongSentence {
  struct Token {
    std::string text, truth, called;
  };
  std::int64_t sentence = 0, wrong = 0;  ///< from 0; tokens with a wrong tag
  bool is_cut = false;                   ///< it goes on before or behind
  std::vector<Token> tokens = {};
};

struct TagFindings {
  std::int64_t sentences = 0, wrong_sentences = 0;
  std::vector<EntityFigures> kinds = {};  ///< in byte order; empty where tags mark no entities
  std::vector<LengthSlice> lengths = {};
  std::vector<WrongSentence> examples = {};  ///< evenly chosen
};

/// tokens    one for each of the answers
[[nodiscard]] TagFindings find_tag_mistakes(const TagAnswers& answers,
                                            const std::vector<std::string>& tokens);

}  // namespace ingot
