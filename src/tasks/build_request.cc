#include "tasks/build_request.h"

#include <nlohmann/json.hpp>

#include "data/postgres.h"
#include "ingot/error.h"

namespace ingot {
namespace {

nlohmann::json to_json(const MemberPlan& plan) {
  nlohmann::json kept = {{"model", plan.model},
                         {"settings", plan.settings},
                         {"folds", plan.folds},
                         {"ends", plan.ends}};
  if (plan.epochs) kept["epochs"] = *plan.epochs;
  if (plan.rows > 0) kept["rows"] = plan.rows;
  return kept;
}

MemberPlan member_from_json(const nlohmann::json& kept) {
  MemberPlan plan{kept.at("model"), kept.at("settings"), kept.at("folds"), {}, kept.at("ends")};
  if (kept.contains("epochs")) plan.epochs = kept["epochs"].get<std::int64_t>();
  plan.rows = kept.value("rows", std::int64_t{0});
  return plan;
}

// The members that are texts and mostly empty, with their keys.
template <class Request>
auto text_members(Request& r) {
  return std::array{std::pair("task", &r.task),
                    std::pair("target", &r.target),
                    std::pair("test", &r.test),
                    std::pair("threshold", &r.threshold),
                    std::pair("split", &r.split),
                    std::pair("weights", &r.weights),
                    std::pair("monotone", &r.monotone),
                    std::pair("sql", &r.table.sql),
                    std::pair("connection", &r.table.connection),
                    std::pair("encoding", &r.table.encoding),
                    std::pair("separator", &r.table.separator)};
}

}  // namespace

std::string setting_of(const BuildRequest& request, const std::string& key) {
  const auto found = request.settings.find(key);
  return found == request.settings.end() ? std::string() : found->second;
}

nlohmann::json to_json(const BuildRequest& r) {
  nlohmann::json kept = {{"data", r.data}, {"model", r.model},     {"settings", r.settings},
                         {"seed", r.seed}, {"threads", r.threads}, {"out", r.out},
                         {"from", r.from}};
  for (const auto& [key, value] : text_members(r))
    if (!value->empty()) kept[key] = *value;
  if (!r.table.connection.empty()) kept["connection"] = connection_to_keep(r.table.connection);
  for (const MemberPlan& member : r.members) kept["members"].push_back(to_json(member));
  if (r.table.header) kept["header"] = *r.table.header;
  if (r.epochs) kept["epochs"] = *r.epochs;
  if (r.batch) kept["batch"] = *r.batch;
  if (r.multi_label) kept["multi_label"] = true;
  if (r.folds > 0) kept["folds"] = r.folds;
  if (r.repeats > 1) kept["repeats"] = r.repeats;
  if (r.costs.fn != 1) kept["cost_fn"] = r.costs.fn;
  if (r.costs.fp != 1) kept["cost_fp"] = r.costs.fp;
  if (r.learning_curve) kept["learning_curve"] = true;
  if (r.stop_after > 0) kept["stop_after"] = r.stop_after;
  if (r.train_rows > 0) kept["train_rows"] = r.train_rows;
  if (r.time_seconds > 0) kept["time_seconds"] = r.time_seconds;
  if (r.memory_limit > 0) kept["memory_limit"] = r.memory_limit;
  if (!r.winograd) kept["winograd"] = false;
  if (!r.check) kept["check"] = false;
  if (r.max_bad != BuildRequest{}.max_bad) kept["max_bad"] = r.max_bad;
  return kept;
}

BuildRequest request_from_json(const nlohmann::json& kept) {
  try {
    BuildRequest r;
    r.data = kept.at("data").get<std::string>();
    r.model = kept.at("model").get<std::string>();
    r.settings = kept.at("settings").get<std::map<std::string, std::string>>();
    r.seed = kept.at("seed").get<std::int64_t>();
    r.threads = kept.at("threads").get<int>();
    r.out = kept.at("out").get<std::string>();
    r.from = kept.at("from").get<std::string>();
    for (const auto& [key, value] : text_members(r)) *value = kept.value(key, std::string());
    for (const nlohmann::json& member : kept.value("members", nlohmann::json::array()))
      r.members.push_back(member_from_json(member));
    if (kept.contains("header")) r.table.header = kept["header"].get<bool>();
    if (kept.contains("epochs")) r.epochs = kept["epochs"].get<std::int64_t>();
    if (kept.contains("batch")) r.batch = kept["batch"].get<std::int64_t>();
    r.multi_label = kept.value("multi_label", false);
    r.folds = kept.value("folds", std::int64_t{0});
    r.repeats = kept.value("repeats", std::int64_t{1});
    r.costs.fn = kept.value("cost_fn", 1.0);
    r.costs.fp = kept.value("cost_fp", 1.0);
    r.learning_curve = kept.value("learning_curve", false);
    r.stop_after = kept.value("stop_after", std::int64_t{0});
    r.train_rows = kept.value("train_rows", std::int64_t{0});
    r.time_seconds = kept.value("time_seconds", 0.0);
    r.memory_limit = kept.value("memory_limit", std::size_t{0});
    r.winograd = kept.value("winograd", true);
    r.check = kept.value("check", true);
    r.max_bad = kept.value("max_bad", r.max_bad);
    return r;
  } catch (const nlohmann::json::exception& e) {
    throw Error("bad_checkpoint",
                text("the build's own record is damaged ({})", "构建记录已损坏 ({})", e.what()))
        .fix(text("build the product again", "请重新构建该产品"));
  }
}

}  // namespace ingot
