// Texts in two languages, line by line: train.en and train.de, perhaps .gz.
#pragma once

#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/error.h"

namespace ingot {

/// What is read and what is to be written for it.
struct TextPairs {
  std::vector<std::string> sources, targets;
  std::int64_t left_out = 0;     ///< pairs of which one side is blank
  std::vector<Text> notes = {};  ///< about encodings and files

  [[nodiscard]] std::size_t size() const { return sources.size(); }
  /// Leaves it out where one side is blank; ends of lines and blanks around are taken off.
  void add(std::string_view source, std::string_view target);
  void add(const TextPairs& more);
  /// Some of them, without what was noted.
  [[nodiscard]] TextPairs chosen(std::span<const std::int64_t> rows) const;
};

/// Parts that the folder does not bring are empty.
struct ParallelTexts {
  std::string source, target;  ///< the endings of the files: their languages
  TextPairs train, valid, test;
};

/// The endings in which files differ that are alike but for them; of train.* where there are such.
[[nodiscard]] std::set<std::string> languages_of_folder(const std::filesystem::path& folder);
/// Whether there are two or more.
[[nodiscard]] bool is_parallel_folder(const std::filesystem::path& folder);

/// Files whose stem begins with train, val or dev, and test are those parts; any others belong to
/// the training part. Stems that are not there in both languages are left out, and noted.
///
/// source, target   endings; empty: the other one of two
/// encoding         of all files; empty: guessed
/// errors           unknown_language; wrong_usage: one language is both; bad_table: two files that
///                  belong together have different numbers of lines; unknown_encoding
[[nodiscard]] ParallelTexts read_parallel_folder(const std::filesystem::path& folder,
                                                 const std::string& source,
                                                 const std::string& target,
                                                 const std::string& encoding);
/// All lines of the test part in one language, of all parts where there is none.
/// errors           unknown_language, unknown_encoding
[[nodiscard]] std::vector<std::string> read_parallel_sources(const std::filesystem::path& folder,
                                                             const std::string& language,
                                                             const std::string& encoding);

/// errors    wrong_usage unless they differ
void require_two_sides(const std::string& source, const std::string& target);

}  // namespace ingot
