// Writes reports of invented products, one of each kind, for the tests of the page.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "evaluate/png.h"
#include "evaluate/report.h"
#include "evaluate/thumbnail.h"
#include "invent_findings.h"
#include "invent_model_parts.h"
#include "invent_tables.h"

namespace ingot {
namespace {

using nlohmann::json;

/// A sequence of numbers in [0, 1) that is the same everywhere.
class Numbers {
 public:
  double next() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<double>(state_ >> 40) / static_cast<double>(1 << 24);
  }
  /// Roughly normal, mean 0, deviation 1.
  double normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += next();
    return sum;
  }

 private:
  std::uint64_t state_ = 42;
};

/// Rows of `names.size()` classes; neighbours are mixed up most, and confidence is a bit too high.
Predictions invent_classes(std::int64_t rows, std::vector<std::string> names, double skill) {
  const auto n = static_cast<std::int64_t>(names.size());
  Numbers numbers;
  Tensor scores(f32, {rows, n}), truth(i64, {rows});
  std::vector<double> e(names.size());
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto label =
        std::min(n - 1, static_cast<std::int64_t>(numbers.next() * static_cast<double>(n)));
    truth.set(row, static_cast<double>(label));
    double sum = 0;
    for (std::int64_t c = 0; c < n; ++c) {
      const bool sibling = c / 2 == label / 2;
      const double logit = (c == label ? skill : sibling ? skill / 2 : 0) + 1.6 * numbers.normal();
      sum += e[static_cast<std::size_t>(c)] = std::exp(logit);
    }
    for (std::int64_t c = 0; c < n; ++c)
      scores.set(row * n + c, e[static_cast<std::size_t>(c)] / sum);
  }
  return {scores, truth, std::move(names)};
}

/// A ring whose gap turns with `kind`.
Tensor draw_picture(int kind, int variant) {
  constexpr int kSize = 28;
  Tensor picture(u8, {kSize, kSize});
  const double turn = 0.628 * kind, radius = 8.5 + variant % 3, width = 2.5 + variant % 2;
  for (int y = 0; y < kSize; ++y)
    for (int x = 0; x < kSize; ++x) {
      const double dx = x - 13.5, dy = y - 13.5, r = std::hypot(dx, dy);
      const double gap = std::cos(std::atan2(dy, dx) - turn);
      const double ink = gap > 0.7 ? 0 : 1 - std::min(1.0, std::abs(r - radius) / width);
      picture.set(y * kSize + x, std::round(255 * ink));
    }
  return picture;
}

/// A coloured picture of noise, which no format makes small.
std::string draw_noise(std::int64_t side, const auto& encode) {
  static Numbers numbers;
  Tensor picture(u8, {3, side, side});
  for (std::uint8_t& v : picture.mutable_data<std::uint8_t>())
    v = static_cast<std::uint8_t>(256 * numbers.next());
  return encode(picture);
}

/// The summary of figures and findings, and the findings with their pictures.
void add_findings(json& report, const Evaluation& e, const Findings& f, const std::string& target,
                  const ShownRow& picture_of) {
  report["summary"] = to_json(summarise(e, target, f));
  report["findings"] = to_json(f, e.classes);
  show_rows(report["findings"], {picture_of, picture_of, picture_of});
}

json common_parts(const std::string& name, const Text& task, const std::string& model) {
  return {{"product",
           {{"name", name},
            {"version", 1},
            {"task", to_json(task)},
            {"created", "2026-03-02T10:15:00Z"}}},
          {"model", {{"name", model}}},
          {"provenance",
           {{"ingot", "0.1.0"},
            {"seed", 0},
            {"threads", 2},
            {"cpu", "x86-64 AVX2"},
            {"command", "ingot build " + name}}},
          {"seconds", {{"read", 0.21}, {"train", 131.4}, {"evaluate", 2.35}, {"total", 134.0}}},
          {"memory", {{"predicted_bytes", 286'000'000}, {"peak_bytes", 291'500'000}}}};
}

