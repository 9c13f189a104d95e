#include "evaluate/word_influence.h"

#include <algorithm>
#include <numeric>

#include "evaluate/label_errors.h"
#include "features/text_words.h"

namespace ingot {
namespace {

constexpr std::size_t kMostPieces = 48, kOfEachKind = 2;

std::size_t most_probable(const Tensor& scores, std::int64_t row) {
  const std::int64_t classes = scores.shape()[1];
  std::int64_t best = 0;
  for (std::int64_t c = 1; c < classes; ++c)
    if (scores.at(row * classes + c) > scores.at(row * classes + best)) best = c;
  return static_cast<std::size_t>(best);
}

double score_of(const Tensor& scores, std::int64_t row, std::size_t c) {
  return scores.at(row * scores.shape()[1] + static_cast<std::int64_t>(c));
}

// The row again and again, each time without a piece of the column.
Table without_pieces(const Table& rows, std::int64_t row, std::size_t column,
                     const std::vector<std::string>& pieces) {
  Table asked = select_rows(rows, std::vector<std::int64_t>(pieces.size(), row));
  TextColumn cells;
  for (std::size_t left_out = 0; left_out < pieces.size(); ++left_out) {
    std::string cell;
    for (std::size_t i = 0; i < pieces.size(); ++i)
      if (i != left_out) cell += pieces[i];
    cells.push_back(cell);
  }
  asked.columns[column] = std::move(cells);
  return asked;
}

}  // namespace

std::vector<std::string> pieces_of(std::string_view text, std::size_t most) {
  const std::vector<std::string_view> words = split_words(text);
  const std::size_t together = (words.size() + most - 1) / std::max<std::size_t>(most, 1);
  std::vector<std::string> pieces;
  std::size_t begin = 0;
  for (std::size_t i = together; together > 0 && begin < text.size(); i += together) {
    const std::size_t end =
        i < words.size() ? static_cast<std::size_t>(words[i].data() - text.data()) : text.size();
    pieces.emplace_back(text.substr(begin, end - begin));
    begin = end;
  }
  return pieces;
}

std::vector<std::int64_t> rows_to_explain(const Predictions& answers) {
  const std::int64_t rows = answers.scores.shape()[0];
  std::vector<std::int64_t> surest(static_cast<std::size_t>(rows));
  std::iota(surest.begin(), surest.end(), 0);
  std::ranges::stable_sort(surest, std::greater{}, [&](std::int64_t row) {
    return score_of(answers.scores, row, most_probable(answers.scores, row));
  });
  std::vector<std::int64_t> right, wrong, chosen;
  std::vector<std::size_t> classes;
  for (const std::int64_t row : surest) {
    const std::size_t called = most_probable(answers.scores, row);
    if (static_cast<std::int64_t>(called) != static_cast<std::int64_t>(answers.truth.at(row))) {
      if (wrong.size() < kOfEachKind) wrong.push_back(row);
    } else if (right.size() < kOfEachKind && std::ranges::find(classes, called) == classes.end()) {
      right.push_back(row);
      classes.push_back(called);
    }
  }
  for (const auto* kind : {&right, &wrong}) chosen.insert(chosen.end(), kind->begin(), kind->end());
  std::size_t doubtful = 0;
  for (const DoubtfulRow& row : most_doubtful(answers, DoubtBy::margin, 3 * kOfEachKind)) {
    if (doubtful == kOfEachKind || std::ranges::find(chosen, row.row) != chosen.end()) continue;
    chosen.push_back(row.row);
    ++doubtful;
  }
  return chosen;
}

std::vector<InfluentialText> word_influence(const Table& rows, const Predictions& answers,
                                            const std::vector<std::int64_t>& chosen,
                                            const std::string& column, const AskTable& ask) {
  std::vector<InfluentialText> found;
  const std::size_t at = rows.find(column).value();
  for (const std::int64_t row : chosen) {
    if (rows.columns[at].is_missing(row)) continue;
    const std::vector<std::string> pieces = pieces_of(rows.columns[at][row], kMostPieces);
    if (pieces.size() < 2) continue;
    InfluentialText text{.row = row, .column = column};
    text.truth = static_cast<std::size_t>(answers.truth.at(row));
    text.called = most_probable(answers.scores, row);
    text.probability = score_of(answers.scores, row, text.called);
    const Tensor without = ask(without_pieces(rows, row, at, pieces));
    for (std::size_t i = 0; i < pieces.size(); ++i)
      text.pieces.push_back(
          {pieces[i],
           text.probability - score_of(without, static_cast<std::int64_t>(i), text.called)});
    found.push_back(std::move(text));
  }
  return found;
}

}  // namespace ingot
