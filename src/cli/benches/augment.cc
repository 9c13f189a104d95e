#include "features/augment.h"
#include "cli/bench_def.h"
#include "features/augmentation_presets.h"

namespace ingot {
namespace {

constexpr std::int64_t kPictures = 64;

// "rotate@224": an augmentation, or a preset, at a side of the pictures. Each changes every
// picture.
std::vector<std::string> augmented_sizes() {
  std::vector<std::string> names = augmentation_preset_names(), sizes;
  for (const AugmentationDef& def : augmentation_registry())
    if (def.change) names.push_back(def.name);
  for (const char* side : {"32", "224"})
    for (const std::string& name : names) sizes.push_back(fmt::format("{}@{}", name, side));
  return sizes;
}

nlohmann::json augmentation_list(const std::string& name) {
  for (const AugmentationDef& def : augmentation_registry()) {
    if (def.name != name) continue;
    nlohmann::json options = nlohmann::json::object();
    for (const AugmentationOption& option : def.options)
      if (option.name == "p") options["p"] = 1;
    return nlohmann::json::array({{{"name", name}, {"options", std::move(options)}}});
  }
  return augmentation_preset(name);
}

// A slope with noise: no level is missing, neighbours are alike.
Tensor slope(std::int64_t side) {
  Tensor pictures(u8, {kPictures, 3, side, side});
  std::uint32_t i = 0;
  for (std::uint8_t& v : pictures.mutable_data<std::uint8_t>()) {
    v = static_cast<std::uint8_t>(i / 3 % 224 + (i * 2654435761U >> 27));
    ++i;
  }
  return pictures;
}

}  // namespace

BenchDef define_augment_bench() {
  return {.name = "augment",
          .summary = text("64 colour pictures, augmented", "对 64 张彩色图片做数据增强"),
          .sizes = augmented_sizes(),
          .only_by_name = true,
          .prepare = [](int num_threads, const std::string& size) {
            const std::size_t at = size.find('@');
            auto augmenter = std::make_shared<Augmenter>(augmentation_list(size.substr(0, at)));
            std::vector<std::int64_t> rows;
            for (std::int64_t row = 0; row < kPictures; ++row) rows.push_back(row);
            BenchRun run;
            run.once = [=, pictures = slope(std::stoll(size.substr(at + 1))), epoch = 0]() mutable {
              static_cast<void>(augmenter->apply(pictures, rows, epoch++, 0, num_threads));
            };
            return run;
          }};
}

}  // namespace ingot
