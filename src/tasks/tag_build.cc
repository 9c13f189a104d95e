#include "tasks/tag_build.h"

#include "base/files.h"
#include "evaluate/report.h"
#include "formats/product_folder.h"
#include "graph/rewrite.h"
#include "nn/step.h"
#include "tasks/trials.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr std::int64_t kSampleSentences = 5;

std::size_t count_tokens(const std::vector<TaggedSentence>& sentences) {
  std::size_t tokens = 0;
  for (const TaggedSentence& sentence : sentences) tokens += sentence.tokens.size();
  return tokens;
}

}  // namespace

TagBuild::TagBuild(BuildRequest request, Progress& progress)
    : NetworkBuild(with_tag_model(std::move(request)), progress),
      wishes_(read_tag_wishes(request_)),
      parts_(open_tag_parts(request_, progress)),
      training_(prepare_tag_training(request_, wishes_, parts_)) {
  decide();
  TrainingPlan wanted{.settings = wishes_.settings};
  wanted.network = training_.network;
  wanted.setup = tag_setup(request_, wanted.settings, training_);
  plan(std::move(wanted), *training_.train->rows, *training_.valid->rows);
}

void TagBuild::decide() {
  const TagScheme& scheme = pipeline().scheme();
  if (scheme.marks_entities())
    decisions_.push_back(
        {text("tags", "标签"), text("{}", "{}", to_string(scheme.form())),
         text("they mark entities (kinds: {}), which are what is judged; only sequences that fit "
              "are called",
              "它们标出实体（类别数 {}）：以实体评价，且只给出合乎规则的序列",
              scheme.kinds().size())});
  else
    decisions_.push_back({text("tags", "标签"), text("each by itself", "各自独立"),
                          text("they mark no beginnings of entities", "它们不标出实体的起点")});
  if (pipeline().makes_pieces())
    decisions_.push_back(
        {text("tokens", "词元"), text("pieces of a tokeniser", "分词器的片段"),
         text("the first piece of a word tells its tag", "由词的首个片段给出标签")});
}

NetworkBuild::DataFacts TagBuild::data_facts() const {
  return {kTagging,
          parts_.name,
          parts_.sha256,
          {{"train", parts_.train.size()},
           {"valid", parts_.valid.size()},
           {"test", parts_.test.size()}},
          text("{}: {} sentences to train on, {} to validate, {} to test; {} tokens, {} tags",
               "{}: 训练 {} 个句子, 验证 {} 个, 测试 {} 个; 共 {} 个词元, {} 种标签", parts_.name,
               parts_.train.size(), parts_.valid.size(), parts_.test.size(),
               count_tokens(parts_.train) + count_tokens(parts_.valid) + count_tokens(parts_.test),
               pipeline().tags().size())};
}

double TagBuild::trainings_after() const {
  return request_.learning_curve ? trainings_of_parts() : 0;
}

LearningCurve TagBuild::learning_curve(double error) const {
  const auto ask = [&](const std::vector<std::int64_t>& chosen, const std::filesystem::path&) {
    TagParts some = parts_;
    some.train.clear();
    for (const std::int64_t row : chosen)
      some.train.push_back(parts_.train[static_cast<std::size_t>(row)]);
    const TagTraining training = prepare_tag_training(request_, wishes_, some);
    TrainingSetup setup = setup_;
    setup.network = training.network;
    setup.forms = training.forms;
    Trainer trainer(setup, *training.train->rows, training.valid->rows.get());
    trainer.run({});
    const State weights = trainer.weights();
    Tagger tagger(training.pipeline, Inference(
                                         [&](std::int64_t rows) {
                                           return bind_states(
                                               trace_inference(setup.network, rows).graph, weights);
                                         },
                                         {.num_threads = request_.threads}));
    return called_tags(tag_answers(tagger, some.test));
  };
  return judge_parts({.rows = std::ssize(parts_.train), .full_error = error, .seed = request_.seed},
                     place_.folder / kCheckpointFolder, progress_, ask);
}

Evaluation TagBuild::write_product() {
  stages_.begin("export");
  write_file(place_.folder / kPipelineFile, pipeline().to_json().dump(1) + "\n");
  Tagger tagger(pipeline(), write_network());
  stages_.begin("evaluate");
  const auto seed = static_cast<std::uint64_t>(request_.seed);
  metrics_["valid"] = metrics_to_json(
      evaluate_tags(tag_answers(tagger, parts_.valid), {.replicates = 0, .max_mistakes = 0}));
  const TagAnswers answers = tag_answers(tagger, parts_.test);
  Evaluation evaluation = evaluate_tags(answers, {.seed = seed});
  metrics_["test"] = metrics_to_json(evaluation);
  stages_.begin("analyse");
  evaluation.baselines.push_back(word_baseline(answers, parts_.train, parts_.test));
  const std::vector<std::string> tokens = all_tokens(parts_.test);
  Findings findings{.tags = find_tag_mistakes(answers, tokens), .decisions = decisions_};
  if (parts_.seen > 0)
    findings.near_duplicates =
        DuplicateFindings{.rows = std::ssize(parts_.test), .duplicates = parts_.seen};
  if (request_.learning_curve)
    findings.learning_curve = learning_curve(1 - *evaluation.metric("accuracy").value);
  json figures = to_json(evaluation);
  for (json& mistake : figures["mistakes"])
    mistake["text"] = text_around(answers, tokens, mistake["row"].get<std::int64_t>());
  json samples = json::array();
  for (std::int64_t i = 0; i < std::min(kSampleSentences, std::ssize(parts_.test)); ++i)
    samples.push_back({{"tokens", parts_.test[static_cast<std::size_t>(i)].tokens}});
  write_file(place_.folder / kSamplesFile, samples.dump(2) + "\n");
  write_pages({.task = text("tags of tokens", "词元标注"),
               .limits = "Tags the tokens of sentences like those that it was trained on. Texts of "
                         "other sources, "
                         "subjects or times\nare not covered by the figures.",
               .schema = {{"kind", "tokens"},
                          {"classes", pipeline().tags()},
                          {"form", to_string(pipeline().scheme().form())},
                          {"length", pipeline().length()}}},
              evaluation, std::move(figures), findings);
  return evaluation;
}

}  // namespace ingot
