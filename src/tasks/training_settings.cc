#include "tasks/training_settings.h"

#include "base/parse.h"
#include "features/augmentation_presets.h"
#include "nn/loss_def.h"
#include "nn/optimizer_def.h"
#include "nn/schedule_def.h"

namespace ingot {
namespace {

Error bad_option(const std::string& key, const std::string& given, const Text& expected) {
  return Error("bad_option", text("{} cannot be \"{}\"", "{} 不能为“{}”", key, given))
      .expected(expected)
      .where(text("--set {}={}", "--set {}={}", key, given));
}

template <class T>
std::vector<T> parse_list(const std::string& key, const std::string& given, const Text& expected) {
  std::vector<T> values;
  if (given.empty()) return values;
  for (const std::string_view part : split_commas(given)) {
    const auto value = parse_as<T>(part);
    if (!value) throw bad_option(key, given, expected);
    values.push_back(*value);
  }
  return values;
}

struct Parser {
  const std::string& key;
  const std::string& given;

  SpecValue operator()(bool) const {
    for (const char* yes : {"true", "yes", "1"})
      if (given == yes) return true;
    for (const char* no : {"false", "no", "0"})
      if (given == no) return false;
    throw bad_option(key, given, text("true or false", "true 或 false"));
  }
  SpecValue operator()(std::int64_t) const {
    if (const auto v = parse_as<std::int64_t>(given)) return *v;
    throw bad_option(key, given, text("a whole number", "整数"));
  }
  SpecValue operator()(double) const {
    if (const auto v = parse_as<double>(given)) return *v;
    throw bad_option(key, given, text("a number", "数值"));
  }
  SpecValue operator()(const std::string&) const { return given; }
  SpecValue operator()(const Ints&) const {
    return parse_list<std::int64_t>(
        key, given,
        text("whole numbers with commas, such as 512,256", "以逗号分隔的整数，如 512,256"));
  }
  SpecValue operator()(const Numbers&) const {
    return parse_list<double>(
        key, given, text("numbers with commas, such as 1,2.5", "以逗号分隔的数值，如 1,2.5"));
  }
  SpecValue operator()(const std::vector<Spec>&) const { return std::vector<Spec>{Spec{given}}; }
};

std::string value_to_string(const SpecValue& value) {
  return std::visit(
      []<class T>(const T& v) -> std::string {
        if constexpr (std::is_same_v<T, std::vector<Spec>>) {
          std::vector<std::string> parts;
          for (const Spec& s : v) parts.push_back(to_string(s));
          return fmt::format("{}", fmt::join(parts, "+"));
        } else if constexpr (std::is_same_v<T, Ints> || std::is_same_v<T, Numbers>) {
          return fmt::format("{}", fmt::join(v, ","));
        } else {
          return fmt::format("{}", v);
        }
      },
      value);
}

// The first argument or option of a schedule is the rate that it starts from or rises to.
Schedule make_schedule(const std::string& kind, double rate) {
  const ScheduleDef& def = find_record(schedule_registry(), kind, "unknown_schedule",
                                       text("there is no schedule", "没有这样的学习率方案"));
  const OptionDefs& first = def.arguments.empty() ? def.options : def.arguments;
  return Schedule(Spec{kind, {{first.front().name, rate}}});
}

PictureFit picture_fit(const std::string& given) {
  if (given == "stretch") return PictureFit::stretch;
  if (given == "letterbox") return PictureFit::letterbox;
  if (given == "center_crop") return PictureFit::center_crop;
  throw bad_option("fit", given,
                   text("stretch, letterbox or center_crop", "stretch、letterbox 或 center_crop"));
}

}  // namespace

const OptionDefs& training_options() {
  static const OptionDefs options = {
      {"loss", "", "mse, mae, huber ...; empty: the task's own"},
      {"optimizer", "", "sgd, adam, adamw ...; empty: the model's own"},
      {"learning_rate", 0.0, "where the schedule starts; 0: the model's own"},
      {"schedule", "", "constant, cosine ...; empty: the model's own"},
      {"weight_decay", 0.0, "for optimizers that have it"},
      {"momentum", 0.0, "for optimizers that have it"},
      {"label_smoothing", 0.0, "share of each target that is spread over all classes"},
      {"class_weights", Numbers{}, "one weight for each class"},
      {"clip_norm", 0.0, "longest gradient; 0: any"},
      {"clip_value", 0.0, "largest element of a gradient; 0: any"},
      {"average_decay", 0.0, "of a moving average of the weights; 0: none"},
      {"micro_batches", std::int64_t{1}, "parts of a batch, to save memory"},
      {"patience", std::int64_t{0},
       "epochs without a better figure on the validation rows after which training ends; 0: as the "
       "task has it: 20 for tables, none for others"},
      {"label_share", 1.0,
       "of each class's rows whose labels are used to train and validate; pre-training sees all"},
      {"augment", "none",
       "how training pictures are changed: none, flip, light, strong, light_without_flip, "
       "strong_without_flip, or a list such as flip_horizontal+rotate(degrees=10)"},
      {"mix", "none", "how they are mixed with others of their batch: none, mixup, cutmix, both"},
      {"test_time_augment", "none",
       "answers for a picture and its mirror image are averaged: none, mirror; auto: where that is "
       "better on the validation rows and training mirrors pictures"},
      {"picture_size", std::int64_t{0}, "longer side of a picture in pixels; 0: the data's own"},
      {"fit", "stretch",
       "of pictures of another aspect: stretch, letterbox (black bars) or center_crop"},
      {"normalize", "unit",
       "of pixels: unit (0 to 1) or standard (mean 0, deviation 1 by channel)"},
  };
  return options;
}

SpecValue parse_option(const std::string& key, const std::string& given, const SpecValue& like) {
  return std::visit(Parser{key, given}, like);
}

std::string to_string(const Spec& spec) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : spec.options)
    parts.push_back(fmt::format("{}={}", name, value_to_string(value)));
  return parts.empty() ? spec.kind : fmt::format("{}({})", spec.kind, fmt::join(parts, ", "));
}

