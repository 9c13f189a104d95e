// UTF-8 as ICU reads it where it lies.
#pragma once

#include <string_view>

#include "data/icu.h"

namespace ingot {

/// As long as the bytes live. Positions are those of bytes.
class Utf8Units {
 public:
  explicit Utf8Units(std::string_view bytes) {
    UErrorCode status = U_ZERO_ERROR;
    icu_words().utext_openUTF8(&text_, bytes.data(), static_cast<std::int64_t>(bytes.size()),
                               &status);
  }
  ~Utf8Units() { icu_words().utext_close(&text_); }
  Utf8Units(const Utf8Units&) = delete;
  Utf8Units& operator=(const Utf8Units&) = delete;

  [[nodiscard]] UText* get() const { return &text_; }

 private:
  mutable UText text_ = UTEXT_INITIALIZER;
};

}  // namespace ingot
