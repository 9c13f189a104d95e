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
  std::string target = {};  ///< the column that is predicted, of tables
  std::int64_t parameters = 0;
  nlohmann::json layers;  ///< see layers_of
  const History& history;
  std::int64_t best_epoch = 0;                                 ///< from 1
  nlohmann::json settings, data, provenance, seconds, memory;  ///< as docs/report.md says
  std::size_t model_bytes = 0;
  std::string limits = {};  ///< a paragraph of the card: what the figures do not cover
};

/// What was found beyond the metrics, as docs/report.md has it, and all of the report in words.
struct ReportFindings {
  nlohmann::json part;
  Text summary;
};

/// The object of docs/report.md.
///
/// figures   the evaluation as JSON, its mistakes with what shows their rows
[[nodiscard]] nlohmann::json report_of(const ProductFacts& facts, nlohmann::json figures,
                                       const ReportFindings& findings);
/// The layers of a network for a report.
[[nodiscard]] nlohmann::json layers_of(const Network& network);
/// The model card, as Markdown.
[[nodiscard]] std::string card_of(const ProductFacts& facts, const Evaluation& evaluation);

/// What shows one row: "picture" (a data: URI) and, of files, "name".
[[nodiscard]] nlohmann::json shown_picture(const Pictures& pictures, std::int64_t row);

}  // namespace ingot
