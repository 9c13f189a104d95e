#include "train/checkpoint.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "formats/safetensors.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr const char* kBest = "best/";

Error bad_checkpoint(const std::filesystem::path& file, const Text& what) {
  return Error("bad_checkpoint", what)
      .where(text("{}", "{}", file.string()))
      .fix(text("build the product again", "请重新构建该产品"));
}

// JSON has no infinities: numbers are written as text that gives the same bits back.
std::string number_text(double value) { return fmt::format("{}", value); }
double parse_number(const json& j) { return std::stod(j.get<std::string>()); }

json figures_to_json(const Figures& figures) {
  json j = json::object();
  for (const auto& [name, value] : figures) j[name] = number_text(value);
  return j;
}

Figures figures_from_json(const json& j) {
  Figures figures;
  for (const auto& [name, value] : j.items()) figures[name] = parse_number(value);
  return figures;
}

Tensor checked(const Tensor& t, const Parameter& p, const std::filesystem::path& file) {
  if (t.type() == p.type) return t.clone();
  throw bad_checkpoint(file, text("{} is {} in the checkpoint, but {} in the network",
                                  "{} 在检查点中为 {}, 在网络中为 {}", p.name, to_string(t.type()),
                                  to_string(p.type)));
}

}  // namespace

Figures RunningSums::figures() const {
  const auto count = static_cast<double>(std::max<std::int64_t>(rows, 1));
  Figures figures{{"loss", loss / count}};
  if (hits.judged > 0)
    figures["accuracy"] = static_cast<double>(hits.right) / static_cast<double>(hits.judged);
  return figures;
}

std::vector<double> TrainingProgress::epoch_losses() const {
  std::vector<double> losses;
  for (const EpochFigures& e : history)
    losses.push_back((e.valid.empty() ? e.train : e.valid).find("loss")->second);
  return losses;
}

std::string history_to_json(const History& history) {
  json epochs = json::array();
  for (const EpochFigures& e : history)
    epochs.push_back({{"epoch", e.epoch},
                      {"train", figures_to_json(e.train)},
                      {"valid", figures_to_json(e.valid)},
                      {"learning_rate", number_text(e.learning_rate)}});
  return epochs.dump();
}

History history_from_json(const std::string& text) {
  History history;
  for (const json& e : json::parse(text))
    history.push_back({.epoch = e.at("epoch").get<std::int64_t>(),
                       .train = figures_from_json(e.at("train")),
                       .valid = figures_from_json(e.at("valid")),
                       .learning_rate = parse_number(e.at("learning_rate"))});
  return history;
}

void save_progress(const TrainingProgress& p, const std::filesystem::path& file) {
  std::map<std::string, Tensor> tensors(p.state.begin(), p.state.end());
  for (const auto& [name, tensor] : p.best) tensors[kBest + name] = tensor;
  const json counters = {{"step", p.step},
                         {"step_in_epoch", p.step_in_epoch},
                         {"learning_rate", number_text(p.learning_rate)},
                         {"loss", number_text(p.sums.loss)},
                         {"rows", p.sums.rows},
                         {"hits", p.sums.hits.right},
                         {"judged", p.sums.hits.judged}};
  save_safetensors(file, tensors,
                   {{"counters", counters.dump()}, {"history", history_to_json(p.history)}});
}

TrainingProgress load_progress(const std::filesystem::path& file, const Parameters& parameters) {
  const Safetensors saved = load_safetensors(file);
  TrainingProgress p;
  try {
    const json counters = json::parse(saved.metadata.at("counters"));
    p.step = counters.at("step").get<std::int64_t>();
    p.step_in_epoch = counters.at("step_in_epoch").get<std::int64_t>();
    p.learning_rate = parse_number(counters.at("learning_rate"));
    p.sums = {.loss = parse_number(counters.at("loss")),
              .rows = counters.at("rows").get<std::int64_t>(),
              .hits = {counters.at("hits").get<std::int64_t>(),
                       counters.at("judged").get<std::int64_t>()}};
    p.history = history_from_json(saved.metadata.at("history"));
  } catch (const std::exception&) {
    throw bad_checkpoint(
        file, text("the checkpoint does not say where training stood", "检查点没有记录训练进度"));
  }
  for (const Parameter& parameter : parameters) {
    const auto found = saved.tensors.find(parameter.name);
    if (found == saved.tensors.end())
      throw bad_checkpoint(file, text("the checkpoint lacks {}", "检查点缺少 {}", parameter.name));
    p.state[parameter.name] = checked(found->second, parameter, file);
    if (const auto best = saved.tensors.find(kBest + parameter.name); best != saved.tensors.end())
      p.best[parameter.name] = checked(best->second, parameter, file);
  }
  return p;
}

}  // namespace ingot
