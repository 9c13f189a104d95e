#include "train/trainer.h"

#include <chrono>
#include <cstring>
#include <numeric>

#include "base/assert.h"
#include "nn/loss_def.h"
#include "nn/optimizer_def.h"
#include "nn/schedule_def.h"
#include "nn/step.h"
#include "runtime/inference.h"
#include "train/batch_ahead.h"
#include "train/checkpoint.h"
#include "train/epoch_loop.h"
#include "train/hits.h"
#include "train/scorer.h"

namespace ingot {
namespace {

using Clock = std::chrono::steady_clock;

Error bad_setup(const Text& what) { return Error("bad_setup", what); }

void require_setup(const TrainingSetup& s, const RowSource& train) {
  if (train.size() == 0) throw Error("no_rows", text("there are no training rows", "没有训练数据"));
  if (s.epochs < 1)
    throw bad_setup(text("epochs is {}", "epochs 为 {}", s.epochs))
        .expected(text("at least 1", "至少为 1"));
  if (s.batch < 1)
    throw bad_setup(text("batch is {}", "batch 为 {}", s.batch))
        .expected(text("at least 1", "至少为 1"));
  if (s.micro_batches < 1 || s.batch % s.micro_batches != 0)
    throw bad_setup(text("a batch of {} rows does not divide into {} equal parts",
                         "{} 行的批次无法均分为 {} 份", s.batch, s.micro_batches));
}

TensorType output_type(const Network& network) {
  const Graph graph = trace_inference(network, 1).graph;
  return graph.type(graph.outputs()[0].value);
}

Tensor scalar_of(double value) { return Tensor::scalar(static_cast<float>(value)); }

}  // namespace

struct Trainer::Impl {
  Impl(TrainingSetup s, const RowSource& t, const RowSource* v, State g)
      : setup(std::move(s)), given(std::move(g)), train(t), valid(v), executor(setup.num_threads) {
    require_setup(setup, train);
    gives_output = counts_hits(setup.loss, output_type(setup.network));
    const StepOptions options{.loss = setup.loss,
                              .optimizer = setup.optimizer,
                              .batch = micro_rows(),
                              .clip_norm = setup.clip_norm,
                              .clip_value = setup.clip_value,
                              .average_decay = setup.average_decay,
                              .gives_output = gives_output};
    std::optional<Traced> apply;
    std::vector<Traced> steps;
    if (setup.micro_batches == 1) {
      steps.push_back(trace_step(setup.network, options));
      for (const Network& form : setup.forms) steps.push_back(trace_step(form, options));
      parameters = steps[0].parameters;
    } else {
      AccumulatedStep both = trace_accumulated_step(setup.network, options);
      steps.push_back(std::move(both.accumulate)), apply = std::move(both.apply);
      for (const Network& form : setup.forms)
        steps.push_back(trace_accumulated_step(form, options).accumulate);
      parameters = steps[0].parameters;
      for (Parameter& p : apply->parameters)
        if (std::ranges::find(parameters, p.name, &Parameter::name) == parameters.end())
          parameters.push_back(std::move(p));
    }
    for (const Traced& step : steps)
      for (std::size_t i = 0; i < step.parameters.size(); ++i)
        INGOT_ASSERT(step.parameters[i].name == parameters[i].name &&
                         step.parameters[i].type == parameters[i].type,
                     "{} differs between forms of rows", parameters[i].name);
    bytes_beside_arena = count_bytes_beside_arena(steps[0].graph);
    const MemoryLimit memory{setup.memory_limit, bytes_beside_arena};
    const CompileOptions compile_options{
        .num_threads = setup.num_threads, .winograd = setup.winograd, .memory = memory};
    for (const Traced& step : steps) step_plans.push_back(compile(step.graph, compile_options));
    if (apply) apply_plan = compile(apply->graph, compile_options);
    if (valid && valid->size() > 0)
      scorer = std::make_unique<Scorer>(setup.network, setup.loss, *valid, executor, setup.winograd,
                                        memory);
    begin();
    std::vector<std::int64_t> rows_of_form(step_plans.size());
    for (std::int64_t row = 0; row < train.size(); ++row)
      ++rows_of_form.at(static_cast<std::size_t>(train.form(row)));
    for (const std::int64_t rows : rows_of_form)
      steps_of_form.push_back((rows + setup.batch - 1) / setup.batch);
    steps_per_epoch = std::accumulate(steps_of_form.begin(), steps_of_form.end(), std::int64_t{0});
  }

  // To where this training begins or goes on; what it did since is forgotten.
  void begin() {
    progress = {};
    if (begins_at.empty())
      progress.state = initial_states(parameters, static_cast<std::uint64_t>(setup.seed), given);
    else
      progress = load_progress(begins_at, parameters);
  }

