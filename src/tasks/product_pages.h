// The pages of a product: report.html and card.md.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "ingot/data.h"
#include "ingot/evaluate.h"
#include "ingot/network.h"
#include "ingot/train.h"

namespace ingot {

/// What the pages tell beside the evaluation.
struct ProductFacts {
  std::string name;
  int version = 1;
  Text task;
  std::string created;
  std::string model;
  const Network& network;
  const History& history;
  std::int64_t best_epoch = 0;                                 ///< from 1
  nlohmann::json settings, data, provenance, seconds, memory;  ///< as docs/report.md says
  std::size_t model_bytes = 0;
};

/// What was found beyond the metrics, as docs/report.md has it, and all of the report in words.
struct ReportFindings {
  nlohmann::json part;
  Text summary;
};

/// The object of docs/report.md. `pictures` are the rows that were evaluated.
[[nodiscard]] nlohmann::json report_of(const ProductFacts& facts, const Evaluation& evaluation,
                                       const ReportFindings& findings, const Pictures& pictures);
/// The model card, as Markdown.
[[nodiscard]] std::string card_of(const ProductFacts& facts, const Evaluation& evaluation);

/// One picture of `pictures` as a data: URI.
[[nodiscard]] std::string picture_uri(const Pictures& pictures, std::int64_t row);

}  // namespace ingot
