#include "train/booster.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/near_name.h"
#include "train/xgboost_library.h"

namespace ingot {
namespace {

// Every key that stands in front of a plain value.
void collect_names(const nlohmann::json& config, std::set<std::string>& names) {
  for (const auto& [key, value] : config.items())
    if (value.is_structured())
      collect_names(value, names);
    else if (config.is_object())
      names.insert(key);
}

std::string saved_booster(BoosterHandle booster) {
  bst_ulong size = 0;
  const char* data = nullptr;
  require_xgboost(
      xgboost().XGBoosterSaveModelToBuffer(booster, R"({"format": "ubj"})", &size, &data));
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

Booster::Booster(const TreeMatrix& train, const TreeMatrix* valid,
                 const std::map<std::string, std::string>& parameters)
    : train_(train) {
  const std::array matrices{train.handle(), valid ? valid->handle() : nullptr};
  require_xgboost(xgboost().XGBoosterCreate(matrices.data(), valid ? 2 : 1, &handle_));
  try {
    set(parameters);
  } catch (...) {
    xgboost().XGBoosterFree(handle_);
    throw;
  }
}

Booster::~Booster() { xgboost().XGBoosterFree(handle_); }

void Booster::set(const std::map<std::string, std::string>& parameters) {
  for (const auto& [name, value] : parameters)
    require_xgboost(xgboost().XGBoosterSetParam(handle_, name.c_str(), value.c_str()));
  // Values are read here, and only unknown names pass without an error.
  bst_ulong size = 0;
  const char* config = nullptr;
  try {
    require_xgboost(xgboost().XGBoosterSaveJsonConfig(handle_, &size, &config));
  } catch (const Error& e) {
    throw Error("bad_tree_option", e.message());
  }
  std::set<std::string> names;
  collect_names(nlohmann::json::parse(config, config + size), names);
  for (const auto& [name, value] : parameters) {
    if (names.contains(name)) continue;
    const std::string near = near_name(name, std::vector(names.begin(), names.end()));
    Error error("bad_tree_option",
                text("XGBoost has no parameter \"{}\"", "XGBoost 没有参数“{}”", name));
    if (near.empty()) throw error;
    throw std::move(error).fix(text("perhaps \"{}\"", "也许是“{}”", near));
  }
}

void Booster::update(int round) {
  require_xgboost(xgboost().XGBoosterUpdateOneIter(handle_, round, train_.handle()));
}

void Booster::boost(std::span<float> gradients, std::span<float> curvatures) {
  require_xgboost(xgboost().XGBoosterBoostOneIter(handle_, train_.handle(), gradients.data(),
                                                  curvatures.data(), gradients.size()));
}

std::span<const float> Booster::margins(const TreeMatrix& rows) {
  const bst_ulong* shape = nullptr;
  bst_ulong rank = 0;
  const float* values = nullptr;
  require_xgboost(xgboost().XGBoosterPredictFromDMatrix(
      handle_, rows.handle(),
      R"({"type": 1, "training": false, "iteration_begin": 0, "iteration_end": 0,)"
      R"( "strict_shape": true})",
      &shape, &rank, &values));
  std::size_t count = 1;
  for (bst_ulong i = 0; i < rank; ++i) count *= static_cast<std::size_t>(shape[i]);
  return {values, count};
}

std::string Booster::model() const { return saved_booster(handle_); }

std::string Booster::model_of_round(int round) const {
  BoosterHandle slice = nullptr;
  require_xgboost(xgboost().XGBoosterSlice(handle_, round, round + 1, 1, &slice));
  const std::unique_ptr<void, decltype(xgboost().XGBoosterFree)> owner(slice,
                                                                       xgboost().XGBoosterFree);
  return saved_booster(slice);
}

}  // namespace ingot
