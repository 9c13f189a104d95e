#include "cli/benches/model_work.h"

#include "cli/benches/graph_work.h"
#include "formats/onnx.h"
#include "generate/cached_decoder.h"
#include "graph/rewrite.h"
#include "nn/model_def.h"
#include "nn/step.h"
#include "runtime/inference.h"
#include "train/hits.h"

namespace ingot {
namespace {

Tensor classes(const TensorType& type, std::int64_t num_classes) {
  Tensor t(type);
  for (std::int64_t i = 0; i < t.num_elements(); ++i)
    t.set(i, static_cast<double>(i * 7 % num_classes));
  return t;
}

}  // namespace

Network model_network(const std::string& model, const Ints& input_shape, std::int64_t num_classes,
                      const Ints& feature_widths) {
  const ModelDef& def = find_model(model);
  const SpecView options(Spec{model}, {}, def.options);
  return def.make({.options = options,
                   .input_shape = input_shape,
                   .num_classes = num_classes,
                   .feature_widths = feature_widths});
}

Network gpt_network(const GptSize& size) {
  const ModelDef& def = find_model("gpt");
  const Spec spec{
      "gpt",
      {{"blocks", size.blocks}, {"width", size.width}, {"heads", size.heads}, {"tied", size.tied}}};
  const SpecView options(spec, {}, def.options);
  return def.make(
      {.options = options, .input_shape = {size.context}, .num_classes = size.vocabulary});
}

BenchRun table_training_step(const std::string& model, int num_threads) {
  const Ints widths{1, 1, 1, 1, 1, 1, 9, 16, 7, 15, 6, 5, 2, 42};
  return training_step({.network = model_network(model, {108}, 2, widths),
                        .num_classes = 2,
                        .batch = 256,
                        .optimizer = "adamw"},
                       num_threads);
}

BenchRun decoding(const GptSize& size, int num_threads) {
  const Traced traced = trace_decoding(gpt_network(size), {1, 1, size.context});
  State weights = initial_states(traced.parameters, 0);
  std::size_t bytes = 0;
  for (const auto& [name, value] : weights) bytes += value.bytes();
  const auto decoder = std::make_shared<CachedDecoder>(
      std::vector<DecodeStep>{{1, size.context, traced.graph}}, std::move(weights),
      InferenceOptions{.num_threads = num_threads});
  const Plan& plan = decoder->plan_for(1, size.context);
  BenchRun run;
  run.once = [decoder, size] {
    if (decoder->position() == decoder->context()) decoder->forget();
    const auto token = static_cast<TokenId>(decoder->position() * 7 % size.vocabulary);
    static_cast<void>(decoder->read({&token, 1}));
  };
  run.flops = plan.flops();
  run.bytes = static_cast<double>(bytes);
  run.plan = std::shared_ptr<const Plan>(decoder, &plan);
  return run;
}

Tensor step_input(const NamedType& in, std::int64_t num_classes, std::int64_t batch) {
  if (in.name == "target" || (in.name == "input" && in.type.dtype == i64))
    return classes(in.type, num_classes);
  if (in.name == "row_mask" || in.name == "step") return Tensor::full(in.type, 1);
  if (in.name == "key") return Tensor::zeros(in.type);
  if (in.name == "inverse_rows") return Tensor::full(in.type, 1.0 / static_cast<double>(batch));
  if (in.name == "learning_rate") return Tensor::full(in.type, 1e-4);
  return uniform_tensor(in.type);
}

BenchRun training_step(const ModelWork& work, int num_threads) {
  const Loss loss = "sparse_categorical_crossentropy";
  const Graph one = trace_inference(work.network, 1).graph;
  const Traced traced = trace_step(
      work.network, {.loss = loss,
                     .optimizer = work.optimizer,
                     .batch = work.batch,
                     .gives_output = counts_hits(loss, one.type(one.outputs()[0].value))});
  return graph_work(
      traced.graph, initial_states(traced.parameters, 0),
      {.num_threads = num_threads, .winograd = work.winograd},
      [&](const NamedType& in) { return step_input(in, work.num_classes, work.batch); });
}

BenchRun inference(ModelWork work, const std::string& size, int num_threads) {
  work.batch = std::stoll(size.substr(1));
  struct Prepared {
    State weights;
    std::unique_ptr<Inference> inference;
    std::vector<Tensor> rows;
  };
  const Network network = work.network;
  auto p = std::make_shared<Prepared>();
  p->weights = initial_states(trace_inference(network, 1).parameters, 0);
  p->inference = std::make_unique<Inference>(
      [network, p = p.get()](std::int64_t rows) {
        return bind_states(trace_inference(network, rows).graph, p->weights);
      },
      InferenceOptions{.num_threads = num_threads});
  Tensor rows = uniform_tensor(network.input_types(work.batch)[0]);
  for (std::int64_t i = 0; work.num_ids > 0 && i < rows.num_elements(); ++i)
    rows.set(i, static_cast<double>(1 + i * 7 % (work.num_ids - 1)));
  p->rows.push_back(std::move(rows));
  BenchRun run;
  const Plan& plan = p->inference->plan_for(work.batch);
  run.once = [p] { static_cast<void>(p->inference->run(p->rows)); };
  run.flops = plan.flops();
  run.plan = std::shared_ptr<const Plan>(p, &plan);
  run.executor = &p->inference->executor();
  run.onnx = [network, p] {
    return write_onnx(trace_inference(network, kExportBatch).graph,
                      {p->weights.begin(), p->weights.end()});
  };
  return run;
}

}  // namespace ingot
