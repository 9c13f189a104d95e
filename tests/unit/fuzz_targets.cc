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
#include "data/tagged_text.h"
#include "features/sequence_pipeline.h"
#include "features/tag_pipeline.h"
#include "formats/gguf.h"
#include "formats/tokenizer_json.h"
#include "formats/vocab_txt.h"
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
  const TableViews views = choose_views(profile, target, {});
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

// Steps of two machines, long and wide.
const Table& fuzzed_steps() {
  static const Table rows = cells_of_csv("id,t,x,z\na,2,1.5,5\na,1,,6\nb,1,-2,\nb,9,3,8\n");
  return rows;
}

std::vector<std::string> sequence_pipeline_seeds() {
  const auto source = table_in_memory(fuzzed_steps());
  const TableProfile profile = profile_table(*source);
  const auto channels = [](const std::string& column, const TableProfile& of,
                           const TableSource& rows) {
    return TablePipeline::fit(of, {{"channels", {{column, {{"number", {{"to", "raw"}}}}}}}}, rows,
                              std::vector<double>(static_cast<std::size_t>(of.rows)), 0);
  };
  const SequenceLayout wide{.steps = {"x", "z"}, .name = "id", .kept = {"t"}};
  const auto stood_up = read_sequences(*source, wide).steps;
  return {
      SequencePipeline({.sequence = "id", .order = *profile.find("t")},
                       channels("x", profile, *source), 2, 3)
          .to_json(),
      SequencePipeline(wide, channels(kChannelOfSteps, profile_table(*stood_up), *stood_up), 0, 2)
          .to_json()};
}

void apply_sequence_pipeline(std::string_view bytes) {
  const SequencePipeline pipeline = SequencePipeline::from_json(bytes);
  const SequenceTable table =
      read_sequences(*table_in_memory(fuzzed_steps()), pipeline.layout(), {"t"});
  static_cast<void>(pipeline.rows(pipeline.encode(table), pipeline.spans(table)));
}

std::vector<std::string> tokenizer_json_seeds() {
  const std::string bpe =
      R"json({"added_tokens":[{"id":3,"content":"<s>","special":true,"lstrip":true}],
"normalizer":{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Prepend","prepend":"_"},
{"type":"Replace","pattern":{"Regex":"a+|(b)"},"content":"c"},{"type":"BertNormalizer"}]},
"pre_tokenizer":{"type":"Split","pattern":{"String":" "},"behavior":"MergedWithNext"},
"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"a","type_id":0}},
{"Sequence":{"id":"A","type_id":0}}],"pair":[],"special_tokens":{"a":{"id":"a","ids":[0]}}},
"decoder":{"type":"Sequence","decoders":[{"type":"ByteFallback"},{"type":"Fuse"},
{"type":"Strip","content":" ","start":1,"stop":0}]},
"model":{"type":"BPE","unk_token":"a","fuse_unk":true,"vocab":{"a":0,"b":1,"ab":2},"merges":["a b"],
"ranks":[7]}})json";
  const std::string byte_level =
      R"json({"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":true},
"decoder":{"type":"ByteLevel"},
"model":{"type":"BPE","vocab":{"a":0,"\u0120":1,"\u0120a":2},"merges":[["\u0120","a"]]}})json";
  const std::string unigram =
      R"json({"normalizer":{"type":"Precompiled","precompiled_charsmap":"BAAAAAAEAAAAAA=="},
"pre_tokenizer":{"type":"Metaspace","prepend_scheme":"first"},"decoder":{"type":"Metaspace"},
"model":{"type":"Unigram","unk_id":0,"vocab":[["u",0.0],["a",-1.5],["b",-2],["ab",-3]]}})json";
  const std::string wordpiece =
      R"json({"pre_tokenizer":{"type":"BertPreTokenizer"},"decoder":{"type":"WordPiece"},
"model":{"type":"WordPiece","unk_token":"[UNK]","vocab":{"[UNK]":0,"a":1,"##b":2}}})json";
  return {bpe, byte_level, unigram, wordpiece};
}

// Reading, then what one does with what was read.
void use_tokenizer(const Tokenizer& tokenizer) {
  const Tokens tokens = tokenizer.encode_with_spans(" a ab\tB\xc3\xa9\xff \xe4\xb8\xad<s> 12",
                                                    {.with_template = true, .reads_special = true});
  (void)tokenizer.decode(tokens.ids);
  (void)tokenizer.encode_pair("a", "");
}

void parse_tokenizer_json(std::string_view bytes) { use_tokenizer(read_tokenizer_json(bytes)); }
void parse_vocab_txt(std::string_view bytes) { use_tokenizer(read_vocab_txt(bytes)); }

std::vector<std::string> vocab_txt_seeds() {
  return {"[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n##b\n\xe4\xb8\xad\n", "[UNK]\r\nA\r\n##a"};
}