TrainingSettings read_settings(const ModelDef& model,
                               const std::map<std::string, std::string>& settings,
                               const std::string& loss) {
  Spec own{model.name}, training{"training"};
  std::vector<std::string> names;
  for (const OptionDefs* defs : {&model.options, &training_options()})
    for (const OptionDef& def : *defs) names.push_back(def.name);
  for (const auto& [key, given] : settings) {
    const auto find = [&, &k = key](const OptionDefs& defs) {
      const auto it = std::ranges::find(defs, k, &OptionDef::name);
      return it == defs.end() ? nullptr : &*it;
    };
    if (const OptionDef* def = find(model.options))
      own.options[key] = parse_option(key, given, def->default_value);
    else if (const OptionDef* common = find(training_options()))
      training.options[key] = parse_option(key, given, common->default_value);
    else
      throw_unknown_kind(key, names, "unknown_option",
                         text("--set: {} has no option", "--set: {} 没有选项", model.name));
  }
  const SpecView t(training, {}, training_options());
  const TrainingDefaults defaults = model.training();
  TrainingSettings result{.model = own,
                          .loss = Loss(t.string("loss").empty() ? loss : t.string("loss")),
                          .optimizer = defaults.optimizer,
                          .clip_norm = t.number("clip_norm"),
                          .clip_value = t.number("clip_value"),
                          .average_decay = t.number("average_decay"),
                          .micro_batches = t.integer("micro_batches"),
                          .patience = t.integer("patience"),
                          .augment = t.string("augment"),
                          .mix = t.string("mix"),
                          .picture_size = t.integer("picture_size"),
                          .fit = picture_fit(t.string("fit")),
                          .normalize = t.string("normalize"),
                          .test_time_augment = t.string("test_time_augment"),
                          .label_share = t.number("label_share")};
  if (!(result.label_share > 0 && result.label_share <= 1))
    throw bad_option("label_share", settings.at("label_share"),
                     text("more than 0, at most 1", "大于 0，至多为 1"));
  if (result.patience < 0)
    throw bad_option("patience", settings.at("patience"), text("0 or more", "0 或更大"));
  if (const std::string& given = result.test_time_augment;
      given != "none" && given != "mirror" && given != "auto")
    throw bad_option("test_time_augment", given,
                     text("none, mirror or auto", "none、mirror 或 auto"));
  if (result.normalize != "unit" && result.normalize != "standard")
    throw bad_option("normalize", result.normalize, text("unit or standard", "unit 或 standard"));
  if (!t.string("optimizer").empty()) result.optimizer = Optimizer(t.string("optimizer"));
  const SpecView optimizer = optimizer_options(result.optimizer);
  if (t.number("learning_rate") != 0 || !t.string("schedule").empty()) {
    const Schedule old = optimizer.schedule("learning_rate");
    const double rate = t.number("learning_rate") != 0
                            ? t.number("learning_rate")
                            : ingot::learning_rate(old, {.total_steps = 1'000'000});
    const std::string kind = t.string("schedule").empty() ? old.kind : t.string("schedule");
    result.optimizer.options["learning_rate"] = std::vector<Spec>{make_schedule(kind, rate)};
  }
  for (const char* name : {"weight_decay", "momentum"})
    if (settings.contains(name)) result.optimizer.options[name] = t.number(name);
  static_cast<void>(find_loss(result.loss.kind));
  static_cast<void>(optimizer_options(result.optimizer));  // reports options that it does not have
  static_cast<void>(augmentation_list(result.augment));    // report names that there are not
  static_cast<void>(mix_preset(result.mix));
  if (result.mix != "none") result.loss = Loss("categorical_crossentropy");  // targets are shares
  for (const char* name : {"label_smoothing", "class_weights"})
    if (settings.contains(name)) result.loss.options[name] = training.options.at(name);
  return result;
}

TrainingSetup training_setup(const BuildRequest& r, const TrainingSettings& s,
                             const Network& network) {
  const TrainingDefaults defaults = find_model(r.model).training();
  return {.network = network,
          .loss = s.loss,
          .optimizer = s.optimizer,
          .epochs = r.epochs.value_or(defaults.epochs),
          .batch = r.batch.value_or(defaults.batch),
          .micro_batches = s.micro_batches,
          .clip_norm = s.clip_norm,
          .clip_value = s.clip_value,
          .average_decay = s.average_decay,
          .seed = r.seed,
          .num_threads = r.threads,
          .memory_limit = r.memory_limit,
          .winograd = r.winograd};
}

std::int64_t epochs_for(const EpochRange& range, std::int64_t rows, std::int64_t batch) {
  const double per_epoch = std::max(1.0, static_cast<double>(rows) / static_cast<double>(batch));
  return std::clamp(static_cast<std::int64_t>(std::llround(range.updates / per_epoch)),
                    range.fewest, range.most);
}

nlohmann::json settings_json(const TrainingSettings& settings, const TrainingSetup& setup) {
  return {{"model", to_string(settings.model)},
          {"optimizer", to_string(settings.optimizer)},
          {"loss", to_string(settings.loss)},
          {"epochs", setup.epochs},
          {"batch", setup.batch}};
}

}  // namespace ingot