  // Rows, results and the best weights.
  [[nodiscard]] std::size_t count_bytes_beside_arena(const Graph& step) const {
    std::size_t batch = 0, best = 0;
    for (const Parameter& p : parameters) {
      const bool is_result = p.role == Role::weight || p.role == Role::statistic;
      if (is_result && !setup.keep_best.empty()) best += p.type.bytes();
    }
    for (const NamedValue& v : step.outputs()) batch += step.type(v.value).bytes();
    for (const NamedValue& v : step.inputs())
      batch += 2 * step.type(v.value).bytes();  // now and ahead
    return batch + best;
  }

  [[nodiscard]] std::int64_t micro_rows() const { return setup.batch / setup.micro_batches; }

  // The inputs of one micro-batch in the order of the plan.
  std::vector<Tensor> inputs_of(const std::vector<Tensor>& rows,
                                std::span<const std::int64_t> numbers, std::int64_t first) const {
    const auto num_rows = static_cast<std::int64_t>(numbers.size());
    const std::int64_t micro = micro_rows();
    const std::int64_t count = std::clamp<std::int64_t>(num_rows - first, 0, micro);
    std::vector<Tensor> inputs;
    for (const Tensor& t : rows)
      inputs.push_back(padded_rows(t, std::min(first, num_rows), count, micro));
    Tensor mask = Tensor::zeros({f32, {micro}});
    const std::span<float> weights =
        mask.mutable_data<float>().first(static_cast<std::size_t>(count));
    std::ranges::fill(weights, 1.0f);
    if (count > 0)
      train.weigh(numbers.subspan(static_cast<std::size_t>(first), weights.size()), weights);
    inputs.push_back(mask);
    inputs.push_back(
        Tensor::from(std::vector<std::int64_t>{setup.seed, progress.step, first}, {3}));
    inputs.push_back(scalar_of(1.0 / static_cast<double>(num_rows)));
    return inputs;
  }

  RunResult checked(const Plan& plan, const std::vector<Tensor>& inputs) {
    RunResult result = executor.run(plan, inputs, progress.state);
    if (result.guard_held) return result;
    throw Error("not_finite", executor.explain_guard(plan, inputs, progress.state))
        .failed_while_running()
        .where(text("epoch {}, step {}", "第 {} 轮, 第 {} 步", progress.epoch() + 1,
                    progress.step + 1))
        .fix(text("lower the learning rate, or clean the rows of this batch; the weights are as "
                  "before this step",
                  "请降低学习率, 或清理这一批数据; 权重保持这一步之前的值"));
  }

  [[nodiscard]] const Plan& plan_for(std::span<const std::int64_t> rows) const {
    return *step_plans.at(static_cast<std::size_t>(train.form(rows.front())));
  }

  // Seconds of one update by rows of a form.
  double time_step(std::int64_t form) {
    std::vector<std::int64_t> rows;
    for (std::int64_t row = 0; row < train.size() && std::ssize(rows) < setup.batch; ++row)
      if (train.form(row) == form) rows.push_back(row);
    if (rows.empty()) return 0;
    step(rows, rows);  // the first one also touches memory
    const auto start = Clock::now();
    constexpr int kSteps = 2;
    for (int i = 0; i < kSteps; ++i) step(rows, rows);
    return std::chrono::duration<double>(Clock::now() - start).count() / kSteps;
  }

  // One update by the rows `rows`, which are of one form; `next` are those of the following one.
  void step(std::span<const std::int64_t> rows, std::span<const std::int64_t> next) {
    const double rate = learning_rate(optimizer_options(setup.optimizer).schedule("learning_rate"),
                                      {.step = progress.step,
                                       .steps_per_epoch = steps_per_epoch,
                                       .total_steps = steps_per_epoch * setup.epochs,
                                       .epoch_losses = progress.epoch_losses()});
    const std::vector<Tensor> tensors = ahead.get(rows, progress.epoch(), next);
    const auto num_rows = static_cast<std::int64_t>(rows.size());
    const std::vector<Tensor> tail{scalar_of(rate),
                                   scalar_of(static_cast<double>(progress.step + 1))};
    double loss = 0;
    for (std::int64_t first = 0; first < num_rows; first += micro_rows()) {
      std::vector<Tensor> inputs = inputs_of(tensors, rows, first);
      if (!apply_plan) inputs.insert(inputs.end(), tail.begin(), tail.end());
      const RunResult result = checked(plan_for(rows), inputs);
      const std::int64_t count = std::min(num_rows - first, micro_rows());
      loss += result.outputs.back().item();
      if (gives_output)
        progress.sums.add(count_hits(setup.loss, result.outputs[0].rows(0, count),
                                     tensors.back().rows(first, count)));
    }
    if (apply_plan) checked(*apply_plan, tail);
    progress.sums.loss += loss * static_cast<double>(num_rows);
    progress.sums.rows += num_rows;
    progress.learning_rate = rate;
    ++progress.step;
    ++progress.step_in_epoch;
  }

