#include "tasks/product_pages.h"

#include "evaluate/report.h"
#include "evaluate/thumbnail.h"
#include "nn/summary.h"

namespace ingot {
namespace {

using nlohmann::json;

json curve(const History& history, const std::string& name, const Text& label, const char* unit) {
  const auto values = [&](auto part) {
    json list = json::array();
    for (const EpochFigures& e : history) {
      const Figures& figures = e.*part;
      const auto found = figures.find(name);
      list.push_back(found == figures.end() ? json(nullptr) : json(found->second));
    }
    return list;
  };
  return {{"name", name},
          {"label", to_json(label)},
          {"unit", unit},
          {"train", values(&EpochFigures::train)},
          {"valid", values(&EpochFigures::valid)}};
}

std::string percent_or_number(const MetricValue& m) {
  return m.value ? fmt::format("{:.4f}", *m.value) : "-";
}

}  // namespace

json shown_picture(const Pictures& pictures, std::int64_t row) {
  json shown = {
      {"picture", thumbnail_uri(pictures.source->get({&row, 1}).reshape(pictures.row()))}};
  if (std::string name = pictures.source->name(row); !name.empty()) shown["name"] = std::move(name);
  return shown;
}

json layers_of(const Network& network) {
  json layers = json::array();
  for (const LayerSummary& l : summarise_layers(network))
    layers.push_back({{"name", l.name},
                      {"type", l.kind},
                      {"output", to_string(l.output.shape)},
                      {"parameters", l.num_parameters}});
  return layers;
}

json report_of(const ProductFacts& f, json figures, const ReportFindings& findings) {
  json curves = json::array();
  if (!f.history.empty()) curves.push_back(curve(f.history, "loss", text("Loss", "损失"), "plain"));
  if (!f.history.empty() && f.history.front().train.contains("accuracy"))
    curves.push_back(curve(f.history, "accuracy", text("Accuracy", "准确率"), "share"));
  json product = {
      {"name", f.name}, {"version", f.version}, {"task", to_json(f.task)}, {"created", f.created}};
  if (!f.target.empty()) product["target"] = f.target;
  return {{"product", std::move(product)},
          {"summary", to_json(findings.summary)},
          {"evaluation", figures},
          {"findings", findings.part},
          {"curves", curves},
          {"best_epoch", f.best_epoch},
          {"model",
           {{"name", f.model},
            {"parameters", f.parameters},
            {"size_bytes", f.model_bytes},
            {"layers", f.layers},
            {"settings", f.settings}}},
          {"data", f.data},
          {"provenance", f.provenance},
          {"seconds", f.seconds},
          {"memory", f.memory}};
}

std::string card_of(const ProductFacts& f, const Evaluation& evaluation) {
  std::string card = fmt::format(
      "# {} (version {})\n\n{}\n\n## Data\n\n{}: {} rows for training, {} for validation, {} for "
      "the "
      "figures below.\nSHA-256 of the data: `{}`\n\n## Model\n\n{} with {} parameters, trained for "
      "{} epochs; the weights of epoch {} were kept.\n\n## Figures\n\nOn rows that the model never "
      "saw, beside {}.\n\n| metric | value | 95 % "
      "interval | baseline |\n| --- | --- | --- | --- |\n",
      f.name, f.version, summarise(evaluation, f.target).en, f.data.value("name", ""),
      f.data["rows"].value("train", std::int64_t{0}),
      f.data["rows"].value("valid", std::int64_t{0}), evaluation.rows, f.data.value("sha256", ""),
      f.model, f.parameters, f.history.size(), f.best_epoch,
      evaluation.baselines.empty() ? "nothing" : "a baseline: " + evaluation.baselines[0].label.en);
  for (const MetricValue& m : evaluation.metrics) {
    std::string baseline = "-";
    if (!evaluation.baselines.empty())
      for (const MetricValue& b : evaluation.baselines.front().metrics)
        if (b.name == m.name) baseline = percent_or_number(b);
    const std::string interval =
        m.interval ? fmt::format("{:.4f} .. {:.4f}", m.interval->low, m.interval->high) : "-";
    card +=
        fmt::format("| {} | {} | {} | {} |\n", m.name, percent_or_number(m), interval, baseline);
  }
  return card + "\n## Use and limits\n\n" + f.limits + "\n";
}

}  // namespace ingot
