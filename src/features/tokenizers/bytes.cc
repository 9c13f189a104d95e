#include "features/byte_alphabet.h"
#include "features/tokenizer_error.h"
#include "features/tokenizers/trainers.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr TokenId kNumBytes = 256;

class Bytes final : public TokenizerModel {
 public:
  // Byte b is the token first + b, after the special ones.
  explicit Bytes(TokenId first) : first_(first) {
    std::vector<std::string> tokens(static_cast<std::size_t>(first));
    for (TokenId byte = 0; byte < kNumBytes; ++byte)
      tokens.push_back(in_byte_alphabet(std::string(1, static_cast<char>(byte))));
    vocabulary_ = Vocabulary(tokens);
  }

  void encode(std::string_view piece, const TokenSink& out) const override {
    for (std::size_t i = 0; i < piece.size(); ++i)
      out.add(first_ + static_cast<unsigned char>(piece[i]), i + 1);
  }
  [[nodiscard]] const Vocabulary& vocabulary() const override { return vocabulary_; }
  [[nodiscard]] json to_json() const override { return {{"type", "Bytes"}, {"first", first_}}; }

 private:
  TokenId first_;
  Vocabulary vocabulary_;
};

std::unique_ptr<TokenizerModel> load_bytes(const json& values, const ModelContext&) {
  constexpr std::int64_t kMaxFirst = 1 << 16;
  return std::make_unique<Bytes>(
      static_cast<TokenId>(number_value(values, "first", kMaxFirst).value_or(0)));
}

json train_bytes(const WordCounts&, const VocabularyOptions& options) {
  return {{"type", "Bytes"}, {"first", options.special.size()}};
}

json bytes_parts() {
  return {{"pre_tokenizer", nullptr},
          {"decoder", {{"type", "ByteLevel"}}},
          {"special", {"<pad>", "<bos>", "<eos>"}}};
}

}  // namespace

TokenizerDef define_bytes_tokenizer() {
  return {.name = "bytes",
          .type = "Bytes",
          .doc =
              "Each byte is a token, after the special ones. Learns nothing, knows all texts.\n"
              "Source: Xue et al. 2021, ByT5.",
          .load = load_bytes,
          .train = train_bytes,
          .parts = bytes_parts};
}

}  // namespace ingot
