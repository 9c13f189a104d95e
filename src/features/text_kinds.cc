#include "features/text_kinds.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "features/characters.h"

namespace ingot {
namespace {

std::int64_t count_digits(std::string_view text) { return std::ranges::count_if(text, is_digit); }

struct Script {
  std::string_view name;
  char32_t first, last;
};
constexpr std::array<Script, 15> kScripts = {{{"digits", '0', '9'},
                                              {"latin", 'A', 'Z'},
                                              {"latin", 'a', 'z'},
                                              {"latin", 0xc0, 0x24f},
                                              {"greek", 0x370, 0x3ff},
                                              {"cyrillic", 0x400, 0x52f},
                                              {"hebrew", 0x590, 0x5ff},
                                              {"arabic", 0x600, 0x77f},
                                              {"devanagari", 0x900, 0x97f},
                                              {"thai", 0xe00, 0xe7f},
                                              {"kana", 0x3040, 0x30ff},
                                              {"han", 0x3400, 0x9fff},
                                              {"hangul", 0xac00, 0xd7af},
                                              {"han", 0x20000, 0x3ffff},
                                              {"other", 0x1f000, 0x1ffff}}};

const Script* script_of(char32_t character) {
  const auto found = std::ranges::find_if(
      kScripts, [&](const Script& s) { return character >= s.first && character <= s.last; });
  return found == kScripts.end() ? nullptr : &*found;
}

bool is_han(char32_t c) {
  const Script* script = script_of(c);
  return script != nullptr && script->name == "han";
}

}  // namespace

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.size() > 254) return false;
  const std::string_view domain = text.substr(at + 1);
  const std::size_t dot = domain.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || domain.size() - dot < 3) return false;
  return std::ranges::none_of(
             text,
             [](char c) { return c == ' ' || c == ',' || c == ';' || c == '<' || c == '>'; }) &&
         domain.find('@') == std::string_view::npos;
}

bool is_url(std::string_view text) {
  const std::string start = in_lower_case(text.substr(0, 8));
  return !has_blank(text) && (start.starts_with("http://") || start.starts_with("https://") ||
                              start.starts_with("ftp://") || start.starts_with("www."));
}

bool may_be_phone(std::string_view text) {
  const std::int64_t digits = count_digits(text);
  return digits >= 7 && digits <= 15 && std::ranges::all_of(text, [](char c) {
           return is_digit(c) || std::string_view("+-() ./x").find(c) != std::string_view::npos;
         });
}

bool is_international_phone(std::string_view text) {
  if (!may_be_phone(text)) return false;
  return text[0] == '+' ? text.find('.') == std::string_view::npos && count_digits(text) >= 9
                        : text[0] == '(' && text.size() > 9 && text[4] == ')';
}

bool is_chinese_mobile(std::string_view text) {
  return text.size() == 11 && is_digits(text) && text[0] == '1' && text[1] >= '3';
}

bool may_be_postal_code(std::string_view text) {
  return text.size() >= 3 && text.size() <= 10 && has_digit(text) &&
         std::ranges::all_of(text, [](char c) {
           return is_digit(c) || is_ascii_letter(c) || c == ' ' || c == '-';
         });
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}
bool has_digit(std::string_view text) { return std::ranges::any_of(text, is_digit); }
bool has_blank(std::string_view text) { return text.find(' ') != std::string_view::npos; }

bool is_long_han(std::string_view text) {
  int han = 0;
  while (!text.empty() && han < 10) han += is_han(take_character(text)) ? 1 : 0;
  return han == 10;
}

std::int64_t count_characters(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; });
}

std::string scripts_of(const std::vector<CategoryCount>& values) {
  constexpr std::size_t kTexts = 1000;
  std::vector<std::pair<std::string_view, std::int64_t>> counts;
  std::int64_t all = 0;
  for (std::size_t i = 0; i < std::min(values.size(), kTexts); ++i) {
    std::string_view text = values[i].value;
    while (!text.empty()) {
      const Script* script = script_of(take_character(text));
      if (script == nullptr) continue;
      ++all;
      const auto found =
          std::ranges::find(counts, script->name, &decltype(counts)::value_type::first);
      if (found == counts.end())
        counts.emplace_back(script->name, 1);
      else
        ++found->second;
    }
  }
  std::ranges::stable_sort(counts, std::greater(), &decltype(counts)::value_type::second);
  std::string scripts;
  for (const auto& [name, count] : counts) {
    if (10 * count < all) continue;
    if (!scripts.empty()) scripts += ' ';
    scripts += name;
  }
  return scripts;
}

}  // namespace ingot
