// ICU's converters between encodings and its guess of an encoding, loaded on first use.
#pragma once

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

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

namespace ingot {

// The functions under their own names, which ICU's headers extend by its version.
struct IcuConverters {
#define INGOT_DECLARE(name) decltype(&::name) name = nullptr;
  INGOT_ICU_CONVERTERS(INGOT_DECLARE)
};
struct IcuDetector {
  INGOT_ICU_DETECTOR(INGOT_DECLARE)
#undef INGOT_DECLARE
};

/// errors    library_missing
[[nodiscard]] const IcuConverters& icu_converters();
[[nodiscard]] const IcuDetector& icu_detector();

}  // namespace ingot
