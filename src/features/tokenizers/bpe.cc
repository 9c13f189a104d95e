#include <array>
#include <memory_resource>

#include "base/utf8.h"
#include "features/byte_alphabet.h"
#include "features/characters.h"
#include "features/tokenizer_error.h"
#include "features/tokenizer_model.h"
#include "features/tokenizers/merge_table.h"
#include "features/tokenizers/trainers.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr std::string_view kBlankMark = "\u2581";  // SentencePiece's sign for a blank

using BpeSymbols = std::pmr::vector<MergeSymbol>;

struct BpeOptions {
  std::string unknown, prefix, suffix;
  bool fuses_unknown = false, falls_back_to_bytes = false, prefers_whole_words = false;
};

class Bpe final : public TokenizerModel {
 public:
  Bpe(std::vector<std::string> tokens, const json& merges, const json& ranks, BpeOptions options,
      const ModelContext& context);
  void encode(std::string_view piece, const TokenSink& out) const override;
  [[nodiscard]] const Vocabulary& vocabulary() const override { return written_; }
  [[nodiscard]] TokenId unknown() const override { return unknown_; }
  [[nodiscard]] json to_json() const override;

 private:
  void read_merges(const json& merges, const json& ranks);
  void find_bytes();
  void find_ascii();
  void find_whole_tokens();
  [[nodiscard]] TokenId of_written(std::string_view token) const;
  [[nodiscard]] bool cuts_at_blanks() const;

  void encode_part(std::string_view part, std::size_t begin, const TokenSink& out) const;
  void add_symbols(std::string_view part, BpeSymbols& symbols) const;
  void add_unknown(std::string_view part, std::size_t begin, std::size_t end,
                   BpeSymbols& symbols) const;
  [[nodiscard]] const Vocabulary& pieces() const { return is_byte_level_ ? bytes_ : written_; }

  BpeOptions options_;
  Vocabulary written_;
  Vocabulary bytes_;  ///< the tokens as bytes, where they are written in an alphabet of bytes
  bool is_byte_level_ = false;
  TokenId unknown_ = kNoToken;
  std::vector<Merge> merges_;
  MergeTable table_;
  std::array<TokenId, 256> byte_tokens_{};   ///< of a byte-level model: each byte; else <0x00> ...
  std::array<TokenId, 128> ascii_tokens_{};  ///< of the characters
  std::vector<std::uint8_t> is_whole_;       ///< the token's text becomes just this token
  bool cuts_at_blanks_ = false;
};

Bpe::Bpe(std::vector<std::string> tokens, const json& merges, const json& ranks, BpeOptions options,
         const ModelContext& context)
    : options_(std::move(options)), written_(tokens), is_byte_level_(context.is_byte_level) {
  if (is_byte_level_) {
    for (std::string& token : tokens) token = from_byte_alphabet(token).value_or("");
    bytes_ = Vocabulary(tokens);
  }
  if (!options_.unknown.empty()) unknown_ = written_.find(options_.unknown);
  find_bytes();
  find_ascii();
  read_merges(merges, ranks);
  table_ = MergeTable(merges_);
  cuts_at_blanks_ = cuts_at_blanks();
  find_whole_tokens();
}

// errors: bad_tokenizer
TokenId Bpe::of_written(std::string_view token) const {
  const TokenId id = written_.find(token);
  if (id == kNoToken)
    throw bad_tokenizer(
        text("a merge names \"{}\", which is no token", "合并规则中的 \"{}\" 不是标记", token));
  return id;
}

// "a b" in older files, ["a", "b"] in newer ones.
void Bpe::read_merges(const json& merges, const json& ranks) {
  if (!merges.is_array() || (!ranks.is_null() && ranks.size() != merges.size()))
    throw bad_tokenizer(text("its merges are no list", "合并规则不是列表"));
  merges_.reserve(merges.size());
  for (const json& rank : ranks)
    if (!rank.is_number_unsigned() || rank.get<std::uint64_t>() >= MergeTable::kNoRank)
      throw bad_tokenizer(text("the rank {} is none", "序号 {} 无效", rank.dump()));
  std::uint32_t rank = 0;
  for (const json& merge : merges) {
    std::string left, right;
    if (merge.is_array() && merge.size() == 2) {
      left = merge[0].get<std::string>();
      right = merge[1].get<std::string>();
    } else {
      const auto& both = merge.get_ref<const std::string&>();
      const std::size_t blank = both.find(' ', 1);
      if (blank == both.npos)
        throw bad_tokenizer(
            text("the merge \"{}\" has no two parts", "合并规则 \"{}\" 没有两部分", both));
      left = both.substr(0, blank);
      right = both.substr(blank + 1);
    }
    const std::string_view joined = right;
    const bool has_prefix = !options_.prefix.empty() && joined.starts_with(options_.prefix);
    const std::string becomes =
        left + std::string(joined.substr(has_prefix ? options_.prefix.size() : 0));
    merges_.push_back({of_written(left), of_written(right), of_written(becomes),
                       ranks.is_null() ? rank : ranks[rank].get<std::uint32_t>()});
    ++rank;
  }
}

