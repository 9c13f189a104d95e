// Sentences whose tokens have tags, as files hold them.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/error.h"

namespace ingot {

struct TaggedSentence {
  std::vector<std::string> tokens;
  std::vector<std::string> tags;  ///< one for each token; empty where there are none
};

struct TaggedText {
  std::vector<TaggedSentence> sentences;
  std::vector<Text> notes = {};  ///< what was guessed of the file
};

struct TaggedTextOptions {
  std::string encoding = {};  ///< empty: as the file looks
  /// The member of JSON Lines that holds the tags; empty: tags, ner_tags, pos_tags or labels.
  std::string target = {};
  bool needs_tags = true;  ///< false: files of tokens alone are read, too
};

/// Whether its name ends in .conll, .bio, .iob or .iob2.
[[nodiscard]] bool has_tagged_name(const std::filesystem::path& file);
/// Whether its name ends so, or in .tsv, .txt, .jsonl or .ndjson (any of them also with .gz).
[[nodiscard]] bool may_be_tagged(const std::filesystem::path& file);

/// JSON Lines with `tokens` and their tags, by the ending; else columns.
///
/// errors    those of the two below, and of text feeds
[[nodiscard]] TaggedText read_tagged_text(const std::filesystem::path& file,
                                          const TaggedTextOptions& options);

/// A line for each token, an empty one behind each sentence: the first column is the token, the
/// last its tag. The columns are apart by tabs where the first line has one, else by blanks. Lines
/// with -DOCSTART- are left out, those that begin with "# " and have no tab where others have, and
/// a first line that names the columns (token ... tag).
///
/// file      what errors call it
/// errors    bad_table with the line: other columns than before, no tag, an empty token; no_rows
/// source    Tjong Kim Sang and De Meulder 2003, sec. 2
[[nodiscard]] TaggedText parse_tag_columns(std::string_view text, const std::string& file,
                                           const TaggedTextOptions& options);

/// An object in each line for a sentence: `tokens`, a list of texts, and a list of as many tags.
///
/// errors    bad_table with the line; no_rows
[[nodiscard]] TaggedText parse_tag_json(std::string_view text, const std::string& file,
                                        const TaggedTextOptions& options);

/// Calls `body` with each line of a text, without its end (\n or \r\n), and its number from 1.
void for_each_line(std::string_view text,
                   const std::function<void(std::string_view line, std::int64_t number)>& body);

/// The part of a data set that a file of a folder holds, by its name: train, valid (dev, testa) or
/// test; files of other names are none.
struct TaggedFiles {
  std::filesystem::path train, valid, test;  ///< empty where there is none
};
/// errors    bad_table: two files of one part
[[nodiscard]] TaggedFiles tagged_files(const std::filesystem::path& folder);

}  // namespace ingot
