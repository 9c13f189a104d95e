#include "tasks/language_sources.h"

#include <algorithm>

#include "data/part_names.h"
#include "data/text_feed.h"
#include "data/text_folder.h"
#include "ingot/data.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

std::string text_of_file(const fs::path& file, const BuildRequest& request, Progress* progress) {
  const Encoding encoding = encoding_of_file(file, request.table.encoding);
  if (progress != nullptr && !encoding.note.empty()) progress->note(encoding.note);
  return whole_text(file, encoding);
}

std::vector<fs::path> text_files_in(const fs::path& folder, FolderPart wanted) {
  std::vector<fs::path> files = text_files_below(folder);
  const auto part_of = [](const fs::path& file) { return part_in_name(file.stem().string()); };
  if (wanted != FolderPart::all)
    std::erase_if(files, [&](const fs::path& file) {
      return (part_of(file) == DataPart::test) != (wanted == FolderPart::test);
    });
  std::ranges::stable_partition(
      files, [&](const fs::path& file) { return part_of(file) != DataPart::valid; });
  return files;
}

SourceText text_of_folder(const fs::path& folder, FolderPart part, const BuildRequest& request,
                          Progress* progress) {
  const std::vector<fs::path> files = text_files_in(folder, part);
  if (files.empty())
    throw Error("file_missing",
                text("{} holds no .txt file", "{} 中没有 .txt 文件", folder.string()));
  SourceText all;
  for (const fs::path& file : files) all.add(text_of_file(file, request, progress));
  return all;
}

SourceText text_of_table(const std::string& source, const BuildRequest& request) {
  const auto table = open_table(source, request.table);
  SourceText all;
  table->for_each_run([&](const Table& run) {
    const std::size_t column = require_text_column(run, request.target, "--target", source);
    for (std::int64_t row = 0; row < run.size(); ++row)
      if (const std::string_view cell = run.columns[column][row]; !cell.empty()) all.add(cell);
  });
  return all;
}

}  // namespace

bool brings_test(const std::string& source) {
  if (!fs::is_directory(source) || text_files_in(source, FolderPart::test).empty()) return false;
  return std::ranges::any_of(text_files_in(source, FolderPart::learned), [](const fs::path& file) {
    return part_in_name(file.stem().string()) == DataPart::train;
  });
}

SourceText read_source_text(const std::string& source, const BuildRequest& request,
                            Progress* progress, FolderPart part) {
  if (fs::is_directory(source)) return text_of_folder(source, part, request, progress);
  if (!request.target.empty() || !request.table.sql.empty()) return text_of_table(source, request);
  if (is_table(source))
    throw Error("wrong_usage", text("{} is a table", "{} 是表格", source))
        .expected(text("the column that holds the texts", "存有文本的列"))
        .fix(text("--target COLUMN", "--target 列名"));
  SourceText lines{text_of_file(source, request, progress), {}};
  for (std::size_t at = 0; at < lines.text.size(); lines.ends.push_back(at)) {
    const std::size_t end = lines.text.find('\n', at);
    at = end == std::string::npos ? lines.text.size() : end + 1;
  }
  return lines;
}

std::size_t require_text_column(const Table& run, const std::string& name, const char* flag,
                                const std::string& source) {
  const auto column = run.find(name);
  if (column) return *column;
  throw Error("unknown_column", text("{} has no column \"{}\"", "{} 没有列“{}”", source, name))
      .expected(text("{} with one of {}", "{} 取以下之一: {}", flag, fmt::join(run.names, ", ")));
}

}  // namespace ingot
