#include "evaluate/bleu.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/assert.h"

namespace ingot {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_point(char c) { return c == '.' || c == ','; }

// Punctuation of ASCII but for ' , - .
bool stands_alone(char c) {
  return (c >= '!' && c <= '&') || (c >= '(' && c <= '+') || c == '/' || (c >= ':' && c <= '@') ||
         (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

std::string with_replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result;
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from)) {
    result.append(text.substr(0, at)).append(to);
    text.remove_prefix(at + from.size());
  }
  return result.append(text);
}

// Where `first` and `second` hold of neighbours, spaces around one of them. Pairs do not overlap,
// the leftmost counts.
template <class First, class Second>
std::string spaced(std::string_view text, const First& first, const Second& second,
                   std::size_t which) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i + 1 < text.size() && first(text[i]) && second(text[i + 1])) {
      if (which == 0) {
        result += ' ', result += text[i], result += ' ', result += text[i + 1];
      } else {
        result += text[i], result += ' ', result += text[i + 1], result += ' ';
      }
      ++i;
    } else {
      result += text[i];
    }
  }
  return result;
}

using Runs = std::map<std::vector<std::string>, std::int64_t>;

Runs runs_of(const std::vector<std::string>& words, std::size_t order) {
  Runs runs;
  for (std::size_t i = 0; i + order <= words.size(); ++i)
    ++runs[{words.begin() + static_cast<std::ptrdiff_t>(i),
            words.begin() + static_cast<std::ptrdiff_t>(i + order)}];
  return runs;
}

// Runs of 1 .. orders words.
double of_orders(const BleuCounts& counts, std::size_t orders) {
  if (counts.matches[0] == 0) return 0;
  double sum = 0, half = 1;
  for (std::size_t n = 0; n < orders; ++n) {
    const double matches =
        counts.matches[n] > 0 ? static_cast<double>(counts.matches[n]) : (half /= 2);
    sum += std::log(matches / static_cast<double>(counts.runs[n]));
  }
  const double share =
      static_cast<double>(counts.reference_words) / static_cast<double>(counts.words);
  return 100 * std::exp(sum / static_cast<double>(orders) + std::min(0.0, 1 - share));
}

// White space beyond ASCII, which separates words too.
constexpr const char* kWideBlanks[] = {"\u0085", "\u00a0", "\u1680", "\u2000", "\u2001",
                                       "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
                                       "\u2007", "\u2008", "\u2009", "\u200a", "\u2028",
                                       "\u2029", "\u202f", "\u205f", "\u3000"};

}  // namespace

void BleuCounts::add(const BleuCounts& other, std::int64_t times) {
  for (std::size_t n = 0; n < kBleuOrder; ++n) {
    matches[n] += times * other.matches[n];
    runs[n] += times * other.runs[n];
  }
  words += times * other.words;
  reference_words += times * other.reference_words;
}

std::vector<std::string> bleu_words(std::string_view text) {
  std::string plain(text);
  plain = with_replaced(plain, "<skipped>", "");
  plain = with_replaced(plain, "-\n", "");
  plain = with_replaced(plain, "\n", " ");
  plain = with_replaced(plain, "&quot;", "\"");
  plain = with_replaced(plain, "&amp;", "&");
  plain = with_replaced(plain, "&lt;", "<");
  plain = with_replaced(plain, "&gt;", ">");
  for (const char* blank : kWideBlanks) plain = with_replaced(plain, blank, " ");
  std::string apart = " ";
  for (const char c : plain) {
    if (stands_alone(c)) apart += ' ';
    apart += c;
    if (stands_alone(c)) apart += ' ';
  }
  apart += ' ';
  const auto other = [](char c) { return !is_digit(c); };
  apart = spaced(apart, other, is_point, 1);
  apart = spaced(apart, is_point, other, 0);
  apart = spaced(
      apart, is_digit, [](char c) { return c == '-'; }, 1);
  std::vector<std::string> words;
  for (std::size_t at = 0; at < apart.size();) {
    constexpr const char* kSpaces = " \t\r\v\f\x1c\x1d\x1e\x1f";
    at = apart.find_first_not_of(kSpaces, at);
    if (at == apart.npos) break;
    const std::size_t end = std::min(apart.find_first_of(kSpaces, at), apart.size());
    words.push_back(apart.substr(at, end - at));
    at = end;
  }
  return words;
}

BleuCounts bleu_counts(std::string_view written, std::span<const std::string> references) {
  INGOT_ASSERT(!references.empty(), "BLEU needs a reference");
  const std::vector<std::string> words = bleu_words(written);
  BleuCounts counts{.words = std::ssize(words)};
  std::vector<std::vector<std::string>> wanted;
  for (const std::string& reference : references) {
    wanted.push_back(bleu_words(reference));
    const std::int64_t size = std::ssize(wanted.back()), off = std::abs(size - counts.words),
                       off_so_far = std::abs(counts.reference_words - counts.words);
    if (wanted.size() == 1 || off < off_so_far ||
        (off == off_so_far && size < counts.reference_words))
      counts.reference_words = size;
  }
  for (std::size_t n = 0; n < kBleuOrder; ++n) {
    Runs most;
    for (const auto& reference : wanted)
      for (const auto& [run, times] : runs_of(reference, n + 1))
        most[run] = std::max(most[run], times);
    for (const auto& [run, times] : runs_of(words, n + 1)) {
      counts.runs[n] += times;
      if (const auto found = most.find(run); found != most.end())
        counts.matches[n] += std::min(times, found->second);
    }
  }
  return counts;
}

double bleu(const BleuCounts& counts) {
  return counts.runs[kBleuOrder - 1] == 0 ? 0 : of_orders(counts, kBleuOrder);
}

double sentence_bleu(const BleuCounts& counts) {
  std::size_t orders = 0;
  while (orders < kBleuOrder && counts.runs[orders] > 0) ++orders;
  return of_orders(counts, orders);
}

}  // namespace ingot
