// Sentences to a tag for each of their tokens.
#include "evaluate/report.h"
#include "formats/product_folder.h"
#include "tasks/tag_build.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

BuildResult build_tagger(const BuildRequest& request, Progress& progress) {
  return TagBuild(request, progress).start();
}

BuildResult resume_tagger(const fs::path& folder, const std::string& home, Progress& progress) {
  return TagBuild(resumed_request(folder, home), progress).resume(folder);
}

ScoredData evaluate_tagger(const fs::path& folder, const std::string& data,
                           const DataOptions& options) {
  Tagger tagger(folder, {.num_threads = options.num_threads});
  const std::vector<TaggedSentence> sentences =
      read_tag_data(data,
                    {.encoding = options.table.encoding,
                     .target = request_from_json(load_manifest(folder).options).target},
                    tagger.pipeline().tags(), options.progress);
  Evaluation evaluation = evaluate_tags(tag_answers(tagger, sentences));
  nlohmann::json document = {{"product", folder.string()},
                             {"task", kTagging},
                             {"rows", {{"train", 0}, {"valid", 0}, {"test", sentences.size()}}},
                             {"metrics", {{"test", metrics_to_json(evaluation)}}}};
  return {std::move(evaluation), std::move(document)};
}

PredictedRows predict_tags(const fs::path& folder, const std::string& data,
                           const DataOptions& options) {
  Tagger tagger(folder, {.num_threads = options.num_threads});
  const std::vector<TaggedSentence> sentences =
      read_tag_data(data, {.encoding = options.table.encoding, .needs_tags = false},
                    tagger.pipeline().tags(), options.progress);
  TaggedAnswer said = tagger.answer(sentences);
  TaggedTokens tagged{{}, all_tokens(sentences), std::move(said.called)};
  for (std::size_t s = 0; s < sentences.size(); ++s)
    tagged.sentences.insert(tagged.sentences.end(), sentences[s].tokens.size(),
                            static_cast<std::int64_t>(s));
  return {.scores = std::move(said.probabilities),
          .classes = tagger.pipeline().tags(),
          .tagged = std::move(tagged)};
}

}  // namespace

TaskDef define_tagging_task() {
  return {.name = kTagging,
          .summary = text("sentences to a tag for each token", "为句子中的每个词元标注标签"),
          .next = "ingot predict {} SENTENCES.txt -o tags.csv",
          .build = build_tagger,
          .resume = resume_tagger,
          .evaluate = evaluate_tagger,
          .predict = predict_tags};
}

}  // namespace ingot
