#include "features/word_counts.h"

#include <algorithm>
#include <unordered_map>

#include "base/threads.h"
#include "features/text_hash.h"
#include "features/tokenizer.h"

namespace ingot {
namespace {

constexpr std::size_t kBatchBytes = 16 << 20;

struct WordHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const { return hash_text(s); }
};
using Counts = std::unordered_map<std::string, std::int64_t, WordHash, std::equal_to<>>;

// Texts that wait for the threads, one after the other.
struct TextBatch {
  std::string bytes;
  std::vector<std::size_t> ends;

  [[nodiscard]] std::string_view text(std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends[i - 1];
    return std::string_view(bytes).substr(begin, ends[i] - begin);
  }
};

void count_batch(const Tokenizer& tokenizer, const TextBatch& batch, std::vector<Counts>& counts) {
  on_threads(static_cast<int>(counts.size()), [&](int thread, int num_threads) {
    const auto add = [&counts = counts[static_cast<std::size_t>(thread)]](const TextPiece& piece) {
      const auto found = counts.find(piece.text);
      if (found == counts.end())
        counts.emplace(piece.text, 1);
      else
        ++found->second;
    };
    const auto share = share_of(static_cast<std::int64_t>(batch.ends.size()), thread, num_threads);
    for (std::int64_t i = share.begin; i < share.end; ++i)
      tokenizer.for_each_piece(batch.text(static_cast<std::size_t>(i)), add);
  });
}

}  // namespace

WordCounts count_words(const Tokenizer& tokenizer, const ForEachText& texts, int num_threads) {
  std::vector<Counts> counts(static_cast<std::size_t>(std::max(num_threads, 1)));
  TextBatch batch;
  const auto flush = [&] {
    count_batch(tokenizer, batch, counts);
    batch.bytes.clear();
    batch.ends.clear();
  };
  texts([&](std::string_view text) {
    batch.bytes += text;
    batch.ends.push_back(batch.bytes.size());
    if (batch.bytes.size() >= kBatchBytes) flush();
  });
  flush();
  for (std::size_t i = 1; i < counts.size(); ++i) {
    for (const auto& [word, count] : counts[i]) counts[0][word] += count;
    counts[i] = {};
  }
  WordCounts result;
  result.words.reserve(counts[0].size());
  for (auto& [word, count] : counts[0]) result.words.push_back({word, count});
  counts.clear();
  std::ranges::sort(result.words, {}, &WordCounts::Word::text);
  return result;
}

}  // namespace ingot
