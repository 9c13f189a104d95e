#include "tasks/program_facts.h"

#include "base/files.h"
#include "data/postgres.h"
#include "formats/onnx.h"
#include "formats/product_folder.h"
#include "ingot/version.h"
#include "nn/step.h"
#include "tasks/build_record.h"

namespace ingot {

std::string program_version() { return kVersion; }

std::string cpu_name() {
  const std::string info = read_file("/proc/cpuinfo");
  const std::size_t at = info.find("model name");
  if (at == std::string::npos) return {};
  const std::size_t first = info.find(':', at) + 2;
  return info.substr(first, info.find('\n', first) - first);
}

std::string product_name(const std::string& data) {
  const std::string name = data.substr(data.find(':') + 1);
  const std::filesystem::path path = (std::filesystem::path(name) / "").parent_path();
  std::string stem = path.stem().string();
  if (path.extension() == ".gz") stem = std::filesystem::path(stem).stem().string();
  return stem.empty() || stem == "." || stem == ".." ? "product" : stem;
}

namespace {

// As one word of a command line.
std::string for_shell(const std::string& word) {
  constexpr const char* kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/@%";
  if (word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

std::string command_line(const BuildRequest& r) {
  std::string line = fmt::format("ingot build {}", for_shell(r.data));
  for (const auto& [option, value] : {std::pair("--task", r.task),
                                      {"--target", r.target},
                                      {"--test", r.test},
                                      {"--sql", r.table.sql},
                                      {"--connection", connection_to_keep(r.table.connection)},
                                      {"--encoding", r.table.encoding},
                                      {"--separator", r.table.separator},
                                      {"--model", r.model}})
    if (!value.empty()) line += fmt::format(" {} {}", option, for_shell(value));
  for (const auto& [key, value] : r.settings)
    line += fmt::format(" --set {}", for_shell(key + "=" + value));
  if (r.epochs) line += fmt::format(" --epochs {}", *r.epochs);
  if (r.batch) line += fmt::format(" --batch {}", *r.batch);
  if (r.memory_limit > 0) line += fmt::format(" --memory-limit {}", r.memory_limit);
  if (r.multi_label && r.task.empty()) line += " --task image-multi-label";
  if (!r.split.empty()) line += fmt::format(" --split {}", for_shell(r.split));
  if (!r.weights.empty()) line += fmt::format(" --weights {}", for_shell(r.weights));
  if (!r.monotone.empty()) line += fmt::format(" --monotone {}", for_shell(r.monotone));
  if (r.folds > 0) line += fmt::format(" --folds {}", r.folds);
  if (r.repeats > 1) line += fmt::format(" --repeats {}", r.repeats);
  if (!r.threshold.empty()) line += fmt::format(" --threshold {}", r.threshold);
  if (r.costs.fn != 1 || r.costs.fp != 1)
    line += fmt::format(" --cost fn={},fp={}", r.costs.fn, r.costs.fp);
  if (r.learning_curve) line += " --learning-curve";
  if (!r.winograd) line += " --no-winograd";
  if (r.max_bad != BuildRequest{}.max_bad) line += fmt::format(" --max-bad {}", r.max_bad);
  if (!r.from.empty()) line += fmt::format(" --from {}", for_shell(r.from));
  return line + fmt::format(" --seed {} --threads {}", r.seed, r.threads);
}

void take_model_options(BuildRequest& request, const BuildRequest& begun, const ModelDef& model) {
  for (const OptionDef& option : model.options)
    if (const auto given = begun.settings.find(option.name); given != begun.settings.end())
      request.settings.insert(*given);  // unless it is there
}

BuildRequest with_begun_model(BuildRequest request, ModelRows rows) {
  if (request.from.empty()) return request;
  require_finished(request.from);
  const BuildRequest begun = request_from_json(load_manifest(request.from).options);
  const auto& all = model_registry();
  const auto model = std::ranges::find(all, begun.model, &ModelDef::name);
  if (model == all.end() || model->rows != rows) return request;
  if (request.model == "auto") request.model = begun.model;
  if (request.model != begun.model) return request;
  take_model_options(request, begun, *model);
  return request;
}

State starting_weights(const std::string& product, const Network& network) {
  require_finished(product);
  const MappedFile file(std::filesystem::path(product) / kModelFile);
  const OnnxModel model = read_onnx(file.bytes(), 1);
  State given;
  for (const Parameter& p : trace_inference(network, 1).parameters)
    if (const auto found = model.weights.find(p.name);
        found != model.weights.end() && found->second.type() == p.type)
      given[p.name] = found->second.clone();
  if (given.empty())
    throw Error("no_common_weights",
                text("no layer of {} fits this model", "{} 中没有与该模型相符的层", product))
        .fix(text("build with the model that {} has", "请使用与 {} 相同的模型", product));
  return given;
}

}  // namespace ingot
