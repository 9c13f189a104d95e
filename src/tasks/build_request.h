// What the user asks `build` for; kept in the product, so that it can be resumed and repeated.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "evaluate/call_threshold.h"
#include "ingot/table.h"

namespace ingot {

/// One model that is trained for a product of tables; a member of the mean if it makes it better.
struct MemberPlan {
  std::string model;
  std::map<std::string, std::string> settings = {};
  std::int64_t folds = 0;                   ///< it is trained so many times, without one part each
  std::optional<std::int64_t> epochs = {};  ///< of its schedule; else by the number of rows
  std::vector<std::int64_t> ends = {};      ///< epochs or rounds that each training had
  std::int64_t rows = 0;                    ///< of training that it learns from; 0: all
};

struct BuildRequest {
  std::string data;
  std::string task = {};    ///< empty: as the data are
  std::string target = {};  ///< the column of a table that is predicted
  std::string test = {};    ///< data that the figures are of; empty: a part of `data`
  std::string model = "auto";
  std::map<std::string, std::string> settings = {};  ///< `--set key=value`
  std::optional<std::int64_t> epochs, batch;         ///< else the model's own
  /// Ends the training after so many epochs of its schedule; 0: after the last.
  std::int64_t stop_after = 0;
  /// Of the training rows so many, evenly chosen, where there is no time for one epoch of all; 0:
  /// all.
  std::int64_t train_rows = 0;
  /// For the whole command, in seconds; 0: what it takes.
  double time_seconds = 0;
  std::int64_t seed = 0;
  int threads = 1;
  std::string home = {};  ///< where samples that are drawn here are kept; no part of the record
  std::size_t memory_limit = 0;  ///< bytes that training may add to the process; 0: any
  bool winograd = true;  ///< false: convolutions are summed directly, in training and answers
  /// Pictures of a table may have any number of classes, also where each has one.
  bool multi_label = false;
  /// From which probability on class 1 of two is called: "f1", "cost" or a probability; empty: the
  /// more probable class is.
  std::string threshold = {};
  ErrorCosts costs = {};
  /// How much rows of a table count: a column of numbers, or "balanced", each class as much.
  std::string weights = {};
  std::string monotone = {};  ///< columns with up or down: "age=up,price=down"
  /// random, stratified, group:COL or time:COL; empty: stratified, or as a table asks for
  std::string split = {};
  std::int64_t folds = 0;       ///< of a cross-validation beside the training; 0: none
  std::int64_t repeats = 1;     ///< of the cross-validation, with rows dealt anew
  bool learning_curve = false;  ///< trainings on parts of the rows, to say what more would bring
  double max_bad = 0.01;        ///< largest share of files that may be skipped
  std::string out = {};         ///< folder of the product; empty: products/NAME
  std::string from = {};        ///< a product whose weights to start from
  /// Networks of tokens are looked at on two rows before they are trained: check_invariances.
  bool check = true;
  bool plan = false;                     ///< tell the plan of the training step before it runs
  std::vector<MemberPlan> members = {};  ///< what `auto` decided for a table
  TableOptions table = {};               ///< how the file of a table is read
};

/// The value of `--set key=value`; empty where it is not given.
[[nodiscard]] std::string setting_of(const BuildRequest& request, const std::string& key);

[[nodiscard]] nlohmann::json to_json(const BuildRequest& request);
/// errors    bad_checkpoint
[[nodiscard]] BuildRequest request_from_json(const nlohmann::json& json);

}  // namespace ingot
