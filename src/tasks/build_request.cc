#include "tasks/build_request.h"

#include <nlohmann/json.hpp>

#include "ingot/error.h"

namespace ingot {

namespace {

nlohmann::json to_json(const MemberPlan& plan) {
  nlohmann::json json = {{"model", plan.model},
                         {"settings", plan.settings},
                         {"folds", plan.folds},
                         {"ends", plan.ends}};
  if (plan.epochs) json["epochs"] = *plan.epochs;
  return json;
}

MemberPlan member_from_json(const nlohmann::json& json) {
  MemberPlan plan{json.at("model"), json.at("settings"), json.at("folds"), {}, json.at("ends")};
  if (json.contains("epochs")) plan.epochs = json["epochs"].get<std::int64_t>();
  return plan;
}

}  // namespace

nlohmann::json to_json(const BuildRequest& r) {
  nlohmann::json json = {{"data", r.data}, {"model", r.model},     {"settings", r.settings},
                         {"seed", r.seed}, {"threads", r.threads}, {"out", r.out},
                         {"from", r.from}};
  for (const auto& [key, value] : {std::pair("task", &r.task),
                                   {"target", &r.target},
                                   {"test", &r.test},
                                   {"sql", &r.table.sql},
                                   {"encoding", &r.table.encoding},
                                   {"separator", &r.table.separator}})
    if (!value->empty()) json[key] = *value;
  for (const MemberPlan& member : r.members) json["members"].push_back(to_json(member));
  if (r.table.header) json["header"] = *r.table.header;
  if (r.epochs) json["epochs"] = *r.epochs;
  if (r.batch) json["batch"] = *r.batch;
  if (r.multi_label) json["multi_label"] = true;
  if (r.split != BuildRequest{}.split) json["split"] = r.split;
  if (r.folds > 0) json["folds"] = r.folds;
  if (r.learning_curve) json["learning_curve"] = true;
  if (r.stop_after > 0) json["stop_after"] = r.stop_after;
  if (r.time_seconds > 0) json["time_seconds"] = r.time_seconds;
  if (r.memory_limit > 0) json["memory_limit"] = r.memory_limit;
  if (!r.winograd) json["winograd"] = false;
  if (r.max_bad != BuildRequest{}.max_bad) json["max_bad"] = r.max_bad;
  return json;
}

BuildRequest request_from_json(const nlohmann::json& json) {
  try {
    BuildRequest r;
    r.data = json.at("data").get<std::string>();
    r.model = json.at("model").get<std::string>();
    r.settings = json.at("settings").get<std::map<std::string, std::string>>();
    r.seed = json.at("seed").get<std::int64_t>();
    r.threads = json.at("threads").get<int>();
    r.out = json.at("out").get<std::string>();
    r.from = json.at("from").get<std::string>();
    for (const auto& [key, value] : {std::pair("task", &r.task),
                                     {"target", &r.target},
                                     {"test", &r.test},
                                     {"sql", &r.table.sql},
                                     {"encoding", &r.table.encoding},
                                     {"separator", &r.table.separator}})
      *value = json.value(key, std::string());
    for (const nlohmann::json& member : json.value("members", nlohmann::json::array()))
      r.members.push_back(member_from_json(member));
    if (json.contains("header")) r.table.header = json["header"].get<bool>();
    if (json.contains("epochs")) r.epochs = json["epochs"].get<std::int64_t>();
    if (json.contains("batch")) r.batch = json["batch"].get<std::int64_t>();
    r.multi_label = json.value("multi_label", false);
    r.split = json.value("split", r.split);
    r.folds = json.value("folds", std::int64_t{0});
    r.learning_curve = json.value("learning_curve", false);
    r.stop_after = json.value("stop_after", std::int64_t{0});
    r.time_seconds = json.value("time_seconds", 0.0);
    r.memory_limit = json.value("memory_limit", std::size_t{0});
    r.winograd = json.value("winograd", true);
    r.max_bad = json.value("max_bad", r.max_bad);
    return r;
  } catch (const nlohmann::json::exception& e) {
    throw Error("bad_checkpoint",
                text("the build's own record is damaged ({})", "构建记录已损坏 ({})", e.what()))
        .fix(text("build the product again", "请重新构建该产品"));
  }
}

}  // namespace ingot
