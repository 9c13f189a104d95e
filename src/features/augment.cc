#include "features/augment.h"

#include "base/threads.h"

namespace ingot {
namespace {

using nlohmann::json;

// The draws of a whole batch have a place of their own behind every list.
constexpr std::uint32_t kBatch = UINT32_MAX;

void require_rows(const TensorType& type, std::span<const std::int64_t> rows, DType dtype) {
  if (type.dtype != dtype)
    throw Error("dtype_mismatch",
                text("augmentation does not take {}", "数据增强不接受 {}", to_string(type)))
        .expected(text("{}", "{}", to_string(dtype)));
  const Shape& s = type.shape;
  const bool pictures = type.rank() == 4 && (s[1] == 1 || s[1] == 3) && s[2] > 0 && s[3] > 0;
  if (!pictures || s[0] != static_cast<std::int64_t>(rows.size()))
    throw Error("shape_mismatch",
                text("augmentation does not take {} for {} rows", "数据增强不接受 {} (共 {} 行)",
                     to_string(type), rows.size()))
        .expected(text("(rows, channels, height, width), 1 or 3 channels, at "
                       "least one pixel",
                       "(行, 通道, 高, 宽), 1 或 3 个通道, 至少一个像素"));
}

PictureSize size_of(const Tensor& pictures) {
  const Shape& s = pictures.shape();
  return {s[1], s[2], s[3]};
}

const json& augmentation_name(const json& item) {
  const auto name = item.is_object() ? item.find("name") : item.end();
  if (!item.is_object() || name == item.end() || !name->is_string())
    throw Error("bad_augmentation",
                text("{} is not an augmentation", "{} 不是数据增强", item.dump()))
        .expected(text(R"({{"name": ..., "options": ...}})", R"({{"name": ..., "options": ...}})"));
  return *name;
}

}  // namespace

Augmenter::Augmenter(const json& list) {
  if (!list.is_array())
    throw Error("bad_augmentation", text("the augmentations are {}", "数据增强为 {}", list.dump()))
        .expected(text("a JSON array", "JSON 数组"));
  for (const json& item : list) {
    const AugmentationDef& def = find_augmentation(augmentation_name(item).get<std::string>());
    const AugmentationOptions options =
        complete_options(def, item.value("options", json::object()));
    const auto place = static_cast<std::uint32_t>(declared_.size());
    if (def.change) changes_.push_back({place, def.change(options)});
    if (def.mix) mixes_.push_back({place, def.mix(options)});
    declared_.push_back({{"name", def.name}, {"options", options.values()}});
  }
}

Tensor Augmenter::apply(const Tensor& pictures, std::span<const std::int64_t> rows,
                        std::int64_t epoch, std::uint64_t seed, int num_threads) const {
  require_rows(pictures.type(), rows, u8);
  if (changes_.empty()) return pictures;
  const PictureSize size = size_of(pictures);
  const auto values = static_cast<std::size_t>(size.values());
  const PhiloxKey key = augmentation_key(seed, epoch);
  Tensor changed(pictures.type());
  const std::uint8_t* in = pictures.data<std::uint8_t>().data();
  std::uint8_t* out = changed.mutable_data<std::uint8_t>().data();
  on_threads(num_threads, [&](int thread, int threads) {
    std::vector<std::uint8_t> spare(values);
    const Share share = share_of(static_cast<std::int64_t>(rows.size()), thread, threads);
    for (auto i = static_cast<std::size_t>(share.begin); i < static_cast<std::size_t>(share.end);
         ++i) {
      std::uint8_t* row = out + i * values;
      std::copy_n(in + i * values, values, row);
      Canvas canvas(size, row, spare.data());
      for (const auto& step : changes_) {
        AugmentationDraws draws(key, rows[i], step.place);
        step.function(canvas, draws);
      }
      if (canvas.pixels().data() != row) std::ranges::copy(canvas.pixels(), row);
    }
  });
  return changed;
}

Mixed Augmenter::mix(const Tensor& encoded, const Tensor& targets,
                     std::span<const std::int64_t> rows, std::int64_t epoch, std::uint64_t seed,
                     int num_threads) const {
  require_rows(encoded.type(), rows, f32);
  const auto count = static_cast<std::int64_t>(rows.size());
  if (targets.shape().rank() != 2 || targets.shape()[0] != count)
    throw Error("shape_mismatch", text("targets {} for {} rows", "{1} 行的目标为 {0}",
                                       to_string(targets.type()), rows.size()))
        .expected(text("f32 (rows, classes)", "f32 (行, 类别)"));
  const std::span<const float> target = targets.data<float>();
  if (mixes_.empty() || count < 2) return {encoded, targets};
  const PhiloxKey key = augmentation_key(seed, epoch);
  AugmentationDraws batch(key, rows[0], kBatch);
  const std::int64_t distance = 1 + batch.below(count - 1);
  const auto& step =
      mixes_[static_cast<std::size_t>(batch.below(static_cast<std::int64_t>(mixes_.size())))];
  Mixed mixed{Tensor(encoded.type()), Tensor(targets.type())};
  const PictureSize size = size_of(encoded);
  const std::int64_t values = size.values(), classes = targets.shape()[1];
  const float* in = encoded.data<float>().data();
  float* out = mixed.encoded.mutable_data<float>().data();
  const std::span<float> soft = mixed.targets.mutable_data<float>();
  parallel_for(num_threads, count, [&](std::int64_t i) {
    const std::int64_t partner = (i + distance) % count;
    AugmentationDraws draws(key, rows[static_cast<std::size_t>(i)], step.place);
    const auto own = static_cast<float>(
        step.function({size, in + i * values, in + partner * values, out + i * values}, draws));
    for (std::int64_t c = 0; c < classes; ++c) {
      const auto at = [&](std::int64_t row) { return static_cast<std::size_t>(row * classes + c); };
      soft[at(i)] = own * target[at(i)] + (1 - own) * target[at(partner)];
    }
  });
  return mixed;
}

}  // namespace ingot
