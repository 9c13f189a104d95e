#include "tasks/picture_pretraining.h"

#include <cmath>

#include "base/clock.h"
#include "evaluate/png.h"
#include "evaluate/report.h"
#include "tasks/product_pages.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPretrainingFile = "pretraining.safetensors";
constexpr const char* kPretrainingTable = "pretraining.csv";
constexpr std::int64_t kShownPictures = 12;

// Steps of pre-training as the progress of the build.
class PretrainingLine final : public Callback {
 public:
  explicit PretrainingLine(Progress& progress) : progress_(progress) {}

  void on_step(const StepReport& r) override {
    progress_.at({.stage = text("pre-training {}/{}", "预训练 {}/{}", r.epoch, r.num_epochs),
                  .done = r.rows_done,
                  .total = r.num_rows,
                  .unit = text("rows", "行"),
                  .figures = error_of(r.train)});
  }
  void on_epoch(const History& history) override {
    const EpochFigures& e = history.back();
    Text line = error_of(e.train);
    if (const auto gap = e.valid.find("free_energy_gap"); gap != e.valid.end()) {
      line.en += fmt::format("  free energy gap {:.3f}", gap->second);
      line.zh += fmt::format("  自由能差 {:.3f}", gap->second);
    }
    progress_.note({fmt::format("pre-training {}: {}", e.epoch, line.en),
                    fmt::format("预训练 {}: {}", e.epoch, line.zh)});
  }

 private:
  static Text error_of(const Figures& figures) {
    return text("reconstruction error {:.5f}", "重构误差 {:.5f}",
                figures.find("reconstruction_error")->second);
  }

  Progress& progress_;
};

// (rows of strips) strips of `count` pictures each, below one another, as one picture.
Tensor stacked_strips(const std::vector<Tensor>& strips) {
  const Shape& s = strips.front().shape();  // (pictures, channels, height, width)
  const std::int64_t count = s[0], channels = s[1], height = s[2], width = s[3];
  const auto num_strips = static_cast<std::int64_t>(strips.size());
  Tensor sheet(f32, {num_strips * height, count * width, channels});
  const auto out = sheet.mutable_data<float>();
  for (std::int64_t strip = 0; strip < num_strips; ++strip) {
    const auto in = strips[static_cast<std::size_t>(strip)].data<float>();
    for (std::int64_t p = 0; p < count; ++p)
      for (std::int64_t c = 0; c < channels; ++c)
        for (std::int64_t y = 0; y < height; ++y)
          for (std::int64_t x = 0; x < width; ++x)
            out[static_cast<std::size_t>(
                ((strip * height + y) * count * width + p * width + x) * channels + c)] =
                in[static_cast<std::size_t>(((p * channels + c) * height + y) * width + x)];
  }
  return sheet;
}

double mean_squared_error(const Tensor& a, const Tensor& b) {
  double sum = 0;
  for (std::int64_t i = 0; i < a.num_elements(); ++i) sum += std::pow(a.at(i) - b.at(i), 2);
  return sum / static_cast<double>(a.num_elements());
}

}  // namespace

PicturePretraining::PicturePretraining(PretrainingSetup setup, UnlabelledPictures pictures,
                                       Executor& executor)
    : pictures_(std::move(pictures)),
      trainer_(std::move(setup), pictures_.train, &pictures_.held_out, executor) {}

void PicturePretraining::restore(const fs::path& checkpoint) {
  if (fs::exists(checkpoint / kPretrainingFile)) trainer_.restore(checkpoint / kPretrainingFile);
}

void PicturePretraining::run(const fs::path& checkpoint, Progress& progress) {
  PretrainingLine line(progress);
  CsvLog csv(checkpoint / kPretrainingTable);
  const std::array<Callback*, 2> callbacks{&line, &csv};
  trainer_.run(callbacks, [&] { trainer_.save(checkpoint / kPretrainingFile); });
}

void PicturePretraining::announce(Progress& progress) {
  progress.note(text("pre-training of {} layers on {} pictures without their labels: {}",
                     "用 {1} 张无标签图片预训练 {0} 层: {2}", trainer_.rbms().size(),
                     pictures_.train.size(), format_seconds(trainer_.seconds_left())));
}

nlohmann::json PicturePretraining::reconstructions(const Pictures& pictures,
                                                   const Pipeline& pipeline) {
  const std::int64_t count = std::min(kShownPictures, pictures.size());
  const Tensor rows = pipeline.apply(pictures.source->get(all_rows(count)));
  std::vector<Tensor> strips{rows};
  std::vector<std::string> errors;
  for (std::size_t depth = 1; depth <= trainer_.rbms().size(); ++depth) {
    strips.push_back(trainer_.reconstruct(rows, static_cast<std::int64_t>(depth)));
    errors.push_back(fmt::format("{:.4f}", mean_squared_error(rows, strips.back())));
  }
  const std::string list = fmt::format("{}", fmt::join(errors, ", "));
  return {{"picture", png_data_uri(to_bytes(stacked_strips(strips), 0, 1))},
          {"caption",
           to_json(text("First row: pictures that the model never saw. Below: what comes back "
                        "through the lowest pre-trained layer, the lowest two, and so on, before "
                        "fine-tuning. Mean squared errors, pixels from 0 to 1: {}.",
                        "第一行：模型从未见过的图片。以下各行：微调之前，依次经过最底下一层、两层……"
                        "预训练层后重构的图片。均方误差（像素取 0 到 1）：{}。",
                        list))}};
}

}  // namespace ingot
