#include "features/token_trie.h"

#include <algorithm>

namespace ingot {

TokenTrie::TokenTrie(std::vector<std::pair<std::string_view, TokenId>> tokens) {
  std::erase_if(tokens, [](const auto& token) { return token.first.empty(); });
  std::ranges::stable_sort(tokens, {}, [](const auto& token) { return token.first; });

  // Level by level: the tokens [begin, end) share the first `depth` bytes, which lead to `node`.
  struct Group {
    std::size_t begin, end, depth;
  };
  std::vector<Group> groups{{0, tokens.size(), 0}};
  children_.resize(1);
  labels_.push_back(0);
  tokens_.push_back(kNoToken);
  for (Node node = 0; node < groups.size(); ++node) {
    auto [begin, end, depth] = groups[node];
    if (begin < end && tokens[begin].first.size() == depth) tokens_[node] = tokens[begin].second;
    while (begin < end && tokens[begin].first.size() == depth) ++begin;
    children_[node].first = static_cast<Node>(groups.size());
    while (begin < end) {
      const char label = tokens[begin].first[depth];
      const std::size_t first = begin;
      while (begin < end && tokens[begin].first[depth] == label) ++begin;
      groups.push_back({first, begin, depth + 1});
      children_.emplace_back();
      labels_.push_back(static_cast<unsigned char>(label));
      tokens_.push_back(kNoToken);
      ++children_[node].count;
    }
  }
}

}  // namespace ingot
