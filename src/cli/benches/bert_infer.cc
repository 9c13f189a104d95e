#include "cli/benches/model_work.h"
#include "nn/model_def.h"

namespace ingot {
namespace {

constexpr std::int64_t kTokens = 64, kVocabulary = 8000;

Network bert_network() {
  const ModelDef& def = find_model("bert");
  const Spec spec{
      "bert",
      {{"blocks", std::int64_t{4}}, {"width", std::int64_t{256}}, {"heads", std::int64_t{4}}}};
  const SpecView options(spec, {}, def.options);
  return def.make({.options = options,
                   .input_shape = {kTokens},
                   .num_classes = 2,
                   .feature_widths = {kTokens},
                   .num_ids = {kVocabulary}});
}

}  // namespace

BenchDef define_bert_infer_bench() {
  return {.name = "bert_infer",
          .summary = text("bert, 4 blocks, 256 wide, 64 tokens: the classes of 1 and 16 texts",
                          "bert，4 块，宽 256，64 个词元：1 条与 16 条文本的分类"),
          .sizes = {"b1", "b16"},
          .prepare = [](int num_threads, const std::string& size) {
            return inference({.network = bert_network(), .num_ids = kVocabulary}, size,
                             num_threads);
          }};
}

}  // namespace ingot
