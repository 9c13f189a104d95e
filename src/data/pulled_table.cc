#include "data/pulled_table.h"

#include <set>

#include "base/trim.h"

namespace ingot {

void PulledTable::for_each_run(const std::function<void(const Table& rows)>& body) const {
  const std::unique_ptr<RowReader> rows = reader();
  for (Table run = no_rows(); rows->read(run); run = no_rows()) body(run);
}

std::vector<std::string> numbered_columns(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t c = 0; c < count; ++c) names.push_back(fmt::format("column{}", c + 1));
  return names;
}

namespace {

// A name of several lines is one line.
bool join_lines(std::string& name) {
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
  if (std::ranges::none_of(name, is_control)) return false;
  std::string joined;
  for (const char c : name)
    if (!is_control(c))
      joined += c;
    else if (!joined.ends_with(' '))
      joined += ' ';
  name = std::move(joined);
  return true;
}

}  // namespace

std::vector<std::string> column_names(const std::vector<std::string>& found,
                                      std::vector<Text>& notes) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  bool had_blanks = false, had_lines = false;
  for (std::size_t c = 0; c < found.size(); ++c) {
    std::string name(without_blanks(found[c]));
    had_blanks |= name.size() != found[c].size();
    had_lines |= join_lines(name);
    if (name.empty()) name = fmt::format("column{}", c + 1);
    const std::string wanted = name;
    for (int again = 2; !taken.insert(name).second; ++again)
      name = fmt::format("{}_{}", wanted, again);
    if (name != wanted)
      notes.push_back(text("a second column \"{}\" is called \"{}\"",
                           "重名的列 \"{}\" 改名为 \"{}\"", wanted, name));
    names.push_back(std::move(name));
  }
  if (had_blanks)
    notes.push_back(text("blanks around names of columns are left out", "列名首尾的空白已去除"));
  if (had_lines)
    notes.push_back(text("line ends and tabs in names of columns are blanks",
                         "列名中的换行与制表符已改为空格"));
  return names;
}

}  // namespace ingot
