#include "features/encoder.h"
#include "features/text_hash.h"
#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

json fit(const json& options, const FittingColumn& column) {
  const std::int64_t size = options.value("size", std::int64_t{32});
  if (size < 2 || size > 4096)
    throw Error("bad_option", text("category_hash of {}", "category_hash 的大小为 {}", size))
        .expected(text("from 2 to 4096", "2 到 4096"));
  return {{"size", size}, {"missing", column.profile.missing > 0}};
}

Encoder load(const json& values, const ColumnProfile& profile) {
  const std::int64_t size = count_value(values, "size");
  const bool missing = values.at("missing");
  Encoder encoder{.features = {}, .encode = {}};
  for (std::int64_t i = 0; i < size; ++i)
    encoder.features.push_back(fmt::format("{} hash {}", profile.name, i));
  if (missing) encoder.features.push_back(profile.name + "=(missing)");
  encoder.encode = [=](const CellRun& cells, float* out, std::int64_t stride) {
    std::string key;
    for (std::int64_t row = 0; row < cells.size(); ++row, out += stride) {
      std::fill_n(out, size + (missing ? 1 : 0), 0.0F);
      if (cells[row]) {
        const std::uint64_t hash = hash_text(cells.key(row, key));
        out[(hash >> 1) % static_cast<std::uint64_t>(size)] = (hash & 1) != 0 ? 1.0F : -1.0F;
      } else if (missing) {
        out[size] = 1;
      }
    }
  };
  return encoder;
}

}  // namespace

EncoderDef define_category_hash_encoder() {
  return {.name = "category_hash",
          .doc =
              "Each value is 1 or -1 in one of `size` (32) features, by its hash: values that\n"
              "training never saw have a place too. Some share one.\n"
              "Source: Weinberger et al. 2009, Feature hashing for large scale multitask\n"
              "learning.",
          .fit = fit,
          .load = load};
}

}  // namespace ingot
