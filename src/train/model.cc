#include "ingot/model.h"

#include "base/files.h"
#include "formats/onnx.h"
#include "formats/safetensors.h"
#include "graph/rewrite.h"
#include "nn/loss_def.h"
#include "nn/optimizer_def.h"
#include "nn/step.h"
#include "runtime/inference.h"
#include "train/scorer.h"
#include "train/trainer.h"

namespace ingot {

struct Model::Compiled {
  CompileSettings settings;
};

Model::Model(Network network, std::int64_t seed) : network_(std::move(network)) {
  weights_ =
      initial_states(trace_inference(network_, 1).parameters, static_cast<std::uint64_t>(seed));
}
Model::~Model() = default;
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;

void Model::compile(const CompileSettings& settings) {
  static_cast<void>(find_loss(settings.loss.kind));
  static_cast<void>(optimizer_options(settings.optimizer));
  compiled_ = std::make_unique<Compiled>(Compiled{settings});
}

namespace {

Error not_compiled() {
  return Error("not_compiled",
               text("this model has no loss and no optimizer", "该模型尚未指定损失函数和优化器"))
      .fix(text("call compile first", "请先调用 compile"));
}

}  // namespace

History Model::fit(const Tensor& x, const Tensor& y, const FitSettings& fit) {
  if (!compiled_) throw not_compiled();
  const CompileSettings& c = compiled_->settings;
  const TensorRows train({x, y});
  std::unique_ptr<TensorRows> valid;
  if (fit.valid_x.defined())
    valid = std::make_unique<TensorRows>(std::vector<Tensor>{fit.valid_x, fit.valid_y});
  Trainer trainer({.network = network_,
                   .loss = c.loss,
                   .optimizer = c.optimizer,
                   .epochs = fit.epochs,
                   .batch = fit.batch,
                   .micro_batches = fit.micro_batches,
                   .clip_norm = c.clip_norm,
                   .clip_value = c.clip_value,
                   .average_decay = c.average_decay,
                   .seed = fit.seed,
                   .num_threads = c.num_threads,
                   .memory_limit = fit.memory_limit,
                   .winograd = c.winograd},
                  train, valid.get(), weights_);
  std::function<void()> save;
  if (!fit.checkpoint.empty()) {
    if (std::filesystem::exists(fit.checkpoint)) trainer.restore(fit.checkpoint);
    save = [&] { trainer.save(fit.checkpoint); };
  }
  trainer.run(fit.callbacks, save);
  weights_ = trainer.weights();
  return trainer.history();
}

Figures Model::evaluate(const Tensor& x, const Tensor& y) {
  if (!compiled_) throw not_compiled();
  const TensorRows rows({x, y});
  Executor executor(compiled_->settings.num_threads);
  return Scorer(network_, compiled_->settings.loss, rows, executor, compiled_->settings.winograd)
      .score(weights_);
}

Tensor Model::predict(const Tensor& x) {
  Inference inference(
      [&](std::int64_t rows) {
        return bind_states(trace_inference(network_, rows).graph, weights_);
      },
      compiled_ ? InferenceOptions{.num_threads = compiled_->settings.num_threads,
                                   .winograd = compiled_->settings.winograd}
                : InferenceOptions{});
  const std::array<Tensor, 1> inputs{x};
  return inference.run(inputs);
}

void Model::set_weights(const State& weights) {
  for (const auto& [name, tensor] : weights) {
    const auto own = weights_.find(name);
    if (own == weights_.end())
      throw Error("unknown_state",
                  text("the network has no weight \"{}\"", "网络中没有名为“{}”的权重", name));
    if (own->second.type() != tensor.type())
      throw Error("shape_mismatch", text("{} is {}, not {}", "{} 为 {}, 而不是 {}", name,
                                         to_string(own->second.type()), to_string(tensor.type())));
  }
  for (const auto& [name, tensor] : weights) weights_[name] = tensor.clone();
}

void Model::save_onnx(const std::filesystem::path& path) const {
  write_file(path, write_onnx(trace_inference(network_, kExportBatch).graph,
                              {weights_.begin(), weights_.end()}));
}

void Model::save_weights(const std::filesystem::path& path) const {
  save_safetensors(path, {weights_.begin(), weights_.end()});
}

void Model::load_weights(const std::filesystem::path& path) {
  const Safetensors file = load_safetensors(path);
  set_weights(State(file.tensors.begin(), file.tensors.end()));
}

}  // namespace ingot
