#include "data/text_folder.h"

#include <algorithm>
#include <set>

#include "base/lower_case.h"
#include "base/sha256.h"
#include "data/part_names.h"
#include "data/picture_file.h"
#include "data/text_feed.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

struct LabelledFile {
  fs::path file;
  std::string label;
  bool is_one_text = false;  ///< else each line is
};

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (!is_hidden(entry.path())) entries.push_back(entry.path());
  std::sort(entries.begin(), entries.end());
  return entries;
}

std::vector<LabelledFile> texts_in_sub_folders(const std::vector<fs::path>& entries) {
  std::vector<LabelledFile> files;
  for (const fs::path& folder : entries) {
    if (!fs::is_directory(folder)) continue;
    for (const fs::path& file : entries_of(folder)) {
      if (has_picture_name(file.filename().string())) return {};
      if (is_text_file(file)) files.push_back({file, folder.filename().string(), true});
    }
  }
  return files;
}

// Files that say nothing of the data.
bool is_about(const fs::path& file) {
  const std::string name = in_lower_case(file.stem().string());
  return name == "readme" || name == "license" || name == "licence";
}

std::vector<LabelledFile> texts_by_line(const std::vector<fs::path>& entries) {
  std::vector<fs::path> files;
  std::set<std::string> stems, endings;
  for (const fs::path& file : entries) {
    if (!fs::is_regular_file(file) || is_about(file)) continue;
    if (table_format(file) || has_picture_name(file.filename().string())) return {};
    files.push_back(file);
    stems.insert(file.stem().string());
    endings.insert(file.extension().string());
  }
  // Parts of one text are no classes.
  if (std::ranges::all_of(stems, [](const std::string& s) { return part_in_name(s).has_value(); }))
    return {};
  const bool by_stem = endings.size() == 1 && *endings.begin() == ".txt",
             by_ending = stems.size() == 1 && endings.size() == files.size() &&
                         !endings.contains("") && !endings.contains(".gz");
  std::vector<LabelledFile> labelled;
  if (files.size() < 2 || !(by_stem || by_ending)) return labelled;
  for (const fs::path& file : files)
    labelled.push_back(
        {file, by_stem ? file.stem().string() : file.extension().string().substr(1), false});
  return labelled;
}

// The folders of one part, such as `test`.
std::vector<fs::path> part_folders(const fs::path& folder, DataPart part) {
  std::vector<fs::path> folders = entries_of(folder);
  std::erase_if(folders, [&](const fs::path& entry) {
    return !fs::is_directory(entry) || part_in_name(entry.filename().string()) != part;
  });
  return folders;
}

// Where the folder brings parts with the classes in them: what is in those to train and to validate
// on, for these are divided anew; else what is in itself.
std::vector<fs::path> learned_entries(const fs::path& folder) {
  std::vector<fs::path> entries;
  for (const DataPart part : {DataPart::train, DataPart::valid})
    for (const fs::path& own : part_folders(folder, part))
      for (const fs::path& entry : entries_of(own))
        if (fs::is_directory(entry)) entries.push_back(entry);
  return entries.empty() ? entries_of(folder) : entries;
}

std::vector<LabelledFile> labelled_files(const fs::path& folder) {
  const std::vector<fs::path> entries = learned_entries(folder);
  std::vector<LabelledFile> files = texts_in_sub_folders(entries);
  if (files.empty()) files = texts_by_line(entries);
  std::set<std::string> labels;
  for (const LabelledFile& file : files) labels.insert(file.label);
  if (labels.size() < 2) files.clear();
  return files;
}

class TextFolderReader final : public RowReader {
 public:
  TextFolderReader(const std::vector<LabelledFile>& files, const std::vector<Encoding>& encodings)
      : files_(files), encodings_(encodings) {}

  bool read(Table& rows) override {
    std::size_t bytes = 0;
    while (at_ < files_.size() && rows.size() < kRowsOfRun && bytes < kBytesOfRun)
      bytes += files_[at_].is_one_text ? read_file(rows) : read_line(rows);
    return rows.size() > 0;
  }

 private:
  std::size_t add(Table& rows, std::string_view text) {
    if (text.find_first_not_of(" \t\r\n") == text.npos) return 0;
    rows.columns[0].push_back(text);
    rows.columns[1].push_back(files_[at_].label);
    return text.size();
  }
  std::size_t read_file(Table& rows) {
    TextFeed feed(files_[at_].file, encodings_[at_]);
    std::string text;
    while (feed.read(text) && text.size() <= kMostBytesOfRecord) continue;
    const std::size_t bytes = add(rows, text);
    ++at_;
    return bytes;
  }
  std::size_t read_line(Table& rows) {
    if (!lines_) lines_.emplace(files_[at_].file, encodings_[at_]);
    std::string_view line;
    if (lines_->next(line)) return add(rows, line);
    lines_.reset();
    ++at_;
    return 0;
  }

  const std::vector<LabelledFile>& files_;
  const std::vector<Encoding>& encodings_;
  std::size_t at_ = 0;
  std::optional<LineFeed> lines_;
};

class TextFolderTable final : public PulledTable {
 public:
  TextFolderTable(const fs::path& folder, const TableOptions& options)
      : files_(labelled_files(folder)) {
    if (files_.empty())
      throw Error("unknown_data", text("{} holds no texts of two or more classes",
                                       "{} 中没有两个以上类别的文本", folder.string()))
          .expected(text("a sub-folder of .txt files for each class, or a file of lines for each",
                         "每个类别一个 .txt 文件的子文件夹, 或每个类别一个按行存放文本的文件"));
    names_ = {"text", kTextFolderLabel};
    std::set<std::string> told;
    for (const LabelledFile& file : files_) {
      encodings_.push_back(encoding_of_file(file.file, options.encoding));
      const Text& note = encodings_.back().note;
      if (!note.empty() && told.insert(note.en).second) notes_.push_back(note);
    }
  }
  [[nodiscard]] std::unique_ptr<RowReader> reader() const override {
    return std::make_unique<TextFolderReader>(files_, encodings_);
  }
  [[nodiscard]] std::string sha256() const override {
    Sha256 all;
    for (const LabelledFile& file : files_) {
      all.add(file.label + '\n');
      all.add(sha256_of_file(file.file));
    }
    return all.digest();
  }

 private:
  std::vector<LabelledFile> files_;
  std::vector<Encoding> encodings_;
};

}  // namespace

bool is_text_file(const fs::path& file) {
  return fs::is_regular_file(file) && in_lower_case(file.extension().string()) == ".txt";
}

std::vector<fs::path> text_files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (is_text_file(entry.path())) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

bool is_text_folder(const fs::path& folder) {
  return fs::is_directory(folder) && !labelled_files(folder).empty();
}

std::optional<fs::path> test_part_of_texts(const fs::path& folder) {
  if (!fs::is_directory(folder)) return std::nullopt;
  for (const fs::path& own : part_folders(folder, DataPart::test))
    if (is_text_folder(own)) return own;
  return std::nullopt;
}

TablePointer open_text_folder(const fs::path& folder, const TableOptions& options) {
  return std::make_shared<TextFolderTable>(folder, options);
}

}  // namespace ingot
