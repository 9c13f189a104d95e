#include "features/text_pattern.h"

#include "features/icu_text.h"
#include "features/tokenizer_error.h"

namespace ingot {
namespace {

// Until ICU gives up: heap bytes of one match, and about as many milliseconds.
constexpr std::int32_t kMostRegexStack = 64 << 20, kMostRegexTime = 2000;

std::shared_ptr<void> compiled(const std::string& regex) {
  const IcuPatterns& icu = icu_patterns();
  UErrorCode status = U_ZERO_ERROR;
  const Utf8Units units(regex);
  URegularExpression* const found = icu.uregex_openUText(units.get(), 0, nullptr, &status);
  if (U_FAILURE(status))
    throw bad_tokenizer(text("\"{}\" is not a regular expression that can be read",
                             "\"{}\" 不是可读取的正则表达式", regex));
  icu.uregex_setStackLimit(found, kMostRegexStack, &status);
  icu.uregex_setTimeLimit(found, kMostRegexTime, &status);
  return {found, [](void* r) { icu_patterns().uregex_close(static_cast<URegularExpression*>(r)); }};
}

void for_each_regex_match(void* regex, std::string_view text,
                          const std::function<void(std::size_t, std::size_t)>& body) {
  const IcuPatterns& icu = icu_patterns();
  UErrorCode status = U_ZERO_ERROR;
  // A matcher keeps its place, so that each call needs its own.
  const std::unique_ptr<URegularExpression, void (*)(URegularExpression*)> matcher(
      icu.uregex_clone(static_cast<URegularExpression*>(regex), &status),
      [](URegularExpression* r) { icu_patterns().uregex_close(r); });
  icu.uregex_setStackLimit(matcher.get(), kMostRegexStack, &status);
  icu.uregex_setTimeLimit(matcher.get(), kMostRegexTime, &status);
  const Utf8Units units(text);
  icu.uregex_setUText(matcher.get(), units.get(), &status);
  while (U_SUCCESS(status) && icu.uregex_findNext(matcher.get(), &status)) {
    const std::int64_t begin = icu.uregex_start64(matcher.get(), 0, &status),
                       end = icu.uregex_end64(matcher.get(), 0, &status);
    if (U_SUCCESS(status) && end > begin)
      body(static_cast<std::size_t>(begin), static_cast<std::size_t>(end));
  }
  if (U_FAILURE(status))
    throw bad_tokenizer(ingot::text("a regular expression takes too long on a text of {} bytes",
                                    "正则表达式处理 {} 字节的文本耗时过长", text.size()));
}

}  // namespace

TextPattern TextPattern::of_regex(const std::string& regex) {
  TextPattern pattern;
  pattern.scanner_ = scanner_for(regex);
  if (!pattern.scanner_) pattern.regex_ = compiled(regex);
  return pattern;
}

TextPattern TextPattern::from_json(const nlohmann::json& values) {
  if (!value_or_null(values, "Regex").is_null()) return of_regex(text_value(values, "Regex"));
  TextPattern pattern;
  pattern.literal_ = text_value(values, "String");
  return pattern;
}

void TextPattern::for_each_match(std::string_view text,
                                 const std::function<void(std::size_t, std::size_t)>& body) const {
  if (regex_) return for_each_regex_match(regex_.get(), text, body);
  for (std::size_t at = 0; at < text.size();) {
    if (scanner_) {
      const std::size_t end = scanner_(text, at);
      body(at, end);
      at = end;
    } else {
      const std::size_t found = literal_.empty() ? text.npos : text.find(literal_, at);
      if (found == text.npos) break;
      at = found + literal_.size();
      body(found, at);
    }
  }
}

}  // namespace ingot
