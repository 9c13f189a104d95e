// Tokenisers of other people give the numbers that their own programs give, where the folder of
// shared models lies beside the project.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "base/files.h"
#include "base/rng.h"
#include "formats/gguf.h"
#include "formats/tokenizer_json.h"
#include "formats/vocab_txt.h"

namespace ingot {
namespace {

using nlohmann::json;
using Ids = std::vector<TokenId>;

std::string shared_model(const std::string& file) {
  return INGOT_SOURCE_DIR "/../shared/models/" + file;
}

#define SKIP_UNLESS_SHARED_MODEL(file)              \
  if (!std::filesystem::exists(shared_model(file))) \
  GTEST_SKIP() << "../shared/models/" << (file) << " is not here"

std::vector<std::string> texts_of(const std::string& file) {
  const std::string all = read_file(file), border = "\n__ggml_vocab_test__\n";
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = std::min(all.find(border, at), all.size());
    texts.push_back(all.substr(at, end - at));
    at = end + border.size();
  }
  return texts;
}

std::vector<Ids> ids_of(const std::string& file) {
  std::vector<Ids> rows;
  std::istringstream lines(read_file(file));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream numbers(line);
    Ids& ids = rows.emplace_back();
    for (TokenId id = 0; numbers >> id;) ids.push_back(id);
  }
  return rows;
}

Tokenizer copy_of(const Tokenizer& tokenizer) {
  return read_tokenizer_json(write_tokenizer_json(tokenizer));
}

class GgufVectors : public testing::TestWithParam<const char*> {};