void Bpe::find_bytes() {
  for (std::size_t byte = 0; byte < byte_tokens_.size(); ++byte)
    byte_tokens_[byte] = is_byte_level_ ? bytes_.find(std::string(1, static_cast<char>(byte)))
                                        : written_.find(fmt::format("<0x{:02X}>", byte));
}

void Bpe::find_ascii() {
  for (std::size_t c = 0; c < ascii_tokens_.size(); ++c)
    ascii_tokens_[c] = written_.find(std::string(1, static_cast<char>(c)));
}

void Bpe::find_whole_tokens() {
  is_whole_.assign(static_cast<std::size_t>(written_.size()), 0);
  if (!options_.suffix.empty()) return;
  BpeSymbols symbols;
  for (TokenId id = 0; id < written_.size(); ++id) {
    const std::string_view piece = pieces()[id];
    if (piece.empty() || pieces().find(piece) != id) continue;
    symbols.clear();
    if (!options_.prefers_whole_words) add_symbols(piece, symbols);
    is_whole_[static_cast<std::size_t>(id)] =
        options_.prefers_whole_words || (table_.apply(symbols) == 1 && symbols[0].id == id);
  }
}

// Where no token goes on with a blank after something else, none is cut by cutting there: pieces
// stay short without a splitter.
bool Bpe::cuts_at_blanks() const {
  if (is_byte_level_ || !options_.suffix.empty() || !options_.prefix.empty() ||
      written_.find(kBlankMark) == kNoToken)
    return false;
  for (const Merge& merge : merges_) {
    const std::string_view token = written_[merge.becomes];
    std::size_t blanks = 0;
    while (token.substr(blanks).starts_with(kBlankMark)) blanks += kBlankMark.size();
    if (token.find(kBlankMark, blanks) != token.npos) return false;
  }
  return true;
}

void Bpe::add_unknown(std::string_view part, std::size_t begin, std::size_t end,
                      BpeSymbols& symbols) const {
  if (options_.falls_back_to_bytes) {
    const std::size_t known = symbols.size();
    for (std::size_t i = begin; i < end; ++i) {
      const TokenId id = byte_tokens_[static_cast<unsigned char>(part[i])];
      if (id == kNoToken) break;
      symbols.push_back({id, static_cast<std::uint32_t>(i + 1)});
    }
    if (symbols.size() == known + end - begin) return;
    symbols.resize(known);
  }
  if (unknown_ == kNoToken) return;
  if (options_.fuses_unknown && !symbols.empty() && symbols.back().id == unknown_)
    symbols.back().end = static_cast<std::uint32_t>(end);
  else
    symbols.push_back({unknown_, static_cast<std::uint32_t>(end)});
}

void Bpe::add_symbols(std::string_view part, BpeSymbols& symbols) const {
  const bool is_plain = options_.prefix.empty() && options_.suffix.empty();
  std::string decorated;
  for (std::size_t at = 0; at < part.size();) {
    const std::size_t end = at + (is_byte_level_ ? 1 : character_at(part, at).size_bytes);
    TokenId id = kNoToken;
    if (is_byte_level_ && is_plain) {
      id = byte_tokens_[static_cast<unsigned char>(part[at])];
    } else if (is_plain) {
      id = end == at + 1 && is_ascii(part[at]) ? ascii_tokens_[static_cast<unsigned char>(part[at])]
                                               : written_.find(part.substr(at, end - at));
    } else {
      decorated = at > 0 ? options_.prefix : "";
      const std::string_view symbol = part.substr(at, end - at);
      decorated += is_byte_level_ ? in_byte_alphabet(symbol) : std::string(symbol);
      if (end == part.size()) decorated += options_.suffix;
      id = written_.find(decorated);
    }
    if (id == kNoToken)
      add_unknown(part, at, end, symbols);
    else
      symbols.push_back({id, static_cast<std::uint32_t>(end)});
    at = end;
  }
}

