#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <cmath>

#include "base/threads.h"
#include "features/token_trie.h"
#include "features/tokenizers/trainers.h"
#include "features/tokenizers/unigram_seeds.h"
#include "features/word_counts.h"

namespace ingot {
namespace {

constexpr std::size_t kSeedsPerToken = 8;
constexpr double kKeptShare = 0.75;     // of the strings in each round. source: SentencePiece
constexpr double kLeastExpected = 0.5;  // strings that are expected less often are left out
constexpr int kSteps = 2;               // of expectation maximisation in each round
constexpr double kLeastLogProbability = -20;
// Expected counts are added as whole numbers of this part, so that their order does not matter.
constexpr double kCountUnits = 1 << 20;

struct Piece {
  std::string text;
  double log_probability = 0;
  double expected = 0;  ///< how often it is used
  bool is_character = false;
};

class UnigramTrainer {
 public:
  UnigramTrainer(const WordCounts& words, const VocabularyOptions& options)
      : options_(options), alphabet_(Alphabet::of(words, options)) {
    constexpr std::int64_t kNumByteTokens = 256;
    const std::int64_t wanted =
        options.size - static_cast<std::int64_t>(options.special.size()) - kNumByteTokens;
    if (wanted < static_cast<std::int64_t>(alphabet_.characters.size()))
      throw Error("bad_option", text("a vocabulary of {}", "大小为 {} 的词表", options.size))
          .expected(text("at least {}: the bytes, {} characters and {} special tokens",
                         "至少 {}: 所有字节, {} 个字符与 {} 个特殊标记",
                         kNumByteTokens + alphabet_.characters.size() + options.special.size(),
                         alphabet_.characters.size(), options.special.size()));
    wanted_ = static_cast<std::size_t>(wanted);
    for (const auto& [character, count] : alphabet_.characters)
      pieces_.push_back({character, 0, static_cast<double>(count), true});
    for (const Seed& seed : frequent_strings(alphabet_.segments, options, wanted_ * kSeedsPerToken))
      pieces_.push_back(
          {std::string(seed.text), 0, static_cast<double>(seed.count * seed.num_characters)});
    double all = 0;
    for (const Piece& piece : pieces_) all += piece.expected;
    for (Piece& piece : pieces_) piece.log_probability = std::log(piece.expected / all);
  }

  void learn() {
    while (true) {
      for (int step = 0; step < kSteps; ++step) {
        expect();
        maximise();
      }
      if (pieces_.size() <= wanted_) break;
      prune();
    }
  }

  [[nodiscard]] nlohmann::json model() {
    std::ranges::sort(pieces_, [](const Piece& a, const Piece& b) {
      return a.log_probability != b.log_probability ? a.log_probability > b.log_probability
                                                    : a.text < b.text;
    });
    nlohmann::json vocab = nlohmann::json::array();
    // Less likely than anything that the text is made of, so that a text that holds the name of a
    // special token does not become one.
    constexpr double kNever = -1000;
    for (const std::string& special : options_.special) vocab.push_back({special, kNever});
    for (int byte = 0; byte < 256; ++byte)
      vocab.push_back({fmt::format("<0x{:02X}>", byte), kNever});
    for (const Piece& piece : pieces_) vocab.push_back({piece.text, piece.log_probability});
    nlohmann::json values{{"type", "Unigram"}, {"byte_fallback", true}, {"vocab", vocab}};
    if (!options_.special.empty()) values["unk_id"] = 0;
    return values;
  }

 private:
  struct Edge {
    std::uint32_t begin, end;
    TokenId id;
  };
  // What one thread needs for one segment after the other.
  struct Paths {
    std::vector<Edge> edges;
    std::vector<double> forward, backward;
  };

  // How often each piece is used, over all segmentations by their probabilities.
  void expect() {
    std::vector<std::pair<std::string_view, TokenId>> tokens;
    std::vector<double> probability;
    for (const Piece& piece : pieces_) {
      tokens.emplace_back(piece.text, static_cast<TokenId>(tokens.size()));
      probability.push_back(std::exp(piece.log_probability));
    }
    const TokenTrie trie(std::move(tokens));
    std::vector<std::vector<std::int64_t>> counts(
        static_cast<std::size_t>(std::max(options_.num_threads, 1)));
    on_threads(static_cast<int>(counts.size()), [&](int thread, int num_threads) {
      std::vector<std::int64_t>& count = counts[static_cast<std::size_t>(thread)];
      count.assign(pieces_.size(), 0);
      Paths paths;
      const Share share =
          share_of(static_cast<std::int64_t>(alphabet_.segments.size()), thread, num_threads);
      for (std::int64_t i = share.begin; i < share.end; ++i)
        add_expected(alphabet_.segments[static_cast<std::size_t>(i)], trie, probability, paths,
                     count);
    });
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      std::int64_t all = 0;
      for (const auto& count : counts)
        if (!count.empty()) all += count[i];
      pieces_[i].expected = static_cast<double>(all) / kCountUnits;
    }
  }

