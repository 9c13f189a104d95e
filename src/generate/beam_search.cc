#include "generate/beam_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/assert.h"

namespace ingot {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

struct Beam {
  std::vector<std::int64_t> tokens = {};
  double log_probability = kNever;
};

struct Continuation {
  std::size_t beam;
  std::int64_t token;
  double log_probability;

  friend bool operator<(const Continuation& a, const Continuation& b) {
    if (a.log_probability != b.log_probability) return a.log_probability > b.log_probability;
    return a.beam != b.beam ? a.beam < b.beam : a.token < b.token;
  }
};

double score_of(double log_probability, std::size_t tokens, double penalty) {
  return log_probability / std::pow((5 + static_cast<double>(tokens)) / 6, penalty);
}

// The likeliest `count` tokens, of equal ones the lower.
std::vector<std::int64_t> likeliest(std::span<const float> p, std::size_t count,
                                    std::span<const std::int64_t> barred) {
  std::vector<std::int64_t> tokens(p.size());
  std::iota(tokens.begin(), tokens.end(), 0);
  std::erase_if(tokens, [&](std::int64_t t) { return std::ranges::count(barred, t) > 0; });
  const auto before = [&](std::int64_t a, std::int64_t b) {
    const float pa = p[static_cast<std::size_t>(a)], pb = p[static_cast<std::size_t>(b)];
    return pa != pb ? pa > pb : a < b;
  };
  const auto end = tokens.begin() + static_cast<std::ptrdiff_t>(std::min(count, tokens.size()));
  std::partial_sort(tokens.begin(), end, tokens.end(), before);
  tokens.erase(end, tokens.end());
  return tokens;
}

// The texts of one source.
class Search {
 public:
  Search(std::int64_t most, const BeamOptions& options)
      : options_(options),
        most_(static_cast<std::size_t>(most)),
        beams_(static_cast<std::size_t>(options.beams)) {
    beams_[0].log_probability = 0;
  }

  [[nodiscard]] bool is_done() const { return is_done_; }

  // `p` holds a row of probabilities for each beam. Gives where each beam goes on from.
  std::vector<std::size_t> step(std::span<const float> p) {
    const std::size_t count = beams_.size(), width = p.size() / count;
    std::vector<Continuation> candidates;
    for (std::size_t b = 0; b < count; ++b) {
      if (beams_[b].log_probability == kNever) continue;
      const auto row = p.subspan(b * width, width);
      // Twice as many as there are beams: at most half of them end.
      for (const std::int64_t token : likeliest(row, 2 * count, options_.barred))
        candidates.push_back(
            {b, token,
             beams_[b].log_probability +
                 std::log(
                     std::max(static_cast<double>(row[static_cast<std::size_t>(token)]), 1e-30))});
    }
    std::sort(candidates.begin(), candidates.end());
    std::vector<Beam> next;
    std::vector<std::size_t> from;
    for (std::size_t i = 0; i < candidates.size() && next.size() < count; ++i) {
      const Continuation& c = candidates[i];
      if (c.token == options_.end) {
        if (i < count) offer(beams_[c.beam].tokens, c.log_probability, true);
        continue;
      }
      next.push_back({beams_[c.beam].tokens, c.log_probability});
      next.back().tokens.push_back(c.token);
      from.push_back(c.beam);
    }
    while (next.size() < count) {
      next.emplace_back();
      from.push_back(0);
    }
    beams_ = std::move(next);
    decide();
    return from;
  }

  [[nodiscard]] std::int64_t last_token(std::size_t beam) const {
    return beams_[beam].tokens.empty() ? options_.end : beams_[beam].tokens.back();
  }
  [[nodiscard]] WrittenTokens result() const { return best_; }

 private:
  void offer(const std::vector<std::int64_t>& tokens, double log_probability, bool is_whole) {
    const double score = score_of(log_probability, tokens.size() + 1, options_.length_penalty);
    num_offered_ += is_whole ? 1 : 0;
    if (score <= best_score_) return;
    best_score_ = score;
    best_ = {tokens, log_probability, is_whole};
  }

  void decide() {
    if (num_offered_ >= beams_.size()) is_done_ = true;
    const bool is_full = beams_[0].tokens.size() >= most_;
    if (!is_full || is_done_) return;
    if (num_offered_ == 0)
      for (const Beam& beam : beams_)
        if (beam.log_probability != kNever) offer(beam.tokens, beam.log_probability, false);
    is_done_ = true;
  }

  const BeamOptions& options_;
  std::size_t most_;
  std::vector<Beam> beams_;
  WrittenTokens best_;
  double best_score_ = kNever;
  std::size_t num_offered_ = 0;
  bool is_done_ = false;
};

}  // namespace

std::vector<WrittenTokens> search_beams(TokenWriter& writer, std::span<const std::int64_t> most,
                                        const BeamOptions& options) {
  INGOT_ASSERT(options.beams >= 1, "{} beams", options.beams);
  const auto beams = static_cast<std::size_t>(options.beams);
  std::vector<Search> searches;
  for (const std::int64_t tokens : most) searches.emplace_back(tokens, options);
  std::vector<std::int64_t> tokens(searches.size() * beams, options.begin);
  while (!std::ranges::all_of(searches, &Search::is_done)) {
    const Tensor said = writer.write(tokens);
    const std::span<const float> p = said.data<float>();
    const std::size_t size = p.size() / searches.size();
    std::vector<std::int64_t> from(tokens.size());
    std::iota(from.begin(), from.end(), 0);
    for (std::size_t s = 0; s < searches.size(); ++s) {
      if (searches[s].is_done()) continue;
      const std::vector<std::size_t> places = searches[s].step(p.subspan(s * size, size));
      for (std::size_t b = 0; b < beams; ++b) {
        from[s * beams + b] = static_cast<std::int64_t>(s * beams + places[b]);
        tokens[s * beams + b] = searches[s].last_token(b);
      }
    }
    writer.reorder(from);
  }
  std::vector<WrittenTokens> results;
  for (const Search& search : searches) results.push_back(search.result());
  return results;
}

}  // namespace ingot
