// XGBoost's C functions, loaded when trees are first trained.
#pragma once

#include <xgboost/c_api.h>

#include "ingot/error.h"

#define INGOT_XGBOOST_FUNCTIONS(F) \
  F(XGBGetLastError)               \
  F(XGBRegisterLogCallback)        \
  F(XGBSetGlobalConfig)            \
  F(XGBoosterBoostOneIter)         \
  F(XGBoosterCreate)               \
  F(XGBoosterFree)                 \
  F(XGBoosterLoadModelFromBuffer)  \
  F(XGBoosterPredictFromDMatrix)   \
  F(XGBoosterPredictFromDense)     \
  F(XGBoosterSaveJsonConfig)       \
  F(XGBoosterSaveModelToBuffer)    \
  F(XGBoosterSetParam)             \
  F(XGBoosterSlice)                \
  F(XGBoosterUpdateOneIter)        \
  F(XGDMatrixFree)                 \
  F(XGDMatrixGetFloatInfo)         \
  F(XGDMatrixNumCol)               \
  F(XGDMatrixNumRow)               \
  F(XGDMatrixSetDenseInfo)         \
  F(XGProxyDMatrixCreate)          \
  F(XGProxyDMatrixSetDataDense)    \
  F(XGQuantileDMatrixCreateFromCallback)

namespace ingot {

struct XgboostLibrary {
#define INGOT_DECLARE(name) decltype(&::name) name = nullptr;
  INGOT_XGBOOST_FUNCTIONS(INGOT_DECLARE)
#undef INGOT_DECLARE
};

/// errors    library_missing
/// cost      the first call loads 6 MB
[[nodiscard]] const XgboostLibrary& xgboost();

/// Throws what the library says unless `status`, which one of its functions returned, is 0.
///
/// errors    trees_failed
void require_xgboost(int status);

}  // namespace ingot
