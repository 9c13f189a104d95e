// Which words of a text an answer rests on.
#pragma once

#include "evaluate/permutation_importance.h"

namespace ingot {

/// A row of a classifier, and how its answer falls without a piece of the text.
struct InfluentialText {
  std::int64_t row = 0;  ///< among the evaluated ones
  std::string column;
  std::size_t truth = 0, called = 0;  ///< classes
  double probability = 0;             ///< of `called`
  struct Piece {
    std::string text;
    double fall = 0;  ///< of `probability` when it is left out; below 0: it spoke against it
  };
  std::vector<Piece> pieces = {};  ///< side by side they are the text
};

/// Pieces of a text: words, each with the blanks behind it; of a text of more than `most` words
/// several of them, equally many.
[[nodiscard]] std::vector<std::string> pieces_of(std::string_view text, std::size_t most);

/// Of classes the surest rights of different classes, the surest mistakes, and rows on which two
/// classes are almost as probable; two of each, as far as there are any.
[[nodiscard]] std::vector<std::int64_t> rows_to_explain(const Predictions& answers);

/// rows     the table of the rows that `answers` are of
/// chosen   some of them; those whose cell is missing or has one piece are left out
/// source   Li, Monroe and Jurafsky 2016, Understanding neural networks through representation
///          erasure, sec. 4
/// cost     as many answers as pieces, at most 48 a row
[[nodiscard]] std::vector<InfluentialText> word_influence(const Table& rows,
                                                          const Predictions& answers,
                                                          const std::vector<std::int64_t>& chosen,
                                                          const std::string& column,
                                                          const AskTable& ask);

}  // namespace ingot
