#include "data/icu.h"

#include "base/shared_library.h"
#include "ingot/error.h"

#define INGOT_IN_QUOTES(name) #name
#define INGOT_FIND(name) library.find(INGOT_IN_QUOTES(name), icu.name);

namespace ingot {
namespace {

SharedLibrary icu_library(const char* part) {
  return {fmt::format("lib{}.so.{}", part, U_ICU_VERSION_MAJOR_NUM),
          fmt::format("libicu{}", U_ICU_VERSION_MAJOR_NUM)};
}

}  // namespace

const IcuConverters& icu_converters() {
  static const IcuConverters loaded = [] {
    const SharedLibrary library = icu_library("icuuc");
    IcuConverters icu;
    INGOT_ICU_CONVERTERS(INGOT_FIND)
    return icu;
  }();
  return loaded;
}

const IcuDetector& icu_detector() {
  static const IcuDetector loaded = [] {
    const SharedLibrary library = icu_library("icui18n");
    IcuDetector icu;
    INGOT_ICU_DETECTOR(INGOT_FIND)
    return icu;
  }();
  return loaded;
}

const IcuCharacters& icu_characters() {
  static const IcuCharacters loaded = [] {
    const SharedLibrary library = icu_library("icuuc");
    IcuCharacters icu;
    INGOT_ICU_CHARACTERS(INGOT_FIND)
    return icu;
  }();
  return loaded;
}

const IcuWords& icu_words() {
  static const IcuWords loaded = [] {
    const SharedLibrary library = icu_library("icuuc");
    IcuWords icu;
    INGOT_ICU_WORDS(INGOT_FIND)
    return icu;
  }();
  return loaded;
}

const IcuPatterns& icu_patterns() {
  static const IcuPatterns loaded = [] {
    const SharedLibrary library = icu_library("icui18n");
    IcuPatterns icu;
    INGOT_ICU_PATTERNS(INGOT_FIND)
    return icu;
  }();
  return loaded;
}

}  // namespace ingot
#undef INGOT_FIND
#undef INGOT_IN_QUOTES
