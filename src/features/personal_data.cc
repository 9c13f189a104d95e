#include "features/personal_data.h"

#include <algorithm>
#include <array>

#include "features/characters.h"
#include "features/column_name.h"
#include "features/text_kinds.h"

namespace ingot {
namespace {

std::string without_marks(std::string_view text, std::string_view marks) {
  std::string rest;
  for (const char c : text)
    if (marks.find(c) == std::string_view::npos) rest += c;
  return rest;
}

/// 123-45-6789, an American social security number.
bool is_ssn(std::string_view text) {
  return text.size() == 11 && text[3] == '-' && text[6] == '-' &&
         is_digits(without_marks(text, "-")) && without_marks(text, "-").size() == 9;
}

bool has_title(std::string_view text) {
  constexpr std::array<std::string_view, 9> kTitles = {"Mr. ", "Mrs. ", "Miss",  "Ms. ", "Dr. ",
                                                       "Mr ",  "Mrs ",  "Herr ", "Frau "};
  return std::ranges::any_of(
      kTitles, [&](std::string_view t) { return text.find(t) != std::string_view::npos; });
}

/// Two to four words that begin with capitals, without digits.
bool is_western_name(std::string_view text) {
  int words = 0;
  bool begins = true;
  for (const char c : text) {
    if (is_digit(c) || c == '_') return false;
    if (begins && c != ' ') {
      if (!is_capital(c) && is_ascii(c)) return false;
      ++words;
    }
    begins = c == ' ';
  }
  return words >= 2 && words <= 5;
}

/// Two to four characters that begin with one of the commonest surnames.
bool is_chinese_name(std::string_view text) {
  constexpr std::string_view kSurnames =
      "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程"
      "魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾"
      "龚邵万覃武钱戴严莫孔向常欧阳";
  const std::int64_t characters = count_characters(text);
  if (characters < 2 || characters > 4 || text.size() != static_cast<std::size_t>(3 * characters))
    return false;
  const std::size_t at = kSurnames.find(text.substr(0, 3));
  return at != std::string_view::npos && at % 3 == 0;
}

class ShareOfTexts {
 public:
  explicit ShareOfTexts(const std::vector<CategoryCount>& values)
      : values_(values), size_(std::min<std::size_t>(values.size(), 2000)) {}
  template <class Predicate>
  [[nodiscard]] bool most(const Predicate& predicate, double least = 0.8) const {
    std::size_t with = 0;
    for (std::size_t i = 0; i < size_; ++i) with += predicate(values_[i].value) ? 1 : 0;
    return size_ >= 5 && static_cast<double>(with) >= least * static_cast<double>(size_);
  }

 private:
  const std::vector<CategoryCount>& values_;
  std::size_t size_;
};

bool are_names(const ColumnName& name, const ShareOfTexts& texts) {
  if (texts.most(has_title, 0.5)) return true;
  if (texts.most(is_chinese_name, 0.9)) return true;
  if (!name.is_a_persons_name()) return false;
  const bool is_sure = name.has({"surname", "firstname", "lastname", "first", "last", "family",
                                 "given", "vorname", "nachname", "姓名"});
  return is_sure ? !texts.most(has_digit, 0.1) : texts.most(is_western_name, 0.7);
}

}  // namespace

bool is_resident_id(std::string_view text) {
  constexpr std::array kWeights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr std::string_view kChecks = "10X98765432";
  if (text.size() != 18 || !is_digits(text.substr(0, 17))) return false;
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += kWeights[i] * (text[i] - '0');
  const char check = text[17] == 'x' ? 'X' : text[17];
  return kChecks[static_cast<std::size_t>(sum % 11)] == check &&
         parse_date(text.substr(6, 8), {"%Y%m%d"}).has_value();
}

bool is_iban(std::string_view text) {
  const std::string iban = without_marks(text, " ");
  if (iban.size() < 15 || iban.size() > 34 || !is_capital(iban[0]) || !is_capital(iban[1]) ||
      !is_digit(iban[2]) || !is_digit(iban[3]))
    return false;
  int rest = 0;
  for (const char c : iban.substr(4) + iban.substr(0, 4)) {
    if (!is_digit(c) && !is_capital(c)) return false;
    rest = is_digit(c) ? (10 * rest + (c - '0')) % 97 : (100 * rest + (c - 'A' + 10)) % 97;
  }
  return rest == 1;
}

bool is_card_number(std::string_view text) {
  const std::string digits = without_marks(text, " -");
  if (digits.size() < 13 || digits.size() > 19 || !is_digits(digits)) return false;
  if (digits[0] < '2' || digits[0] > '6') return false;
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const int digit = digits[digits.size() - 1 - i] - '0';
    const int twice = 2 * digit;
    sum += i % 2 == 0 ? digit : twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 == 0;
}

Personal find_personal(std::string_view name, Meaning meaning,
                       const std::vector<CategoryCount>& values) {
  const ColumnName words(name);
  switch (meaning) {
    case Meaning::email: return Personal::email;
    case Meaning::phone: return Personal::phone;
    case Meaning::date: return words.is_a_birth_date() ? Personal::birth_date : Personal::none;
    case Meaning::boolean:
    case Meaning::constant:
    case Meaning::ordinal:
    case Meaning::money:
    case Meaning::url:
    case Meaning::empty: return Personal::none;
    default: break;
  }
  const ShareOfTexts texts(values);
  if (texts.most(is_resident_id) || texts.most(is_ssn, 0.95)) return Personal::national_id;
  if (texts.most(is_iban)) return Personal::iban;
  if (texts.most(is_card_number)) return Personal::credit_card;
  const bool may_be_names =
      meaning == Meaning::text || meaning == Meaning::category || meaning == Meaning::id;
  return may_be_names && are_names(words, texts) ? Personal::name : Personal::none;
}

}  // namespace ingot