class GgufWriter {
 public:
  explicit GgufWriter(std::uint64_t num_values) {
    bytes_ = "GGUF";
    number(std::uint32_t{3}), number(std::uint64_t{0}), number(num_values);
  }
  template <class T>
  GgufWriter& number(T value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  GgufWriter& text(std::string_view value) {
    number(std::uint64_t{value.size()});
    bytes_ += value;
    return *this;
  }
  GgufWriter& key(std::string_view name, std::uint32_t type) { return text(name).number(type); }
  GgufWriter& list(std::string_view name, std::uint32_t type, std::uint64_t size) {
    return key(name, 9).number(type).number(size);
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

std::vector<std::string> gguf_seeds() {
  constexpr std::uint32_t kU32 = 4, kI32 = 5, kF32 = 6, kBoolean = 7, kString = 8;
  GgufWriter llama(6), gpt2(4);
  llama.key("tokenizer.ggml.model", kString).text("llama");
  llama.list("tokenizer.ggml.tokens", kString, 4).text("<unk>").text("\xe2\x96\x81");
  llama.text("a").text(
      "\xe2\x96\x81"
      "a");
  llama.list("tokenizer.ggml.scores", kF32, 4);
  for (const float score : {0.0F, -1.0F, -2.0F, -3.0F}) llama.number(score);
  llama.list("tokenizer.ggml.token_type", kI32, 4);
  for (const std::int32_t type : {2, 1, 1, 1}) llama.number(type);
  llama.key("tokenizer.ggml.unknown_token_id", kU32).number(std::uint32_t{0});
  llama.key("tokenizer.ggml.add_bos_token", kBoolean).number(std::uint8_t{0});
  gpt2.key("tokenizer.ggml.model", kString).text("gpt2");
  gpt2.key("tokenizer.ggml.pre", kString).text("llama-bpe");
  gpt2.list("tokenizer.ggml.tokens", kString, 3).text("a").text("b").text("ab");
  gpt2.list("tokenizer.ggml.merges", kString, 1).text("a b");
  return {llama.bytes(), gpt2.bytes()};
}

void parse_gguf(std::string_view bytes) {
  use_tokenizer(gguf_tokenizer(read_gguf(std::as_bytes(std::span(bytes)))));
}

std::vector<std::string> tag_column_seeds() {
  return {"-DOCSTART- O\n\nEU NNP B-ORG\nsays VBZ O\n\n\xe5\x8c\x97\xe4\xba\xac NNP B-LOC\n",
          "token\ttag\r\n# one\r\nNew York\tB-LOC\r\n\r\nso\tO\r\n", "a\nb\n\nc\n"};
}

std::vector<std::string> tag_json_seeds() {
  return {R"({"tokens":["Anna","ist"],"tags":["B-PER","O"]})"
          "\n"
          R"({"id":1,"tokens":["\u4eac"],"ner_tags":[0]})"};
}

template <TaggedText (*parse)(std::string_view, const std::string&, const TaggedTextOptions&)>
void parse_tags(std::string_view bytes) {
  (void)parse(bytes, "fuzz", {.needs_tags = false});
  try {
    (void)parse(bytes, "fuzz", {});
  } catch (const Error&) {  // tokens alone
  }
}

std::vector<TaggedSentence> some_sentences() {
  return {{{"Anna", "ist", "in", "Wien"}, {"B-PER", "O", "O", "B-LOC"}},
          {{"Otto", "ist", "da"}, {"B-PER", "O", "O"}}};
}

std::vector<std::string> tag_pipeline_seeds() {
  return {TagPipeline::fit(some_sentences(), {"B-LOC", "B-PER", "I-PER", "O"}, TagForm::iob2, {})
              .to_json()
              .dump()};
}

void apply_tag_pipeline(std::string_view bytes) {
  const TagPipeline pipeline = TagPipeline::from_json(nlohmann::json::parse(bytes, nullptr, false));
  const TagRows rows = pipeline.encode(some_sentences());
  const std::vector<std::int64_t> num_ids = pipeline.num_ids();
  for (std::size_t i = 0; i < rows.ids.size(); ++i)
    if (rows.ids[i] < 1 || rows.ids[i] >= num_ids[i % num_ids.size()])
      throw std::runtime_error("a number of a token is beyond its table");
  const std::vector<float> p(3 * pipeline.tags().size(), 0.5F);
  static_cast<void>(pipeline.scheme().entities(pipeline.scheme().likeliest(p)));
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
      {"sequence_pipeline", sequence_pipeline_seeds, apply_sequence_pipeline},
      {"table", table_seeds,
       [](std::string_view bytes) { (void)parse_picture_table(bytes, "fuzz.csv"); }},
      {"tokenizer_json", tokenizer_json_seeds, parse_tokenizer_json},
      {"vocab_txt", vocab_txt_seeds, parse_vocab_txt},
      {"gguf", gguf_seeds, parse_gguf},
      {"tag_columns", tag_column_seeds, parse_tags<parse_tag_columns>},
      {"tag_json", tag_json_seeds, parse_tags<parse_tag_json>},
      {"tag_pipeline", tag_pipeline_seeds, apply_tag_pipeline}};
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
