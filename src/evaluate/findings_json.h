// Pieces that the JSON of findings is made of.
#pragma once

#include <nlohmann/json.hpp>

#include "evaluate/findings.h"

namespace ingot {

/// The first `max_count` of `values`, each as `to` makes it.
template <class T, class F>
nlohmann::json list_of(const std::vector<T>& values, std::size_t max_count, const F& to) {
  nlohmann::json list = nlohmann::json::array();
  for (std::size_t i = 0; i < std::min(values.size(), max_count); ++i)
    list.push_back(to(values[i]));
  return list;
}

template <class T, class F>
nlohmann::json list_of(const std::vector<T>& values, const F& to) {
  return list_of(values, values.size(), to);
}

inline nlohmann::json interval_json(double low, double high, double level) {
  return {{"low", low}, {"high", high}, {"level", level}};
}

/// Adds what is known of the model on rows of a table: importance, dependence, gains, costs,
/// residuals, intervals.
void add_model_parts(nlohmann::json& findings, const Findings& found,
                     const std::vector<std::string>& classes);

}  // namespace ingot
