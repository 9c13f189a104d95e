// The texts that a language model reads, before they are tokens.
#pragma once

#include "base/progress.h"
#include "ingot/table.h"
#include "tasks/build_request.h"

namespace ingot {

/// One document after another, each with a line's end.
struct SourceText {
  std::string text = {};
  std::vector<std::size_t> ends = {};  ///< of each document, in `text`

  void add(std::string_view document) {
    text += document;
    if (!document.ends_with('\n')) text += '\n';
    ends.push_back(text.size());
  }
};

/// Of a folder that brings parts (train.txt, valid.txt, test.txt) those of the test, or all others,
/// the ones to validate on last.
enum class FolderPart : std::uint8_t { all, learned, test };

/// Whether it is a folder with files to train and to test on, which are called so.
[[nodiscard]] bool brings_test(const std::string& source);

/// A file, whose documents are its lines, a folder of .txt files, or a table's column, which the
/// request names. `progress` may be null.
///
/// errors    file_missing, unknown_encoding, unknown_column, wrong_usage; those of open_table
[[nodiscard]] SourceText read_source_text(const std::string& source, const BuildRequest& request,
                                          Progress* progress, FolderPart part = FolderPart::all);

/// The place of a column that `flag` names. errors: unknown_column
[[nodiscard]] std::size_t require_text_column(const Table& run, const std::string& name,
                                              const char* flag, const std::string& source);

}  // namespace ingot
