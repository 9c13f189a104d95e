#include "tests/unit/fuzz_targets.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/rng.h"
#include "base/utf8.h"
#include "data/arff.h"
#include "data/csv_dialect.h"
#include "data/idx.h"
#include "data/json_row.h"
#include "data/npy.h"
#include "data/npz.h"
#include "data/picture_file.h"
#include "data/picture_format.h"
#include "data/picture_table.h"
#include "tasks/table_views.h"
#include "tests/unit/array_writers.h"
#include "tests/unit/picture_writers.h"

namespace ingot {
namespace {

void parse_picture(std::string_view bytes) {
  // What decodes within a fuzzer's patience; larger sizes are the tests of bombs.
  constexpr std::int64_t kMaxElements = 1 << 22;
  if (picture_shape(bytes, "fuzz").num_elements() > kMaxElements) return;
  (void)decode_picture(bytes, "fuzz");
  (void)decode_picture(bytes, "fuzz", {5, 5});
}

template <PictureFormat format>
std::vector<std::string> pictures_in_format() {
  std::vector<std::string> files = small_pictures();
  std::erase_if(files, [](const std::string& f) { return picture_format(f) != format; });
  return files;
}

std::vector<std::string> idx_seeds() {
  return {std::string("\0\0\x08\3\0\0\0\2\0\0\0\2\0\0\0\3abcdefghijkl", 28),
          std::string("\0\0\x08\1\0\0\0\2\0\1", 10)};
}

std::vector<std::string> npy_seeds() {
  return {npy_of<float>("<f4", "(2, 3)", {1, 2, 3, 4, 5, 6}),
          npy_of<std::uint16_t>(">u2", "(2, 1, 2)", {1, 2, 3, 4}),
          npy_of("{'descr': '|b1', 'fortran_order': True, 'shape': (2, 2), }", "abcd", 2)};
}

std::vector<std::string> npz_seeds() {
  std::vector<std::string> files;
  for (const Packing packing : {Packing::stored, Packing::deflated})
    files.push_back(zip_of({{"x_train.npy", npy_seeds()[0]}, {"y.npy", npy_seeds()[1]}}, packing));
  return files;
}

void parse_npz(std::string_view bytes) {
  const NpzFile file(bytes, "fuzz");
  for (const std::string& name : file.names()) (void)file.read(name);
}

std::vector<std::string> table_seeds() {
  return {"path,label,split\na.png,cat,train\n\"b \"\"1\"\".jpg\",cat|dog,test\n",
          "a.png,cat\r\nb.png,dog\r\n", "\xef\xbb\xbfwhich,animal\n\"x\ny.bmp\",猫;狗\n"};
}

std::vector<std::string> csv_seeds() {
  return {"id;name;price\n1;\"a \"\"b\"\"\nc\";1,5\n2;;2,25\n3;\"\";?\n",
          "39, State-gov, 77516, <=50K\r\n50, Private, ?, >50K\r\n38, Private, 7, <=50K\r\n",
          "Report\na\tb\n1\t\"x\n2\ty\"\n3\tz\n"};
}

// In two pieces, so that records are also cut.
void parse_csv_table(std::string_view bytes) {
  const CsvLayout layout = guess_csv_layout(bytes, true, "fuzz");
  CsvRecords records(layout.dialect, "fuzz");
  records.add(bytes.substr(0, bytes.size() / 2));
  while (records.next() == CsvRecords::Next::record) (void)records.cells();
  records.add(bytes.substr(bytes.size() / 2));
  records.finish();
  while (records.next() == CsvRecords::Next::record) (void)records.cells();
}

std::vector<std::string> arff_seeds() {
  const std::string head =
      "% c\n@relation r\n@attribute 'a b' real\n@attribute c {x, 'y z'}\n@attribute s string\n";
  return {head + "@data\n1.5, x, 'it\\'s'\n?,'y z',?\n", head + "@data\n{0 2, 1 'y z'}\n{}\n"};
}

void parse_arff(std::string_view bytes) {
  ArffParser parser("fuzz");
  Table rows;
  bool in_header = true;
  std::int64_t number = 0;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    ++number;
    if (!in_header) {
      parser.read_row(line, number, rows);
    } else if (parser.read_header_line(line, number)) {
      in_header = false;
      rows = {parser.columns(), std::vector<TextColumn>(parser.columns().size())};
    }
  }
}

std::vector<std::string> json_seeds() {
  return {R"({"a":1.50,"b":"x\u00e9","c":[1,{"d":[null,"\""]}],"o":{"p":-7,"q":{}}})"};
}

void parse_json_row(std::string_view bytes) {
  const auto wrong =
      read_json_row(bytes, [](const std::string&, std::optional<std::string_view>) {});
  if (wrong) throw Error("bad_table", *wrong);
}

// The cells of a small CSV file, whatever it holds.
Table cells_of_csv(std::string_view bytes) {
  const CsvLayout layout = guess_csv_layout(bytes, true, "fuzz");
  Table table{layout.columns, std::vector<TextColumn>(layout.columns.size())};
  CsvRecords records(layout.dialect, "fuzz");
  records.add(bytes);
  records.finish();
  for (bool is_header = layout.has_header; records.next() == CsvRecords::Next::record;
       is_header = false) {
    if (is_header) continue;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const bool is_there = c < records.cells().size() && !records.cells()[c].text.empty();
      table.columns[c].push_back(is_there ? std::optional(records.cells()[c].text) : std::nullopt);
    }
  }
  return table;
}

