#include "evaluate/ngram_model.h"

#include <algorithm>
#include <tuple>

namespace ingot {
namespace {

// Different runs meet with a chance of about n^2 / 2^64.
std::uint64_t hash_of(std::span<const std::int32_t> tokens) {
  std::uint64_t hash = 0;
  for (const std::int32_t token : tokens) {
    hash += static_cast<std::uint64_t>(token) + 0x9e3779b97f4a7c15;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
    hash ^= hash >> 31;
  }
  return hash;
}

}  // namespace

NgramModel::NgramModel(std::span<const std::int32_t> tokens, std::int32_t vocabulary, int order)
    : uniform_(1.0 / static_cast<double>(vocabulary)), orders_(static_cast<std::size_t>(order)) {
  for (std::size_t before = 0; before < orders_.size(); ++before) {
    std::vector<Follower> all;
    for (std::size_t i = before; i < tokens.size(); ++i)
      all.push_back({hash_of(tokens.subspan(i - before, before)), tokens[i], 1});
    const auto key = [](const Follower& f) { return std::tie(f.context, f.token); };
    std::ranges::sort(all, {}, key);
    Order& o = orders_[before];
    for (const Follower& f : all) {
      if (o.followers.empty() || key(o.followers.back()) != key(f))
        o.followers.push_back(f);
      else
        ++o.followers.back().count;
    }
    o.followers.shrink_to_fit();
    std::int32_t most = 0;
    for (const Follower& f : o.followers) {
      if (o.contexts.empty() || o.contexts.back().context != f.context) {
        o.contexts.push_back({f.context});
        most = 0;
      }
      Context& c = o.contexts.back();
      c.count += f.count;
      ++c.kinds;
      if (f.count > most) c.likeliest = f.token;
      most = std::max(most, f.count);
    }
  }
}

NextToken NgramModel::next(std::span<const std::int32_t> before, std::int32_t token) const {
  NextToken said{uniform_, 0};
  for (std::size_t n = 0; n < std::min(orders_.size(), before.size() + 1); ++n) {
    const Order& o = orders_[n];
    const std::uint64_t context = hash_of(before.last(n));
    const auto c = std::ranges::lower_bound(o.contexts, context, {}, &Context::context);
    if (c == o.contexts.end() || c->context != context) break;
    const auto f =
        std::ranges::lower_bound(o.followers, std::tuple(context, token), {},
                                 [](const Follower& x) { return std::tuple(x.context, x.token); });
    const bool seen = f != o.followers.end() && f->context == context && f->token == token;
    const auto kinds = static_cast<double>(c->kinds);
    said.probability = ((seen ? f->count : 0) + kinds * said.probability) /
                       (static_cast<double>(c->count) + kinds);
    said.likeliest = c->likeliest;
  }
  return said;
}

}  // namespace ingot
