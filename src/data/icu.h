// Parts of ICU, each loaded on first use: converters between encodings, its guess of an encoding,
// facts about characters, borders of words, regular expressions.
#pragma once

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/unorm2.h>
#include <unicode/uregex.h>
#include <unicode/utext.h>

#define INGOT_ICU_CONVERTERS(F) \
  F(ucnv_close)                 \
  F(ucnv_convertEx)             \
  F(ucnv_open)                  \
  F(ucnv_setToUCallBack)        \
  F(UCNV_TO_U_CALLBACK_STOP)

#define INGOT_ICU_DETECTOR(F) \
  F(ucsdet_close)             \
  F(ucsdet_detectAll)         \
  F(ucsdet_getName)           \
  F(ucsdet_open)              \
  F(ucsdet_setText)

#define INGOT_ICU_CHARACTERS(F) \
  F(u_enumCharTypes)            \
  F(u_tolower)                  \
  F(unorm2_getNFCInstance)      \
  F(unorm2_getNFDInstance)      \
  F(unorm2_getNFKCInstance)     \
  F(unorm2_getNFKDInstance)     \
  F(unorm2_hasBoundaryBefore)   \
  F(unorm2_isInert)             \
  F(unorm2_normalize)

#define INGOT_ICU_WORDS(F) \
  F(ubrk_clone)            \
  F(ubrk_close)            \
  F(ubrk_first)            \
  F(ubrk_next)             \
  F(ubrk_open)             \
  F(ubrk_setUText)         \
  F(utext_close)           \
  F(utext_openUTF8)

#define INGOT_ICU_PATTERNS(F) \
  F(uregex_clone)             \
  F(uregex_close)             \
  F(uregex_end64)             \
  F(uregex_findNext)          \
  F(uregex_openUText)         \
  F(uregex_setStackLimit)     \
  F(uregex_setTimeLimit)      \
  F(uregex_setUText)          \
  F(uregex_start64)

namespace ingot {

// The functions under their own names, which ICU's headers extend by its version.
struct IcuConverters {
#define INGOT_DECLARE(name) decltype(&::name) name = nullptr;
  INGOT_ICU_CONVERTERS(INGOT_DECLARE)
};
struct IcuDetector {
  INGOT_ICU_DETECTOR(INGOT_DECLARE)
};
struct IcuCharacters {
  INGOT_ICU_CHARACTERS(INGOT_DECLARE)
};
struct IcuWords {
  INGOT_ICU_WORDS(INGOT_DECLARE)
};
struct IcuPatterns {
  INGOT_ICU_PATTERNS(INGOT_DECLARE)
#undef INGOT_DECLARE
};

/// errors    library_missing
[[nodiscard]] const IcuConverters& icu_converters();
[[nodiscard]] const IcuDetector& icu_detector();
[[nodiscard]] const IcuCharacters& icu_characters();
[[nodiscard]] const IcuWords& icu_words();
[[nodiscard]] const IcuPatterns& icu_patterns();

}  // namespace ingot
