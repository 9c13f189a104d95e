// The likeliest texts, against all texts there are.
#include "generate/beam_search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "base/rng.h"

namespace ingot {
namespace {

constexpr std::int64_t kWords = 4, kEnd = 0, kBegin = 9;
using Text = std::vector<std::int64_t>;

// What follows depends on all that is written, and on the source.
std::vector<double> following(std::int64_t source, const Text& written) {
  std::uint32_t hash = static_cast<std::uint32_t>(source) + 17;
  for (const std::int64_t token : written)
    hash = philox4x32({hash, static_cast<std::uint32_t>(token), 0, 0}, {1, 2})[0];
  std::vector<double> p;
  double sum = 0;
  for (std::uint32_t i = 0; i < kWords; ++i) {
    p.push_back(0.05 + philox4x32({hash, i, 1, 0}, {1, 2})[0] * 0x1p-32);
    sum += p.back();
  }
  for (double& value : p) value /= sum;
  return p;
}

class Writer final : public TokenWriter {
 public:
  Writer(std::int64_t sources, std::int64_t beams) : beams_(beams) {
    texts_.resize(static_cast<std::size_t>(sources * beams));
  }
  Tensor write(std::span<const std::int64_t> tokens) override {
    Tensor said(f32, {std::ssize(tokens), kWords});
    for (std::size_t row = 0; row < tokens.size(); ++row) {
      if (tokens[row] != kBegin) texts_[row].push_back(tokens[row]);
      const auto p = following(static_cast<std::int64_t>(row) / beams_, texts_[row]);
      for (std::size_t i = 0; i < p.size(); ++i)
        said.set(static_cast<std::int64_t>(row * p.size() + i), p[i]);
    }
    return said;
  }
  void reorder(std::span<const std::int64_t> from) override {
    std::vector<Text> next;
    for (const std::int64_t row : from) next.push_back(texts_[static_cast<std::size_t>(row)]);
    texts_ = std::move(next);
  }

 private:
  std::int64_t beams_;
  std::vector<Text> texts_;
};

void visit(std::int64_t source, const Text& written, double log_p, std::size_t most,
           std::map<Text, double>& all) {
  const std::vector<double> p = following(source, written);
  all[written] = log_p + std::log(p[kEnd]);
  if (written.size() + 1 >= most) return;
  for (std::int64_t token = 1; token < kWords; ++token) {
    Text longer = written;
    longer.push_back(token);
    visit(source, longer, log_p + std::log(p[static_cast<std::size_t>(token)]), most, all);
  }
}

double scored(double log_p, std::size_t tokens, double penalty) {
  return log_p / std::pow((6 + static_cast<double>(tokens)) / 6, penalty);
}

std::vector<WrittenTokens> search(std::int64_t sources, std::int64_t beams, std::int64_t most,
                                  double penalty) {
  Writer writer(sources, beams);
  const Text limits(static_cast<std::size_t>(sources), most);
  return search_beams(writer, limits,
                      {.beams = beams, .length_penalty = penalty, .begin = kBegin, .end = kEnd});
}

// So many beams that nothing is lost.
TEST(BeamSearch, FindsTheBestOfAllTexts) {
  constexpr std::int64_t kMost = 4;
  for (const double penalty : {0.0, 1.0}) {
    const auto found = search(5, 200, kMost, penalty);
    for (std::int64_t source = 0; source < 5; ++source) {
      std::map<Text, double> all;
      visit(source, {}, 0, kMost, all);
      const auto best = std::ranges::max_element(all, {}, [&](const auto& text) {
        return scored(text.second, text.first.size(), penalty);
      });
      const WrittenTokens& written = found[static_cast<std::size_t>(source)];
      EXPECT_EQ(written.tokens, best->first) << source;
      EXPECT_NEAR(written.log_probability, best->second, 1e-5);
      EXPECT_TRUE(written.is_whole);
    }
  }
}

TEST(BeamSearch, WithOneBeamTakesTheLikeliestToken) {
  const auto found = search(3, 1, 30, 1);
  for (std::int64_t source = 0; source < 3; ++source) {
    Text greedy;
    while (greedy.size() < 30) {
      const auto p = following(source, greedy);
      const auto token = std::ranges::max_element(p) - p.begin();
      if (token == kEnd) break;
      greedy.push_back(token);
    }
    EXPECT_EQ(found[static_cast<std::size_t>(source)].tokens, greedy);
  }
}

TEST(BeamSearch, GivesATextTheSameBesideOthersAndAlone) {
  const auto many = search(6, 3, 12, 1), one = search(1, 3, 12, 1);
  EXPECT_EQ(many[0].tokens, one[0].tokens);
  EXPECT_EQ(many[0].log_probability, one[0].log_probability);
}

TEST(BeamSearch, EndsWhereATextMayGrowNoMore) {
  for (const WrittenTokens& written : search(4, 2, 1, 1)) EXPECT_LE(written.tokens.size(), 1U);
}

}  // namespace
}  // namespace ingot