std::vector<std::string> profile_seeds() {
  std::string numbers = "x,y,when,kind\n", words = "id;amount;size;mail\n";
  for (int i = 0; i < 24; ++i) {
    numbers += fmt::format("{}.5e{},{},20{}-0{}-1{} 10:2{},k{}\n", i * 7 % 11, i % 5, i % 2,
                           i % 3 + 10, i % 8 + 1, i % 9, i % 6, i % 4);
    words += fmt::format("A{:04};${},{:02};{};a{}@b.de\n", i, i * 37 % 900, i % 100,
                         i % 3 == 0   ? "low"
                         : i % 3 == 1 ? "medium"
                                      : "high",
                         i);
  }
  return {numbers, words};
}

// The whole way of a table's cells to numbers; the first column is the target.
void encode_cells(std::string_view bytes) {
  if (!is_utf8(bytes)) throw Error("bad_table", text("no UTF-8", "不是 UTF-8"));
  const auto source = table_in_memory(cells_of_csv(bytes));
  const std::string first = source->columns().at(0);
  const TableProfile profile = profile_table(*source, {.target = first});
  static_cast<void>(column_profile_from_json(to_json(profile.columns[0])));
  const TableTarget target = find_target(profile.columns[0], *source, WantedTarget::automatic);
  std::vector<double> targets = read_targets(*source, target);
  for (double& y : targets) y = std::isnan(y) ? 0 : y;
  const TableViews views = choose_views(profile, target, {kNetworkView, kTreesView}, true);
  const TablePipeline pipeline =
      TablePipeline::fit(profile, views.views, *source, targets, target.num_classes());
  const Tensor encoded = TablePipeline::from_json(pipeline.to_json()).apply(*source);
  for (const float v : encoded.data<float>())
    if (std::isinf(v)) throw std::runtime_error("an encoded cell is infinite");
}

std::vector<std::string> pipeline_seeds() {
  const auto source = table_in_memory(cells_of_csv(profile_seeds()[0]));
  const TableProfile profile = profile_table(*source);
  return {
      TablePipeline::fit(profile,
                         {{"network",
                           {{"x", {{"number", {{"to", "normal"}}}, {"piecewise", {{"bins", 3}}}}},
                            {"when", {{"date", {}}}},
                            {"kind", {{"category", {}}, {"target_mean", {}}}}}}},
                         *source, std::vector<double>(24), 2)
          .to_json()};
}

void apply_pipeline(std::string_view bytes) {
  static const Table rows = cells_of_csv(profile_seeds()[0]);
  static_cast<void>(TablePipeline::from_json(bytes).apply(rows));
}

// Random numbers one after the other.
class Draws {
 public:
  Draws(std::uint32_t number, std::uint32_t seed) : number_(number), seed_(seed) {}
  std::size_t below(std::size_t limit) {
    return philox4x32({number_, count_++, 0, 0}, {seed_, 1})[0] % std::max<std::size_t>(limit, 1);
  }

 private:
  std::uint32_t number_, seed_, count_ = 0;
};

void change(std::string& s, const std::vector<std::string>& seeds, Draws& draw) {
  const std::size_t at = draw.below(s.size()), length = 1 + draw.below(16);
  const std::string& other = seeds[draw.below(seeds.size())];
  constexpr std::string_view kOftenWrong("\0\1\x7f\x80\xff\xfe\x10\x20", 8);
  if (s.empty()) s = other;
  switch (draw.below(8)) {
    case 0: s[at] = static_cast<char>(draw.below(256)); break;
    case 1: s[at] = static_cast<char>(s[at] ^ 1 << draw.below(8)); break;
    case 2: s[at] = kOftenWrong[draw.below(kOftenWrong.size())]; break;
    case 3: s.erase(at, length); break;
    case 4: s.insert(at, s.substr(draw.below(s.size()), length)); break;
    case 5: s.replace(at, length, other.substr(draw.below(other.size()), length)); break;
    case 6: s.resize(at); break;
    default: s.replace(at, 4, std::string(4, kOftenWrong[draw.below(kOftenWrong.size())])); break;
  }
}

}  // namespace

const std::vector<FuzzTarget>& fuzz_targets() {
  static const std::vector<FuzzTarget> targets{
      {"jpeg", pictures_in_format<PictureFormat::jpeg>, parse_picture},
      {"png", pictures_in_format<PictureFormat::png>, parse_picture},
      {"webp", pictures_in_format<PictureFormat::webp>, parse_picture},
      {"bmp", pictures_in_format<PictureFormat::bmp>, parse_picture},
      {"idx", idx_seeds, [](std::string_view bytes) { (void)parse_idx(bytes, "fuzz"); }},
      {"npy", npy_seeds, [](std::string_view bytes) { (void)parse_npy(bytes, "fuzz"); }},
      {"npz", npz_seeds, parse_npz},
      {"csv", csv_seeds, parse_csv_table},
      {"arff", arff_seeds, parse_arff},
      {"json", json_seeds, parse_json_row},
      {"cells", profile_seeds, encode_cells},
      {"pipeline", pipeline_seeds, apply_pipeline},
      {"table", table_seeds,
       [](std::string_view bytes) { (void)parse_picture_table(bytes, "fuzz.csv"); }}};
  return targets;
}

bool try_parse(const FuzzTarget& target, std::string_view bytes) {
  try {
    target.parse(bytes);
    return true;
  } catch (const Error&) {
    return false;
  }
}

std::string mutated(const std::vector<std::string>& seeds, std::uint32_t number,
                    std::uint32_t seed) {
  Draws draw(number, seed);
  std::string s = seeds[draw.below(seeds.size())];
  for (std::size_t i = 0, changes = 1 + draw.below(4); i < changes; ++i) change(s, seeds, draw);
  return s;
}

}  // namespace ingot