  // source    forward-backward: Baum et al. 1970
  static void add_expected(const Segment& segment, const TokenTrie& trie,
                           const std::vector<double>& probability, Paths& paths,
                           std::vector<std::int64_t>& count) {
    const std::string_view text = segment.text;
    paths.edges.clear();
    paths.forward.assign(text.size() + 1, 0);
    paths.backward.assign(text.size() + 1, 0);
    paths.forward[0] = paths.backward[text.size()] = 1;
    for (std::uint32_t at = 0; at < text.size(); ++at) {
      if (paths.forward[at] == 0) continue;
      TokenTrie::Node node = TokenTrie::kRoot;
      for (std::uint32_t i = at; i < text.size(); ++i) {
        node = trie.child(node, text[i]);
        if (node == TokenTrie::kNone) break;
        const TokenId id = trie.token(node);
        if (id == kNoToken) continue;
        paths.edges.push_back({at, i + 1, id});
        paths.forward[i + 1] += paths.forward[at] * probability[static_cast<std::size_t>(id)];
      }
    }
    const double scale = static_cast<double>(segment.count) / paths.forward[text.size()];
    for (auto edge = paths.edges.rbegin(); edge != paths.edges.rend(); ++edge) {
      const auto id = static_cast<std::size_t>(edge->id);
      const double rest = probability[id] * paths.backward[edge->end];
      paths.backward[edge->begin] += rest;
      count[id] += std::llround(paths.forward[edge->begin] * rest * scale * kCountUnits);
    }
  }

  // With a sparse prior over the pieces, so that rare ones lose more than their share.
  // source    Bayesian estimates by the digamma function: Liang et al. 2007
  void maximise() {
    const auto is_rare = [](const Piece& piece) {
      return !piece.is_character && piece.expected < kLeastExpected;
    };
    const auto rare = static_cast<std::size_t>(std::ranges::count_if(pieces_, is_rare));
    if (pieces_.size() - rare >= wanted_) std::erase_if(pieces_, is_rare);
    double all = 0;
    for (Piece& piece : pieces_) all += piece.expected = std::max(piece.expected, kLeastExpected);
    const double log_all = boost::math::digamma(all);
    for (Piece& piece : pieces_)
      piece.log_probability =
          std::max(boost::math::digamma(piece.expected) - log_all, kLeastLogProbability);
  }

  // Leaves out the pieces whose loss lowers the likelihood least: each use of one becomes a use of
  // the pieces that it would be cut into.
  // source    Kudo 2018, 3.2, step 3
  void prune() {
    std::vector<std::pair<std::string_view, TokenId>> tokens;
    double all = 0;
    for (const Piece& piece : pieces_) {
      tokens.emplace_back(piece.text, static_cast<TokenId>(tokens.size()));
      all += piece.expected;
    }
    const TokenTrie trie(std::move(tokens));
    std::vector<double> loss(pieces_.size(), std::numeric_limits<double>::infinity());
    parallel_for(options_.num_threads, static_cast<std::int64_t>(pieces_.size()),
                 [&](std::int64_t i) {
                   const auto at = static_cast<std::size_t>(i);
                   if (!pieces_[at].is_character) loss[at] = loss_without(at, trie, all);
                 });
    std::vector<std::size_t> order(pieces_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
      return loss[a] != loss[b] ? loss[a] > loss[b] : pieces_[a].text < pieces_[b].text;
    });
    order.resize(std::max(
        wanted_, static_cast<std::size_t>(kKeptShare * static_cast<double>(pieces_.size()))));
    std::ranges::sort(order);
    std::vector<Piece> kept;
    for (const std::size_t i : order) kept.push_back(std::move(pieces_[i]));
    pieces_ = std::move(kept);
  }

  [[nodiscard]] double loss_without(std::size_t piece, const TokenTrie& trie, double all) const {
    const std::vector<TokenId> parts = likeliest_parts(piece, trie);
    const double used = pieces_[piece].expected;
    const double all_after = all + used * (static_cast<double>(parts.size()) - 1);
    double after = 0;
    for (const TokenId part : parts)
      after += std::log((pieces_[static_cast<std::size_t>(part)].expected + used) / all_after);
    return used * (std::log(used / all) - after);
  }

  // The best way to cut a piece into others.
  [[nodiscard]] std::vector<TokenId> likeliest_parts(std::size_t piece,
                                                     const TokenTrie& trie) const {
    struct Best {
      double score = -std::numeric_limits<double>::infinity();
      std::size_t begin = 0;
      TokenId id = kNoToken;
    };
    const std::string_view text = pieces_[piece].text;
    std::vector<Best> best(text.size() + 1);
    best[0].score = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (best[at].id == kNoToken && at > 0) continue;
      TokenTrie::Node node = TokenTrie::kRoot;
      for (std::size_t i = at; i < text.size(); ++i) {
        node = trie.child(node, text[i]);
        if (node == TokenTrie::kNone) break;
        const TokenId id = trie.token(node);
        if (id == kNoToken || static_cast<std::size_t>(id) == piece) continue;
        const double score = best[at].score + pieces_[static_cast<std::size_t>(id)].log_probability;
        if (score > best[i + 1].score) best[i + 1] = {score, at, id};
      }
    }
    std::vector<TokenId> parts;
    for (std::size_t end = text.size(); end > 0; end = best[end].begin)
      parts.push_back(best[end].id);
    return parts;
  }

  const VocabularyOptions& options_;
  Alphabet alphabet_;
  std::size_t wanted_ = 0;
  std::vector<Piece> pieces_;
};

}  // namespace

nlohmann::json train_unigram(const WordCounts& words, const VocabularyOptions& options) {
  UnigramTrainer trainer(words, options);
  trainer.learn();
  return trainer.model();
}

}  // namespace ingot
