// Tagged sentences as a build takes them: parts to train, validate and test on.
#pragma once

#include "base/progress.h"
#include "data/tagged_text.h"
#include "tasks/build_request.h"

namespace ingot {

struct TagParts {
  std::string name, sha256;
  std::vector<TaggedSentence> train, valid, test;
  std::int64_t seen = 0;  ///< test sentences that stand in the training part, too

  /// All tags, in byte order.
  [[nodiscard]] std::vector<std::string> tags() const;
};

/// A file of tagged sentences, or a folder of a train, a valid and a test file. Where no file holds
/// them, a tenth is for the test (`--test` names another file), a tenth for validation; sentences
/// that are the same stay in one part.
///
/// errors    those of read_tagged_text; too_few_rows, wrong_usage, file_missing
[[nodiscard]] TagParts open_tag_parts(const BuildRequest& request, Progress& progress);

/// All sentences of a file, or the test file of a folder (its training file where there is none).
/// Without `needs_tags` also a text: a sentence in each line, cut into words, unless it is in
/// columns: as many in each line, of which the last is one of `tags`.
///
/// errors    those of read_tagged_text
[[nodiscard]] std::vector<TaggedSentence> read_tag_data(const std::string& data,
                                                        const TaggedTextOptions& options,
                                                        const std::vector<std::string>& tags,
                                                        Progress* progress);

/// Whether the data are tagged sentences by their names: a file that ends in .conll, .bio, .iob, or
/// a folder with such a training file.
[[nodiscard]] bool is_tagged_data(const std::string& data);

/// The sentences one after the other.
[[nodiscard]] std::vector<std::string> all_tokens(const std::vector<TaggedSentence>& sentences);

}  // namespace ingot
