#include "data/pixel_table.h"

#include <cmath>
#include <map>

#include "base/lower_case.h"
#include "base/parse.h"
#include "base/sha256.h"
#include "data/gzip.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

Error bad_pixels(const fs::path& file, std::size_t line, const Text& what) {
  return Error("bad_pixels", text("line {0}: {1}", "第 {0} 行: {2}", line, what.en, what.zh))
      .expected(text("one whole number from 0 to 255 for each pixel, and the label",
                     "每个像素一个 0 到 255 的整数, 以及标签"))
      .where(text("{}", "{}", file.string()));
}

std::string_view bare_field(std::string_view field) {
  while (!field.empty() && (field.front() == ' ' || field.front() == '"')) field.remove_prefix(1);
  while (!field.empty() && (field.back() == ' ' || field.back() == '"' || field.back() == '\r'))
    field.remove_suffix(1);
  return field;
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields = split_commas(line);
  for (std::string_view& field : fields) field = bare_field(field);
  return fields;
}

bool is_whole_number(std::string_view field) { return parse_as<std::int64_t>(field).has_value(); }

// The side of a square picture of `count` pixels; 0: it is none.
std::int64_t side_of(std::size_t count) {
  const auto side = static_cast<std::int64_t>(std::llround(std::sqrt(static_cast<double>(count))));
  constexpr std::int64_t kLeast = 8;
  return side >= kLeast && side * side == static_cast<std::int64_t>(count) ? side : 0;
}

std::optional<std::uint8_t> pixel_in(std::string_view field) {
  const std::optional<std::int64_t> value = parse_as<std::int64_t>(field);
  if (!value || *value < 0 || *value > 255) return std::nullopt;
  return static_cast<std::uint8_t>(*value);
}

bool are_pixels(const std::vector<std::string_view>& fields) {
  return std::ranges::all_of(fields, [](std::string_view f) { return pixel_in(f).has_value(); });
}

struct Header {
  bool is_there = false;
  std::optional<std::size_t> label;  // the column that is called so
};

Header header_of(const std::vector<std::string_view>& fields) {
  Header header;
  for (std::size_t c = 0; c < fields.size(); ++c)
    for (const char* name : {"label", "class", "target", "Label", "Class"})
      if (fields[c] == name) header.label = c;
  // Pixels may be called 0, 1 ...
  header.is_there = header.label || std::ranges::none_of(fields, is_whole_number);
  return header;
}

// Columns of pixels have a number in their names: "pixel0", "1x1", "17".
bool names_pixels(const std::vector<std::string_view>& fields, std::size_t label) {
  for (std::size_t c = 0; c < fields.size(); ++c)
    if (c != label && (fields[c].empty() || fields[c].back() < '0' || fields[c].back() > '9'))
      return false;
  return true;
}

// All numbers, row by row. Millions of fields: they never become strings as parse_csv makes them.
struct Numbers {
  std::size_t columns = 0;
  std::vector<std::uint8_t> values;
  Header header;
  [[nodiscard]] std::size_t rows() const { return columns == 0 ? 0 : values.size() / columns; }
};

Numbers read_numbers(const fs::path& file) {
  const std::optional<std::string> content = read_gzipped(file);
  if (!content)
    throw bad_pixels(file, 1, text("the gzip data is damaged or cut off", "gzip 数据损坏或不完整"));
  Numbers numbers;
  std::size_t line_number = 0;
  for (std::size_t at = 0; at < content->size();) {
    const std::size_t end = std::min(content->find('\n', at), content->size());
    const std::string_view line = bare_field(std::string_view(*content).substr(at, end - at));
    at = end + 1;
    ++line_number;
    if (line.empty()) continue;
    const std::vector<std::string_view> fields = fields_of(line);
    if (numbers.columns == 0) {
      numbers.columns = fields.size();
      numbers.header = header_of(fields);
      if (numbers.header.is_there) continue;
    }
    if (fields.size() != numbers.columns)
      throw bad_pixels(
          file, line_number,
          text("{} columns, not {}", "有 {} 列, 而不是 {} 列", fields.size(), numbers.columns));
    for (const std::string_view field : fields) {
      const std::optional<std::uint8_t> pixel = pixel_in(field);
      if (!pixel) throw bad_pixels(file, line_number, text("\"{}\"", "“{}”", field));
      numbers.values.push_back(*pixel);
    }
  }
  return numbers;
}

