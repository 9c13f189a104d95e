#include "evaluate/word_translation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/assert.h"
#include "evaluate/bleu.h"

namespace ingot {
namespace {

constexpr int kRounds = 5;

// Words by their numbers.
class Words {
 public:
  [[nodiscard]] std::vector<std::uint32_t> read(std::string_view text) {
    std::vector<std::uint32_t> numbers;
    for (std::string& word : bleu_words(text)) {
      const auto [at, is_new] =
          numbers_.emplace(std::move(word), static_cast<std::uint32_t>(numbers_.size()));
      if (is_new) texts_.push_back(at->first);
      numbers.push_back(at->second);
    }
    return numbers;
  }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }
  [[nodiscard]] const std::string& operator[](std::size_t i) const { return texts_[i]; }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<std::string> texts_;
};

struct NumberedPair {
  std::vector<std::uint32_t> source, target;
};

// A source word and a target word that stand in one pair.
struct Link {
  std::uint32_t source, target;
  double probability = 1, count = 0;

  [[nodiscard]] std::uint64_t key() const { return std::uint64_t{source} << 32 | target; }
};

std::vector<Link> links_of(const std::vector<NumberedPair>& pairs) {
  std::vector<std::uint64_t> keys;
  for (const NumberedPair& pair : pairs)
    for (const std::uint32_t s : pair.source)
      for (const std::uint32_t t : pair.target) keys.push_back(std::uint64_t{s} << 32 | t);
  std::ranges::sort(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  std::vector<Link> links;
  for (const std::uint64_t key : keys)
    links.push_back({static_cast<std::uint32_t>(key >> 32), static_cast<std::uint32_t>(key)});
  return links;
}

void share_out(const NumberedPair& pair, std::vector<Link>& links) {
  for (const std::uint32_t t : pair.target) {
    std::vector<Link*> of_target;
    double sum = 0;
    for (const std::uint32_t s : pair.source) {
      const auto link = std::ranges::lower_bound(links, std::uint64_t{s} << 32 | t, {}, &Link::key);
      of_target.push_back(&*link);
      sum += link->probability;
    }
    for (Link* link : of_target) link->count += link->probability / sum;
  }
}

// Counts become probabilities of the target words of each source word.
void normalize(std::vector<Link>& links) {
  for (auto first = links.begin(); first != links.end();) {
    auto last = first;
    double sum = 0;
    for (; last != links.end() && last->source == first->source; ++last) sum += last->count;
    for (; first != last; ++first) first->probability = first->count / sum, first->count = 0;
  }
}

}  // namespace

WordTranslation::WordTranslation(std::span<const std::string> sources,
                                 std::span<const std::string> targets) {
  INGOT_ASSERT(sources.size() == targets.size(), "{} texts and {}", sources.size(), targets.size());
  constexpr std::size_t kMostLinks = 4'000'000, kStride = 7919;
  Words source_words, target_words;
  std::vector<NumberedPair> pairs;
  std::size_t num_links = 0;
  const std::size_t count = sources.size();
  // A prime that does not divide their number leads to each pair once.
  const std::size_t stride = count % kStride == 0 ? 1 : kStride;
  for (std::size_t i = 0; i < count && num_links < kMostLinks; ++i) {
    const std::size_t at = i * stride % count;
    // A word has a byte and a blank at least.
    if (sources[at].size() * targets[at].size() > 4 * kMostLinks) continue;
    NumberedPair pair{source_words.read(sources[at]), target_words.read(targets[at])};
    num_links += pair.source.size() * pair.target.size();
    pairs.push_back(std::move(pair));
  }
  std::vector<Link> links = links_of(pairs);
  for (int round = 0; round < kRounds; ++round) {
    for (const NumberedPair& pair : pairs) share_out(pair, links);
    normalize(links);
  }
  const Link* best = nullptr;
  for (const Link& link : links) {
    if (!best || link.source != best->source || link.probability > best->probability) {
      best = &link;
      best_[source_words[link.source]] = target_words[link.target];
    }
  }
}

std::string WordTranslation::translate(std::string_view source) const {
  std::vector<std::string> words = bleu_words(source);
  for (std::string& word : words)
    if (const auto found = best_.find(word); found != best_.end()) word = found->second;
  return fmt::format("{}", fmt::join(words, " "));
}

}  // namespace ingot