json curve(const std::string& name, const Text& label, const std::string& unit, double from,
           double to) {
  json train = json::array(), valid = json::array();
  for (int epoch = 1; epoch <= 12; ++epoch) {
    train.push_back(to + (from - to) * std::exp(-0.5 * epoch));
    valid.push_back(to + (from - to) * (std::exp(-0.5 * epoch) + 0.05 + 0.008 * epoch));
  }
  return {{"name", name},
          {"label", to_json(label)},
          {"unit", unit},
          {"train", train},
          {"valid", valid}};
}

const std::vector<std::string> kClothes = {"T-shirt/top", "Shirt",     "Pullover", "Coat",
                                           "Dress",       "Trouser",   "Sandal",   "Sneaker",
                                           "Bag",         "Ankle boot"};

json pictures() {
  const Predictions p = invent_classes(4000, kClothes, 7),
                    rival = invent_classes(4000, kClothes, 6);
  EvaluateOptions options{.replicates = 400};
  options.training_truth = p.truth;
  Evaluation e = evaluate(p, options);
  add_baseline(e, "linear", text("linear on pixels", "像素线性模型"),
               invent_classes(4000, kClothes, 5));
  json report = common_parts("clothing", text("picture classification", "图片分类"), "keras-cnn");
  report["evaluation"] = to_json(e);
  Findings findings = invent_findings(p, rival);
  for (int kind = 0; kind < 4; ++kind) {
    AugmentedPicture augmented{png_data_uri(draw_picture(kind, 0))};
    for (int variant = 1; variant <= 5; ++variant)
      augmented.variants.push_back(png_data_uri(draw_picture(kind, variant)));
    findings.augmented.push_back(std::move(augmented));
  }
  add_findings(report, e, findings, "label", [](std::int64_t row) -> json {
    return {
        {"picture",
         png_data_uri(draw_picture(static_cast<int>(row % 10), static_cast<int>(row % 7)))},
        {"name", fmt::format("ankle_boots_of_the_autumn_collection_{}/IMG_{}.JPG", row % 3, row)}};
  });
  for (std::size_t i = 0; i < e.mistakes.size(); ++i)
    report["evaluation"]["mistakes"][i]["picture"] =
        png_data_uri(draw_picture(static_cast<int>(e.mistakes[i].truth), static_cast<int>(i)));
  report["curves"] = {curve("loss", text("Loss", "损失"), "plain", 1.9, 0.21),
                      curve("accuracy", text("Accuracy", "准确率"), "share", 0.3, 0.93)};
  report["best_epoch"] = 9;
  report["reconstructions"] = {
      {"picture", png_data_uri(draw_picture(3, 1))},
      {"caption", to_json(text("As it is, and what comes back.", "原图与重构。"))}};
  report["data"] = {{"name", "sample:clothing"},
                    {"sha256", std::string(64, 'a')},
                    {"rows", {{"train", 54000}, {"valid", 6000}, {"test", 4000}}}};
  report["model"]["parameters"] = 225'034;
  report["model"]["size_bytes"] = 900'136;
  report["model"]["settings"] = {
      {"optimizer", "adam"}, {"learning_rate", 0.001}, {"batch", 64}, {"epochs", 12}};
  report["model"]["layers"] = {{{"name", "conv2d_1"},
                                {"type", "Conv2D 3x3, relu"},
                                {"output", "[26,26,32]"},
                                {"parameters", 320}},
                               {{"name", "max_pool_1"},
                                {"type", "MaxPool2D 2x2"},
                                {"output", "[13,13,32]"},
                                {"parameters", 0}},
                               {{"name", "conv2d_2"},
                                {"type", "Conv2D 3x3, relu"},
                                {"output", "[11,11,64]"},
                                {"parameters", 18496}},
                               {{"name", "dense_1"},
                                {"type", "Dense, softmax"},
                                {"output", "[10]"},
                                {"parameters", 206'218}}};
  return report;
}

json table() {
  const Predictions p = invent_classes(700, {"No", "Yes"}, 2);
  EvaluateOptions options{.replicates = 400};
  options.training_truth = p.truth;
  Evaluation e = evaluate(p, options);
  add_baseline(e, "boosted_trees", text("boosted trees", "提升树"),
               invent_classes(700, {"No", "Yes"}, 1.5));
  json report = common_parts("churn", text("table classification", "表格分类"), "mlp");
  report["evaluation"] = to_json(e);
  Findings findings = invent_clean_findings(p);
  invent_columns(findings, "roc_auc", 15);
  invent_threshold(findings, p);
  add_findings(report, e, findings, "Churn", nullptr);
  for (json& mistake : report["evaluation"]["mistakes"])
    mistake["fields"] = {{"tenure", 12},
                         {"MonthlyCharges", 70.35},
                         {"Contract", "Month-to-month"},
                         {"note", nullptr}};
  report["language"] = "zh";
  return report;
}

json numbers() {
  Numbers random;
  Tensor predicted(f64, {600}), truth(f64, {600}), rival(f64, {600});
  for (std::int64_t row = 0; row < 600; ++row) {
    const double price = 40 + 400 * random.next() * random.next();
    truth.set(row, price);
    predicted.set(row, price + 18 * random.normal());
    rival.set(row, price + 25 * random.normal());
  }
  EvaluateOptions options{.replicates = 400};
  options.training_truth = truth;
  const Predictions p{predicted, truth};
  const Evaluation e = evaluate(p, options);
  json report = common_parts("house-prices", text("numbers from a table", "表格数值预测"), "mlp");
  report["evaluation"] = to_json(e);
  Findings findings;
  invent_columns(findings, "mae", 4);
  for (PartialDependence& d : findings.dependence) d.output = 0;
  invent_number_parts(findings, p, {rival, truth});
  add_findings(report, e, findings, "price", nullptr);
  return report;
}

/// Pictures that together are far larger than a page may be.
json photos() {
  const Predictions p = invent_classes(600, kClothes, 5);
  Evaluation e = evaluate(p, {.replicates = 50});
  json report = common_parts("photos", text("picture classification", "图片分类"), "resnet");
  report["evaluation"] = to_json(e);
  for (json& mistake : report["evaluation"]["mistakes"])
    mistake["picture"] = draw_noise(160, [](const Tensor& picture) {
      Tensor interleaved(u8, {160, 160, 3});
      for (std::int64_t i = 0; i < 3 * 160 * 160; ++i) interleaved.set(i, picture.at(i));
      return png_data_uri(interleaved);
    });
  add_findings(
      report, e, invent_findings(p, invent_classes(600, kClothes, 4)), "",
      [](std::int64_t) -> json {
        return {{"picture", draw_noise(300, [](const Tensor& t) { return thumbnail_uri(t); })}};
      });
  return report;
}

/// Names that try to become part of the page, forty classes, and nothing that may be left out.
json hostile() {
  std::vector<std::string> names;
  for (int c = 0; c < 40; ++c)
    names.push_back("</script><img src=x onerror=alert(1)> class " + std::to_string(c));
  const Evaluation e = evaluate(invent_classes(900, names, 6), {.replicates = 50});
  json report = {
      {"product",
       {{"name", "<b>very-long-name-without-any-space-in-it-that-must-not-widen-the-page</b>"}}}};
  report["evaluation"] = to_json(e);
  add_findings(report, e, invent_hostile_findings(names[0]), "", nullptr);
  for (json& mistake : report["evaluation"]["mistakes"])
    mistake["text"] = "<script>document.title = 'broken'</script>\xe2\x80\xa8 & so on";
  return report;
}

void write(const std::filesystem::path& folder, const std::string& name, const json& report) {
  std::ofstream(folder / (name + ".html"), std::ios::binary) << render_report(report);
}

}  // namespace
}  // namespace ingot

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: make_reports FOLDER\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  ingot::write(folder, "pictures", ingot::pictures());
  ingot::write(folder, "table", ingot::table());
  ingot::write(folder, "numbers", ingot::numbers());
  ingot::write(folder, "photos", ingot::photos());
  ingot::write(folder, "hostile", ingot::hostile());
  ingot::write_table_pages(folder);
}