// Labels are of few kinds, none of which is nearly all rows, as a pixel of the margin is.
std::size_t label_column(const Numbers& numbers) {
  constexpr std::size_t kMostLabels = 128;
  if (numbers.header.label) return *numbers.header.label;
  struct Column {
    std::size_t kinds;
    std::int64_t majority;
  };
  const auto look_at = [&](std::size_t column) -> Column {
    std::map<std::uint8_t, std::int64_t> seen;
    for (std::size_t r = 0; r < numbers.rows(); ++r)
      ++seen[numbers.values[r * numbers.columns + column]];
    std::int64_t majority = 0;
    for (const auto& [value, rows] : seen) majority = std::max(majority, rows);
    return {seen.size(), majority};
  };
  const std::size_t last = numbers.columns - 1;
  const Column at_first = look_at(0), at_last = look_at(last);
  const auto may_be = [&](const Column& c) {
    constexpr std::size_t kOfTen = 9;  // more of one value is a pixel of the margin
    return c.kinds >= 2 && c.kinds <= kMostLabels &&
           10 * static_cast<std::size_t>(c.majority) <= kOfTen * numbers.rows();
  };
  if (may_be(at_first) != may_be(at_last)) return may_be(at_first) ? 0 : last;
  return at_first.kinds >= 2 && at_first.kinds < at_last.kinds ? 0 : last;
}

}  // namespace

bool is_pixel_table(const fs::path& file) {
  const std::string name = in_lower_case(file.filename().string());
  if (!name.ends_with(".csv") && !name.ends_with(".csv.gz")) return false;
  constexpr std::size_t kLongestLine = 1 << 20;
  const std::optional<std::string> content = read_gzipped(file, kLongestLine);
  if (!content) return false;
  const std::string_view begin = *content;
  const std::size_t end = std::min(begin.find('\n'), begin.size());
  const std::vector<std::string_view> fields = fields_of(bare_field(begin.substr(0, end)));
  if (side_of(fields.size() - 1) == 0) return false;
  const Header header = header_of(fields);
  if (!header.is_there) return are_pixels(fields);
  if (!header.label || !names_pixels(fields, *header.label) || end == begin.size()) return false;
  const std::string_view rest = begin.substr(end + 1);
  const std::size_t first_end = rest.find('\n');
  // A line that is not whole says nothing.
  return first_end == rest.npos || are_pixels(fields_of(bare_field(rest.substr(0, first_end))));
}

Dataset open_pixel_table(const fs::path& file) {
  const Numbers numbers = read_numbers(file);
  const std::int64_t side = side_of(numbers.columns - 1);
  const std::size_t label = label_column(numbers);
  const auto rows = static_cast<std::int64_t>(numbers.rows());
  Tensor pixels(u8, {rows, 1, side, side});
  std::uint8_t* to = pixels.mutable_data<std::uint8_t>().data();
  std::map<std::uint8_t, std::int64_t> classes;
  std::uint8_t most = 0;
  for (std::size_t i = 0; i < numbers.values.size(); ++i) {
    const std::uint8_t value = numbers.values[i];
    if (i % numbers.columns == label) {
      classes[value] = 0;
      continue;
    }
    *to++ = value;
    most = std::max(most, value);
  }
  Dataset data;
  data.name = file.filename().string();
  data.name = data.name.substr(0, data.name.find('.'));
  for (auto& [value, index] : classes) {
    index = static_cast<std::int64_t>(data.class_names.size());
    data.class_names.push_back(std::to_string(value));
  }
  const int scale = most <= 1 ? 255 : most <= 16 ? 16 : 1;
  if (scale != 1)
    for (std::uint8_t& v : pixels.mutable_data<std::uint8_t>())
      v = static_cast<std::uint8_t>(scale == 255 ? v * 255 : (v * 255 + 8) / 16);
  data.train.source = pictures_in_memory(std::move(pixels));
  for (std::size_t r = 0; r < numbers.rows(); ++r)
    data.train.labels.push_back(classes.at(numbers.values[r * numbers.columns + label]));
  data.sha256 = sha256_of_file(file);
  return data;
}

}  // namespace ingot
