#include "tasks/language_build.h"

#include "base/files.h"
#include "base/utf8.h"
#include "evaluate/report.h"
#include "formats/product_folder.h"
#include "generate/text_generator.h"
#include "nn/step.h"
#include "tasks/language_evaluation.h"
#include "tasks/program_facts.h"
#include "tasks/row_forms.h"
#include "train/invariance.h"
#include "train/masked_rows.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::int64_t kSampleTexts = 3, kSampleTokens = 300;

BuildRequest with_model(BuildRequest request, const LanguageTask& task) {
  require_no_trials(request, task.name);
  request = with_begun_model(std::move(request), task.rows);
  if (request.model == "auto") request.model = task.model;
  return request;
}

TrainingSetup setup_for(const BuildRequest& request, const TrainingSettings& settings,
                        const Network& network, std::int64_t rows) {
  TrainingSetup setup = training_setup(request, settings, network);
  if (!request.epochs) setup.epochs = epochs_for({.updates = 3500}, rows, setup.batch);
  setup.keep_best = "loss";
  return setup;
}

BuildRequest network_request(const BuildRequest& request) {
  BuildRequest own = request;
  own.settings = network_settings(request);
  return own;
}

// One token at a time, and sixteen for prompts; caches for so many tokens, and more, up to all.
std::vector<DecodeStep> decode_steps(const Network& network, std::int64_t context) {
  std::vector<DecodeStep> steps;
  for (std::int64_t capacity = std::min<std::int64_t>(64, context);;
       capacity = std::min(4 * capacity, context)) {
    for (const std::int64_t tokens : {1, 16})
      if (tokens <= capacity)
        steps.push_back({tokens, capacity, trace_decoding(network, {1, tokens, capacity}).graph});
    if (capacity == context) return steps;
  }
}

// Tokens that the network knows.
std::int64_t vocabulary_of(const LanguageRows& how, const Tokenizer& tokenizer) {
  return how.form == TextForm::lines ? how.padded.count : tokenizer.vocabulary_size();
}

}  // namespace

LanguageBuild::LanguageBuild(const LanguageTask& task, BuildRequest request, Progress& progress)
    : NetworkBuild(with_model(std::move(request), task), progress),
      task_(task),
      language_(read_language_settings(request_, task.form)),
      texts_(open_language_texts(request_, language_, progress)),
      how_{language_.form, language_.context, padded_tokens(texts_.pipeline.tokenizer),
           static_cast<std::uint64_t>(request_.seed)},
      train_(language_rows(texts_.train, how_)),
      valid_(language_rows(texts_.valid, how_)) {
  decisions_ = texts_.decisions;
  const ModelDef& model = model_for_rows(request_, task.rows, task.name, task.model);
  TrainingPlan wanted{.settings = read_settings(model, network_settings(request_))};
  if (language_.documents) {
    if (std::ranges::find(model.options, kDocumentEndOption, &OptionDef::name) ==
        model.options.end())
      throw Error("bad_option",
                  text("{} cannot tell documents apart", "{} 无法区分文档", model.name))
          .fix(text("--model gpt", "--model gpt"));
    wanted.settings.model.options[kDocumentEndOption] =
        static_cast<std::int64_t>(texts_.pipeline.text_end());
  }
  const std::int64_t context = language_.context;
  const auto network_of = [&](std::int64_t tokens) {
    const SpecView options(wanted.settings.model, {}, model.options);
    Ints row{tokens};
    if (task.form == TextForm::lines) row.push_back(MaskedRows::num_hidden(tokens));
    return model.make({.options = options,
                       .input_shape = row,
                       .num_classes = vocabulary_of(how_, texts_.pipeline.tokenizer),
                       .positions = context});
  };
  wanted.network = network_of(context);
  wanted.setup =
      setup_for(network_request(request_), wanted.settings, wanted.network, train_->size());
  wanted.is_causal = task.form == TextForm::running;
  if (task.form == TextForm::lines) {
    RowForms forms = row_forms(wanted.network, row_sizes(texts_.train.starts), context,
                               wanted.setup.batch, network_of);
    wanted.setup.forms = std::move(forms.networks);
    LanguageRows training = how_;
    training.lengths = std::move(forms.lengths);
    train_ = language_rows(texts_.train, training);
    wanted.longer = network_of(context + kInvariantPadding);
  }
  plan(std::move(wanted), *train_, *valid_);
}