  void end_epoch() {
    EpochFigures figures{.epoch = progress.epoch() + 1,
                         .train = progress.sums.figures(),
                         .valid = {},
                         .learning_rate = progress.learning_rate};
    if (scorer) figures.valid = scorer->score(current_weights());
    progress.history.push_back(std::move(figures));
    progress.sums = {};
    progress.step_in_epoch = 0;
    if (!setup.keep_best.empty() &&
        best_epoch(progress.history, setup.keep_best) + 1 == progress.history.size()) {
      progress.best.clear();
      for (auto& [name, tensor] : current_weights()) progress.best[name] = tensor.clone();
    }
  }

  // The product's weights as they are now: moving averages where there are any. Shares the buffers
  // of the state: gone before the next step, or the step would copy them.
  [[nodiscard]] State current_weights() const {
    State weights;
    for (const Parameter& p : parameters)
      if (p.role == Role::weight || p.role == Role::statistic)
        weights[p.name] = progress.state.at(p.name);
    for (const Parameter& p : parameters)
      if (p.role == Role::average) weights[p.copy_of] = progress.state.at(p.name);
    return weights;
  }

  TrainingSetup setup;
  State given;                      // weights to begin with
  std::filesystem::path begins_at;  // the checkpoint to go on from; empty: there is none
  const RowSource& train;
  const RowSource* valid;
  BatchAhead ahead{train};
  Executor executor;
  Parameters parameters;
  std::vector<std::shared_ptr<const Plan>> step_plans;  // one for each form of rows
  std::shared_ptr<const Plan> apply_plan;
  std::unique_ptr<Scorer> scorer;
  std::vector<std::int64_t> steps_of_form;  // in an epoch
  std::int64_t steps_per_epoch = 0;
  std::size_t bytes_beside_arena = 0;
  bool gives_output = true;  // hits are counted in it
  TrainingProgress progress;
};

Trainer::Trainer(TrainingSetup setup, const RowSource& train, const RowSource* valid, State given)
    : impl_(new Impl(std::move(setup), train, valid, std::move(given))) {}
Trainer::~Trainer() = default;

void Trainer::start_from(const State& given) {
  impl_->progress.state =
      initial_states(impl_->parameters, static_cast<std::uint64_t>(impl_->setup.seed), given);
}

void Trainer::run(std::span<Callback* const> callbacks, const std::function<void()>& checkpoint,
                  double checkpoint_seconds) {
  Impl& t = *impl_;
  run_epochs({.progress = t.progress,
              .num_epochs = t.setup.epochs,
              .num_rows = t.train.size(),
              .batch = t.setup.batch,
              .seed = t.setup.seed,
              .form = [&](std::int64_t row) { return t.train.form(row); },
              .step = [&](auto rows, auto next) { t.step(rows, next); },
              .figures = [&] { return t.progress.sums.figures(); },
              .end_epoch = [&] { t.end_epoch(); }},
             callbacks, {checkpoint, checkpoint_seconds});
}

void Trainer::save(const std::filesystem::path& file) const {
  save_progress(impl_->progress, file);
}

void Trainer::restore(const std::filesystem::path& file) {
  impl_->begins_at = file;
  impl_->begin();
}

State Trainer::weights() const {
  if (!impl_->progress.best.empty()) return impl_->progress.best;
  State weights = impl_->current_weights();
  for (auto& [name, tensor] : weights) tensor = tensor.clone();
  return weights;
}

const History& Trainer::history() const { return impl_->progress.history; }
std::int64_t Trainer::step() const { return impl_->progress.step; }
const Plan& Trainer::plan() const { return *impl_->step_plans.front(); }
Executor& Trainer::executor() { return impl_->executor; }

std::int64_t Trainer::epochs_left() const { return impl_->setup.epochs - impl_->progress.epoch(); }

double Trainer::seconds_per_epoch() {
  Impl& t = *impl_;
  double seconds = 0;
  for (std::size_t form = 0; form < t.steps_of_form.size(); ++form)
    seconds +=
        static_cast<double>(t.steps_of_form[form]) * t.time_step(static_cast<std::int64_t>(form));
  t.begin();
  return seconds;
}

std::size_t Trainer::checkpoint_bytes() const {
  std::size_t bytes = 0;
  for (const auto& [name, tensor] : impl_->progress.state) bytes += tensor.bytes();
  if (!impl_->setup.keep_best.empty())
    for (const auto& [name, tensor] : impl_->current_weights()) bytes += tensor.bytes();
  return bytes;
}

// All plans share one arena.
std::size_t Trainer::predicted_bytes() const {
  std::size_t arena = 0;
  for (const auto& plan : impl_->step_plans) arena = std::max(arena, plan->arena_bytes);
  if (impl_->apply_plan) arena = std::max(arena, impl_->apply_plan->arena_bytes);
  if (impl_->scorer) arena = std::max(arena, impl_->scorer->plan().arena_bytes);
  return arena + impl_->bytes_beside_arena;
}

}  // namespace ingot