void Bpe::encode_part(std::string_view part, std::size_t begin, const TokenSink& out) const {
  const TokenId whole = pieces().find(part);
  if (whole != kNoToken && is_whole_[static_cast<std::size_t>(whole)] != 0)
    return out.add(whole, begin + part.size());
  if (out.add_known(part)) return;
  constexpr std::size_t kUsualSymbols = 128;
  std::array<std::byte, kUsualSymbols * sizeof(MergeSymbol)> usual;
  std::pmr::monotonic_buffer_resource memory(usual.data(), usual.size());
  BpeSymbols symbols(&memory);
  symbols.reserve(part.size());
  add_symbols(part, symbols);
  const std::size_t count = table_.apply(symbols);
  const std::size_t first = out.ids.size();
  for (std::size_t i = 0; i < count; ++i) out.add(symbols[i].id, begin + symbols[i].end);
  out.remember(part, first);
}

void Bpe::encode(std::string_view piece, const TokenSink& out) const {
  std::size_t begin = 0;
  if (cuts_at_blanks_) {
    std::size_t mark = piece.find(kBlankMark);
    while (mark != piece.npos) {
      const std::string_view before = piece.substr(begin, mark - begin);
      if (!before.empty() && !before.ends_with(kBlankMark)) {
        encode_part(before, begin, out);
        begin = mark;
      }
      mark = piece.find(kBlankMark, mark + kBlankMark.size());
    }
  }
  encode_part(piece.substr(begin), begin, out);
}

json Bpe::to_json() const {
  json merges = json::array(), ranks = json::array();
  bool counts_up = true;
  for (const Merge& merge : merges_) {
    counts_up = counts_up && merge.rank == ranks.size();
    merges.push_back({written_[merge.left], written_[merge.right]});
    ranks.push_back(merge.rank);
  }
  const auto or_null = [](const std::string& s) { return s.empty() ? json() : json(s); };
  json values{{"type", "BPE"},
              {"unk_token", or_null(options_.unknown)},
              {"continuing_subword_prefix", or_null(options_.prefix)},
              {"end_of_word_suffix", or_null(options_.suffix)},
              {"fuse_unk", options_.fuses_unknown},
              {"byte_fallback", options_.falls_back_to_bytes},
              {"ignore_merges", options_.prefers_whole_words},
              {"vocab", written_.to_json()},
              {"merges", std::move(merges)}};
  if (!counts_up) values["ranks"] = std::move(ranks);
  return values;
}

std::unique_ptr<TokenizerModel> load_bpe(const json& values, const ModelContext& context) {
  return std::make_unique<Bpe>(
      Vocabulary::tokens_from_json(value_or_null(values, "vocab")), value_or_null(values, "merges"),
      value_or_null(values, "ranks"),
      BpeOptions{.unknown = text_value(values, "unk_token", ""),
                 .prefix = text_value(values, "continuing_subword_prefix", ""),
                 .suffix = text_value(values, "end_of_word_suffix", ""),
                 .fuses_unknown = flag_value(values, "fuse_unk", false),
                 .falls_back_to_bytes = flag_value(values, "byte_fallback", false),
                 .prefers_whole_words = flag_value(values, "ignore_merges", false)},
      context);
}

json bpe_parts() {
  const json byte_level{{"type", "ByteLevel"},
                        {"add_prefix_space", false},
                        {"trim_offsets", false},
                        {"use_regex", true}};
  return {{"normalizer", nullptr},
          {"pre_tokenizer", byte_level},
          {"decoder", byte_level},
          {"special", json::array({"<|endoftext|>"})}};
}

}  // namespace

TokenizerDef define_bpe_tokenizer() {
  return {.name = "bpe",
          .type = "BPE",
          .doc =
              "Byte-pair encoding: the bytes or characters of a piece, then neighbours joined in\n"
              "the order in which the pairs were learned. A pair is learned when it is the most\n"
              "frequent one of the training texts; of equally frequent ones that of the lower\n"
              "numbers. Trained here it is byte-level, so that it has a token for all there is.\n"
              "Source: Sennrich, Haddow and Birch 2016; bytes: Radford et al. 2019.",
          .load = load_bpe,
          .train = train_bpe,
          .parts = bpe_parts};
}

}  // namespace ingot
