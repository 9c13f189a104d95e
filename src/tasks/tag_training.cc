#include "tasks/tag_training.h"

#include "base/files.h"
#include "base/parse.h"
#include "features/train_tokenizer.h"
#include "formats/product_folder.h"
#include "generate/text_generator.h"
#include "tasks/network_build.h"
#include "tasks/program_facts.h"
#include "tasks/row_forms.h"
#include "tasks/text_tokens.h"

namespace ingot {
namespace {

constexpr const char* kHiddenKey = "hidden_words";
constexpr const char* kDefaultModel = "lstm-tags";
constexpr const char* kPieceModel = "bert-tags";

double hidden_share(const BuildRequest& request) {
  constexpr double kHidden = 0.2;
  const auto found = request.settings.find(kHiddenKey);
  if (found == request.settings.end()) return kHidden;
  const auto share = parse_as<double>(found->second);
  if (share && *share >= 0 && *share < 1) return *share;
  throw Error("bad_option", text("{} cannot be \"{}\"", "{} 不能为“{}”", kHiddenKey, found->second))
      .expected(text("a share from 0 to below 1", "0 到 1（不含）之间的比例"))
      .where(text("--set {}={}", "--set {}={}", kHiddenKey, found->second));
}

// Of the language model to start from, of a file, or learned from the sentences.
std::shared_ptr<const Tokenizer> tag_tokenizer(const BuildRequest& request,
                                               const std::vector<TaggedSentence>& train) {
  nlohmann::json wanted = token_options(request);
  const bool is_open = !wanted.contains("tokenizer") || wanted["tokenizer"].is_string();
  if (is_open && request.model == kPieceModel && !request.settings.contains(kTokenizerKey))
    wanted["tokenizer"] = "wordpiece";
  if (!wanted.contains("tokenizer")) return nullptr;
  if (!wanted["tokenizer"].is_string())
    return std::make_shared<const Tokenizer>(Tokenizer::from_json(wanted["tokenizer"]));
  return std::make_shared<const Tokenizer>(train_tokenizer(
      [&](const std::function<void(std::string_view)>& body) {
        for (const TaggedSentence& sentence : train)
          for (const std::string& token : sentence.tokens) body(token);
      },
      tokenizer_training(request, wanted["tokenizer"].get<std::string>(), 8192)));
}

// Places of a row: those that the language model has seen, or what the user says.
std::int64_t row_length(const BuildRequest& request) {
  std::int64_t length = 0;
  if (!request.from.empty() && is_language_model(request.from))
    length = read_language_pipeline(request.from).context;
  return read_count_setting(request, kContextKey, 1, length);
}

TagForm form_of(const std::vector<TaggedSentence>& sentences) {
  std::vector<std::vector<std::string>> sequences;
  for (const TaggedSentence& sentence : sentences) sequences.push_back(sentence.tags);
  return form_of_tags(sequences);
}

std::unique_ptr<LabelledTagRows> labelled(const TagPipeline& pipeline,
                                          const std::vector<TaggedSentence>& sentences) {
  auto rows = std::make_unique<LabelledTagRows>();
  rows->numbers = pipeline.encode(sentences);
  const TagRows& numbers = rows->numbers;
  rows->tags.assign(static_cast<std::size_t>(numbers.starts.back()), -1);
  auto place = numbers.places.begin();
  for (const TaggedSentence& sentence : sentences)
    for (const std::string& tag : sentence.tags)
      rows->tags[static_cast<std::size_t>(*place++)] = static_cast<std::int32_t>(
          std::ranges::find(pipeline.tags(), tag) - pipeline.tags().begin());
  return rows;
}

void make_rows(LabelledTagRows& labelled, const TagPipeline& pipeline,
               std::vector<std::int64_t> lengths, double hidden, std::int64_t seed) {
  const TaggedPlaces places{labelled.numbers.ids, labelled.numbers.starts, labelled.tags,
                            std::ssize(pipeline.num_ids())};
  // What has no other signs would not be told without the first.
  labelled.rows =
      std::make_unique<TaggedRows>(places, std::move(lengths), places.signs > 1 ? hidden : 0.0,
                                   static_cast<std::uint64_t>(seed));
}

Network tag_network(const BuildRequest& request, const TrainingSettings& settings,
                    const TagPipeline& pipeline, std::int64_t length) {
  const ModelDef& model = find_model(request.model);
  const SpecView options(settings.model, {}, model.options);
  const std::vector<std::int64_t> num_ids = pipeline.num_ids();
  return model.make({.options = options,
                     .input_shape = {std::ssize(num_ids) * length},
                     .num_classes = std::ssize(pipeline.tags()),
                     .feature_widths = Ints(num_ids.size(), length),
                     .num_ids = num_ids,
                     .positions = pipeline.length()});
}

}  // namespace

BuildRequest with_tag_model(BuildRequest request) {
  BuildRequest begun;
  if (!request.from.empty()) {
    require_finished(request.from);
    begun = request_from_json(load_manifest(request.from).options);
  }
  const auto rows_of = [](const std::string& model) {
    const auto& all = model_registry();
    const auto found = std::ranges::find(all, model, &ModelDef::name);
    return found == all.end() ? ModelRows::any : found->rows;
  };
  const ModelRows begun_rows = rows_of(begun.model);
  if (request.model == "auto")
    request.model = begun_rows == ModelRows::tags     ? begun.model
                    : begun_rows == ModelRows::masked ? kPieceModel
                                                      : kDefaultModel;
  const ModelDef& model = model_for_rows(request, ModelRows::tags, kTagging, kDefaultModel);
  if (begun.model == model.name || begun_rows == ModelRows::masked)
    take_model_options(request, begun, model);
  return request;
}

TagWishes read_tag_wishes(const BuildRequest& request) {
  std::map<std::string, std::string> settings = request.settings;
  for (const char* key : kTokenKeys) settings.erase(key);
  for (const char* key : {kContextKey, kHiddenKey}) settings.erase(key);
  return {read_settings(find_model(request.model), settings), hidden_share(request)};
}

TagPipeline fit_tag_pipeline(const BuildRequest& request, const TagParts& parts) {
  const TagForm form = form_of(parts.train);
  if (request.from.empty() || is_language_model(request.from))
    return TagPipeline::fit(
        parts.train, parts.tags(), form,
        {.tokenizer = tag_tokenizer(request, parts.train), .length = row_length(request)});
  require_finished(request.from);
  require_begun_tokenizer(request);
  if (request.settings.contains(kContextKey))
    throw Error("wrong_usage", text("{} has rows of its own length", "{} 的行长已定", request.from))
        .where(text("--set {}", "--set {}", kContextKey))
        .fix(text("leave it out", "请去掉它"));
  TagPipeline known = TagPipeline::from_json(nlohmann::json::parse(
      read_file(std::filesystem::path(request.from) / kPipelineFile), nullptr, false));
  const bool knows_all = std::ranges::all_of(parts.tags(), [&](const std::string& tag) {
    return std::ranges::find(known.tags(), tag) != known.tags().end();
  });
  return knows_all ? known : known.with_tags(parts.tags(), form);
}

TagTraining prepare_tag_training(const BuildRequest& request, const TagWishes& wishes,
                                 const TagParts& parts) {
  TagTraining training{.pipeline = fit_tag_pipeline(request, parts),
                       .train = {},
                       .valid = {},
                       .network = {},
                       .forms = {}};
  const TagPipeline& pipeline = training.pipeline;
  training.train = labelled(pipeline, parts.train);
  training.valid = labelled(pipeline, parts.valid);
  const auto network_of = [&](std::int64_t length) {
    return tag_network(request, wishes.settings, pipeline, length);
  };
  training.network = network_of(pipeline.length());
  const std::int64_t batch = training_setup(request, wishes.settings, training.network).batch;
  RowForms forms = row_forms(training.network, row_sizes(training.train->numbers.starts),
                             pipeline.length(), batch, network_of);
  training.forms = std::move(forms.networks);
  make_rows(*training.train, pipeline, std::move(forms.lengths), wishes.hidden_words, request.seed);
  make_rows(*training.valid, pipeline, {pipeline.length()}, 0, request.seed);
  return training;
}

TrainingSetup tag_setup(const BuildRequest& request, const TrainingSettings& settings,
                        const TagTraining& training) {
  TrainingSetup setup = training_setup(request, settings, training.network);
  setup.forms = training.forms;
  if (!request.epochs)
    setup.epochs = epochs_for({.updates = 4000, .fewest = 8, .most = 60},
                              training.train->rows->size(), setup.batch);
  setup.keep_best = "loss";
  return setup;
}

}  // namespace ingot