NetworkBuild::DataFacts LanguageBuild::data_facts() const {
  const std::size_t train = texts_.train.tokens.size(), valid = texts_.valid.tokens.size(),
                    test = texts_.test.tokens.size();
  return {task_.name,
          texts_.name,
          texts_.sha256,
          {{"train", train}, {"valid", valid}, {"test", test}},
          text("{}: {} tokens to train on, {} to validate, {} to test; {} different ones",
               "{}: 训练 {} 个词元, 验证 {} 个, 测试 {} 个; 共 {} 种", texts_.name, train, valid,
               test, texts_.pipeline.tokenizer.vocabulary_size())};
}

namespace {

// Some tokens from a place in a text, one of kSampleTexts that lie evenly in it.
std::string beginning_of(const LanguagePart& part, const Tokenizer& tokenizer, std::int64_t i) {
  constexpr std::size_t kTokens = 4;
  const std::size_t at =
      static_cast<std::size_t>(i) * part.tokens.size() / static_cast<std::size_t>(kSampleTexts);
  const std::size_t count = std::min(kTokens, part.tokens.size() - at);
  return mended_utf8(tokenizer.decode(std::span(part.tokens).subspan(at, count)));
}

}  // namespace

void LanguageBuild::write_samples(Findings& findings) {
  const fs::path& folder = place_.folder;
  write_file(folder / kDecodeFile,
             to_json(decode_steps(network_, language_.context)).dump(1) + "\n");
  TextGenerator generator(folder, {.num_threads = request_.threads});
  json samples = json::array();
  for (std::int64_t i = 0; i < kSampleTexts; ++i) {
    TextWanted wanted{
        .max_tokens = kSampleTokens,
        .sampling = {.temperature = 0.8, .seed = static_cast<std::uint64_t>(request_.seed + i)}};
    if (const auto& questions = texts_.test_questions; !questions.empty()) {
      wanted.prompt = questions[static_cast<std::size_t>(i) % questions.size()];
      wanted.sampling.temperature = 0;
    } else if (!generator.begins_alone()) {
      wanted.prompt = beginning_of(texts_.test, texts_.pipeline.tokenizer, i);
    }
    findings.generated.push_back({wanted.prompt, generator.generate(wanted).text});
    samples.push_back({{"prompt", wanted.prompt}, {"text", findings.generated.back().text}});
  }
  write_file(folder / kSamplesFile, samples.dump(2) + "\n");
}

Evaluation LanguageBuild::write_product() {
  stages_.begin("export");
  write_file(place_.folder / kPipelineFile, to_json(texts_.pipeline).dump(1) + "\n");
  Inference model = write_network();
  stages_.begin("evaluate");
  metrics_["valid"] = metrics_to_json(evaluate_language(model, texts_.valid, how_, how_.seed));
  Evaluation evaluation = evaluate_language(model, texts_.test, how_, how_.seed);
  metrics_["test"] = metrics_to_json(evaluation);
  stages_.begin("analyse");
  add_counting_baseline(evaluation, texts_.train, texts_.test, how_,
                        vocabulary_of(how_, texts_.pipeline.tokenizer));
  Findings findings{.decisions = decisions_};
  if (task_.form == TextForm::running) write_samples(findings);
  write_pages({.task = task_.title,
               .limits = task_.limits,
               .schema = {{"kind", "text"},
                          {"context", language_.context},
                          {"vocabulary", texts_.pipeline.tokenizer.vocabulary_size()}}},
              evaluation, to_json(evaluation), findings);
  return evaluation;
}

}  // namespace ingot
