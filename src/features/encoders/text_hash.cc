#include <cmath>
#include <numeric>

#include "features/encoder.h"
#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

json fit(const json& options, const FittingColumn& column) {
  const std::int64_t size = options.value("size", std::int64_t{64});
  if (size < 2 || size > 1 << 16)
    throw Error("bad_option", text("{} hashes", "{} 个哈希", size))
        .expected(text("from 2 to 65536", "2 到 65536"));
  return {{"size", size}, {"missing", column.profile.missing > 0}};
}

// source    Fowler, Noll and Vo: FNV-1a with 64 bits
std::uint64_t hash_of(std::string_view bytes, std::uint64_t hash = 14695981039346656037ULL) {
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

// Words of letters and digits in lower case; each character beyond ASCII is a word, so that pairs
// of neighbours are what Chinese words mostly are.
std::vector<std::string> words_of(std::string_view cell) {
  std::vector<std::string> words;
  std::string word;
  const auto end = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (const char c : cell) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0xC0) {
      end();
      word = c;
    } else if (byte >= 0x80) {
      word += c;
    } else if (std::isalnum(byte)) {
      if (!word.empty() && static_cast<unsigned char>(word[0]) >= 0x80) end();
      word += static_cast<char>(std::tolower(byte));
    } else {
      end();
    }
  }
  end();
  return words;
}

Encoder load(const json& values, const ColumnProfile& profile) {
  const std::int64_t size = count_value(values, "size");
  const bool missing = values.at("missing");
  Encoder encoder{.features = {}, .encode = {}};
  for (std::int64_t i = 0; i < size; ++i)
    encoder.features.push_back(fmt::format("{} words {}", profile.name, i));
  encoder.features.push_back(profile.name + " length");
  if (missing) encoder.features.push_back(profile.name + "=(missing)");
  encoder.encode = [=, width = encoder.features.size()](const CellRun& cells, float* out,
                                                        std::int64_t stride) {
    const auto hashes = static_cast<std::size_t>(size);
    for (std::int64_t row = 0; row < cells.size(); ++row, out += stride) {
      std::fill_n(out, width, 0.0F);
      const auto& cell = cells[row];
      if (!cell) {
        if (missing) out[width - 1] = 1;
        continue;
      }
      const auto count = [&](std::uint64_t hash) {
        out[(hash >> 1) % hashes] += (hash & 1) != 0 ? 1.0F : -1.0F;
      };
      const std::vector<std::string> words = words_of(*cell);
      for (std::size_t i = 0; i < words.size(); ++i) {
        count(hash_of(words[i]));
        if (i > 0) count(hash_of(words[i], hash_of(words[i - 1] + " ")));
      }
      const float norm = std::sqrt(std::inner_product(out, out + size, out, 0.0F));
      for (std::size_t i = 0; i < hashes && norm > 0; ++i) out[i] /= norm;
      out[hashes] = std::log1p(static_cast<float>(words.size()));
    }
  };
  return encoder;
}

}  // namespace

EncoderDef define_text_hash_encoder() {
  return {.name = "text_hash",
          .doc =
              "Words and pairs of neighbours, hashed into `size` (64) signed counts of length 1;\n"
              "then log(1 + the number of words). Characters beyond ASCII are words of their own.\n"
              "Source: Weinberger et al. 2009, Feature hashing for large scale multitask learning.",
          .fit = fit,
          .load = load};
}

}  // namespace ingot