TEST_P(GgufVectors, AreMetExactly) {
  const std::string file = fmt::format("gguf-vocab/ggml-vocab-{}.gguf", GetParam());
  SKIP_UNLESS_SHARED_MODEL(file);
  const Tokenizer tokenizer = load_gguf_tokenizer(shared_model(file));
  const Tokenizer copy = copy_of(tokenizer);
  const auto texts = texts_of(shared_model(file + ".inp"));
  const auto expected = ids_of(shared_model(file + ".out"));
  ASSERT_EQ(texts.size(), expected.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(tokenizer.encode(texts[i]), expected[i]) << i << ": " << texts[i];
    EXPECT_EQ(copy.encode(texts[i]), expected[i]) << i << ": " << texts[i];
    const Tokens tokens = tokenizer.encode_with_spans(texts[i]);
    EXPECT_EQ(tokens.ids, expected[i]);
    ASSERT_EQ(tokens.spans.size(), expected[i].size());
    for (const TextSpan& span : tokens.spans) {
      EXPECT_LE(span.begin, span.end);
      EXPECT_LE(span.end, texts[i].size());
    }
    if (std::string_view(GetParam()) != "bert-bge") {
      EXPECT_EQ(tokenizer.decode(expected[i]), texts[i]);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Tokenizer, GgufVectors,
                         testing::Values("gpt-2", "llama-spm", "phi-3", "bert-bge"),
                         [](const auto& gguf) {
                           std::string name = gguf.param;
                           std::erase(name, '-');
                           return name;
                         });

// What other programs call the models, and the vocabularies of theirs that are here.
void expect_hub_vectors(const Tokenizer& tokenizer, const std::string& model) {
  const json all = json::parse(read_file(shared_model("tokenizer-vectors/tokenizer_tests.json")));
  ASSERT_TRUE(all.contains(model));
  for (const json& one : all[model]) {
    const auto input = one["input"].get<std::string>();
    const auto ids = one["encoded"]["input_ids"].get<Ids>();
    EXPECT_EQ(tokenizer.encode(input, {.with_template = true, .reads_special = true}), ids)
        << model << ": " << input;
    EXPECT_EQ(tokenizer.decode(ids, Tokenizer::Special::written), one["decoded_with_special"])
        << model;
    EXPECT_EQ(tokenizer.decode(ids), one["decoded_without_special"]) << model;
  }
}

TEST(TokenizerVectors, OfBertAreMetExactly) {
  SKIP_UNLESS_SHARED_MODEL("tokenizer-vectors/bert-vocab.txt");
  const Tokenizer tokenizer = load_vocab_txt(shared_model("tokenizer-vectors/bert-vocab.txt"));
  expect_hub_vectors(tokenizer, "bert-base-uncased");
  expect_hub_vectors(tokenizer, "google-bert/bert-base-uncased");
  expect_hub_vectors(copy_of(tokenizer), "bert-base-uncased");
}

TEST(TokenizerVectors, OfGpt2AreMetExactly) {
  SKIP_UNLESS_SHARED_MODEL("gguf-vocab/ggml-vocab-gpt-2.gguf");
  const Tokenizer tokenizer = load_gguf_tokenizer(shared_model("gguf-vocab/ggml-vocab-gpt-2.gguf"));
  const json one =
      json::parse(read_file(shared_model("tokenizer-vectors/gpt2_encoded_tokens.json")));
  const auto ids = one["token_ids"].get<Ids>();
  EXPECT_EQ(tokenizer.encode(one["text"].get<std::string>()), ids);
  EXPECT_EQ(tokenizer.decode(ids), one["decoded_text"]);
  for (std::size_t i = 0; i < ids.size(); ++i)
    EXPECT_EQ(tokenizer.token(ids[i]), one["bpe_tokens"][i]);
  const json all = json::parse(read_file(shared_model("tokenizer-vectors/tokenizer_tests.json")));
  for (const json& test : all["distilgpt2"])
    EXPECT_EQ(tokenizer.encode(test["input"].get<std::string>()),
              test["encoded"]["input_ids"].get<Ids>())
        << test["input"];
}

TEST(TokenizerVectors, OfLlama2AreMetExactly) {
  SKIP_UNLESS_SHARED_MODEL("gguf-vocab/ggml-vocab-llama-spm.gguf");
  const Tokenizer tokenizer =
      load_gguf_tokenizer(shared_model("gguf-vocab/ggml-vocab-llama-spm.gguf"));
  const json all = json::parse(read_file(shared_model("tokenizer-vectors/tokenizer_tests.json")));
  for (const json& test : all["coreml-projects/Llama-2-7b-chat-coreml"])
    EXPECT_EQ(tokenizer.encode(test["input"].get<std::string>(), {.with_template = true}),
              test["encoded"]["input_ids"].get<Ids>())
        << test["input"];
}

// The words of 10,570 questions, which come out of BERT's splitter as they go in.
TEST(TokenizerVectors, OfBertsSplitterAreMetExactly) {
  SKIP_UNLESS_SHARED_MODEL("tokenizer-vectors/basic_tokenized_questions.json");
  const Tokenizer tokenizer = load_vocab_txt(shared_model("tokenizer-vectors/bert-vocab.txt"));
  const json questions =
      json::parse(read_file(shared_model("tokenizer-vectors/basic_tokenized_questions.json")));
  for (const json& question : questions) {
    const auto words = question.get<std::vector<std::string>>();
    std::vector<std::string> pieces;
    tokenizer.for_each_piece(fmt::format("{}", fmt::join(words, " ")),
                             [&](const TextPiece& piece) { pieces.emplace_back(piece.text); });
    ASSERT_EQ(pieces, words);
  }
}

TEST(TokenizerVectors, RandomBytesComeBackFromGpt2) {
  SKIP_UNLESS_SHARED_MODEL("gguf-vocab/ggml-vocab-gpt-2.gguf");
  const Tokenizer tokenizer = load_gguf_tokenizer(shared_model("gguf-vocab/ggml-vocab-gpt-2.gguf"));
  for (std::uint32_t i = 0; i < 10000; ++i) {
    const PhiloxCounter draw = philox4x32({i, 0, 0, 0}, {7, 7});
    std::string bytes;
    for (std::uint32_t k = 0; k < draw[0] % 64; ++k)
      bytes += static_cast<char>(philox4x32({i, k, 1, 0}, {7, 7})[0] >> (draw[1] % 2));
    ASSERT_EQ(tokenizer.decode(tokenizer.encode(bytes)), bytes) << i;
  }
}

}  // namespace
}  // namespace ingot
