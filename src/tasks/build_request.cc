#include "tasks/build_request.h"

#include <nlohmann/json.hpp>

#include "ingot/error.h"

namespace ingot {

nlohmann::json to_json(const BuildRequest& r) {
  nlohmann::json json = {{"data", r.data}, {"model", r.model},     {"settings", r.settings},
                         {"seed", r.seed}, {"threads", r.threads}, {"out", r.out},
                         {"from", r.from}};
  if (r.epochs) json["epochs"] = *r.epochs;
  if (r.batch) json["batch"] = *r.batch;
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
    if (json.contains("epochs")) r.epochs = json["epochs"].get<std::int64_t>();
    if (json.contains("batch")) r.batch = json["batch"].get<std::int64_t>();
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
