#include "tasks/translation_build.h"

#include "base/files.h"
#include "evaluate/report.h"
#include "features/pair_tokens.h"
#include "formats/product_folder.h"
#include "generate/cached_decoder.h"
#include "nn/step.h"
#include "tasks/program_facts.h"
#include "tasks/translation_evaluation.h"
#include "train/invariance.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr const char* kPairModel = "seq2seq-transformer";

BuildRequest with_pair_model(BuildRequest request) {
  require_no_trials(request, kTranslation);
  request = with_begun_model(std::move(request), ModelRows::pairs);
  if (request.model == "auto") request.model = kPairModel;
  static_cast<void>(model_for_rows(request, ModelRows::pairs, kTranslation, kPairModel));
  return request;
}

TrainingSettings pair_settings(const BuildRequest& request) {
  TrainingSettings settings =
      read_settings(find_model(request.model), network_settings_of_pairs(request));
  Loss& loss = settings.loss;
  if (loss.kind == "sparse_categorical_crossentropy" && !loss.options.contains("label_smoothing"))
    loss.options["label_smoothing"] = 0.1;
  return settings;
}

TrainingSetup pair_setup(const BuildRequest& request, const TrainingSettings& settings,
                         const Network& network, std::int64_t rows) {
  TrainingSetup setup = training_setup(request, settings, network);
  if (!request.epochs) setup.epochs = epochs_for({.updates = 4000}, rows, setup.batch);
  setup.keep_best = "loss";
  return setup;
}

// For one text and its beams, up to sixteen of four.
std::vector<PairGraphs> pair_graphs(const Network& network, std::int64_t context) {
  std::vector<PairGraphs> graphs;
  for (const std::int64_t rows : {1, 4, 16, 64})
    graphs.push_back({rows, trace_reading(network, rows).graph,
                      trace_decoding(network, {rows, 1, context}).graph});
  return graphs;
}

}  // namespace

TranslationBuild::TranslationBuild(BuildRequest request, Progress& progress)
    : NetworkBuild(with_pair_model(std::move(request)), progress),
      texts_(open_translation_texts(request_, progress)),
      train_(std::make_unique<PairRows>(texts_.train, texts_.lengths)),
      valid_(std::make_unique<PairRows>(texts_.valid,
                                        std::vector<std::int64_t>{texts_.pipeline.context})) {
  decisions_ = texts_.decisions;
  const ModelDef& model = find_model(request_.model);
  TrainingPlan wanted{.settings = pair_settings(request_)};
  const SpecView options(wanted.settings.model, {}, model.options);
  const auto network_of = [&](std::int64_t length) {
    return model.make({.options = options,
                       .input_shape = {length},
                       .num_classes = texts_.pipeline.tokenizer.vocabulary_size() + kPairShift});
  };
  wanted.network = network_of(texts_.lengths[0]);
  wanted.setup = pair_setup(request_, wanted.settings, wanted.network, train_->size());
  for (std::size_t i = 1; i < texts_.lengths.size(); ++i)
    wanted.setup.forms.push_back(network_of(texts_.lengths[i]));
  wanted.is_causal = true;
  wanted.longer = network_of(texts_.lengths[0] + kInvariantPadding);
  plan(std::move(wanted), *train_, *valid_);
}

NetworkBuild::DataFacts TranslationBuild::data_facts() const {
  const std::size_t train = texts_.train.size(), valid = texts_.valid.size(),
                    test = texts_.test.size();
  const TranslationPipeline& pipeline = texts_.pipeline;
  return {kTranslation,
          texts_.name,
          texts_.sha256,
          {{"train", train}, {"valid", valid}, {"test", test}},
          text("{}: {} -> {}, {} pairs to train on, {} to validate, {} to test; up to {} of "
               "{} different tokens in each text",
               "{}: {} -> {}, 训练 {} 对, 验证 {} 对, 测试 {} 对; 每条文本至多 {} 个词元, "
               "共 {} 种",
               texts_.name, pipeline.source, pipeline.target, train, valid, test,
               pipeline.context - 1, pipeline.tokenizer.vocabulary_size())};
}

Evaluation TranslationBuild::write_product() {
  stages_.begin("export");
  const TranslationPipeline& pipeline = texts_.pipeline;
  const std::filesystem::path& folder = place_.folder;
  write_file(folder / kPipelineFile, to_json(pipeline).dump(1) + "\n");
  Inference model = write_network();
  write_file(folder / kDecodeFile, to_json(pair_graphs(network_, pipeline.context)).dump(1) + "\n");
  stages_.begin("evaluate");
  Translator translator(folder, {.num_threads = request_.threads});
  const auto seed = static_cast<std::uint64_t>(request_.seed);
  metrics_["valid"] = metrics_to_json(
      evaluate_translation(model, translator, texts_.valid_texts, seed, &progress_).evaluation);
  TranslationFigures figures =
      evaluate_translation(model, translator, texts_.test_texts, seed, &progress_);
  Evaluation& evaluation = figures.evaluation;
  metrics_["test"] = metrics_to_json(evaluation);
  stages_.begin("analyse");
  add_translation_baselines(evaluation, texts_.train_texts, texts_.test_texts);
  Findings findings{.generated = translation_examples(texts_.test_texts, figures.written),
                    .decisions = decisions_};
  if (figures.by_length) findings.row_groups.push_back(std::move(*figures.by_length));
  json samples = json::array();
  for (const GeneratedText& example : findings.generated)
    samples.push_back({{pipeline.source, example.prompt}, {pipeline.target, example.wanted}});
  write_file(folder / kSamplesFile, samples.dump(2) + "\n");
  write_pages({.task = text("translation from {} to {}", "从 {} 到 {} 的翻译", pipeline.source,
                            pipeline.target),
               .limits = "Translates texts like those it was trained on, up to the context's "
                         "length. What it writes may be wrong although it reads well.",
               .schema = {{"kind", "text_pair"},
                          {"source", pipeline.source},
                          {"target", pipeline.target},
                          {"context", pipeline.context},
                          {"vocabulary", pipeline.tokenizer.vocabulary_size()}}},
              evaluation, to_json(evaluation), findings);
  return std::move(figures.evaluation);
}

}  // namespace ingot
