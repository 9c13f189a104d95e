// The text that a language model learns, as tokens.
#pragma once

#include "base/progress.h"
#include "evaluate/findings.h"
#include "generate/text_generator.h"
#include "tasks/build_request.h"

namespace ingot {

struct LanguagePart {
  std::vector<TokenId> tokens;
  std::int64_t bytes = 0;  ///< of the text
  /// Of each row's tokens, then their number; where rows are wanted.
  std::vector<std::int64_t> starts = {};
  std::vector<std::int64_t> answers = {};  ///< of each row's answer in `tokens`
};

/// A text that runs on, a text in each line, or questions with answers.
enum class TextForm : std::uint8_t { running, lines, answers };

struct LanguageTexts {
  std::string name, sha256;
  LanguagePipeline pipeline;
  LanguagePart train = {}, valid = {}, test = {};
  std::vector<std::string> test_questions = {};
  std::vector<Decision> decisions = {};
};

/// What `--set` says of the texts, beside the network and its training.
struct LanguageSettings {
  std::string tokenizer = "auto";  ///< characters, bytes, words, bpe, wordpiece, unigram or a file
  std::int64_t context = 64;       ///< tokens that are seen at once
  std::string question = {};       ///< column of what is answered
  bool documents = false;          ///< each file, cell or line stands for itself
  TextForm form = TextForm::running;
};
/// errors    bad_option
[[nodiscard]] LanguageSettings read_language_settings(const BuildRequest& request, TextForm form);
/// The settings of the request without those.
[[nodiscard]] std::map<std::string, std::string> network_settings(const BuildRequest& request);

/// A text file, a folder of them, or the texts of a table's column (`--target`), one after the
/// other. The last tenth is for the test, the one before for validation; `--test` names another
/// text. Of questions with answers both tenths are drawn. With `documents` a token ends each file,
/// cell of the column, or line of a file that is alone.
///
/// errors    file_missing, unknown_encoding, unknown_column, too_few_rows; those of train_tokenizer
[[nodiscard]] LanguageTexts open_language_texts(const BuildRequest& request,
                                                const LanguageSettings& settings,
                                                Progress& progress);

/// All of the request's data. `progress` may be null. errors: as above
[[nodiscard]] LanguagePart read_language_part(const LanguagePipeline& pipeline,
                                              const BuildRequest& request, TextForm form,
                                              Progress* progress);
/// The column of the questions in a table, without blanks around. errors: unknown_column
[[nodiscard]] std::vector<std::string> read_questions(const std::string& data,
                                                      const TableOptions& options,
                                                      const std::string& question);

/// Whether it has no row.
[[nodiscard]] bool is_too_short(const LanguagePart& part, TextForm form, std::int64_t context);

}  // namespace ingot
