#include "train/pretrainer.h"

#include <chrono>

#include "runtime/inference.h"
#include "train/batch_ahead.h"
#include "train/checkpoint.h"
#include "train/epoch_loop.h"

namespace ingot {
namespace {

using Clock = std::chrono::steady_clock;

// Rows on which the free energies of an epoch are compared.
constexpr std::int64_t kFreeEnergyRows = 1024;
// source: Hinton and Salakhutdinov 2006, supporting online material
constexpr double kFirstMomentum = 0.5;
constexpr std::int64_t kFirstEpochs = 5;

Tensor float_scalar(double value) { return Tensor::scalar(static_cast<float>(value)); }

void add_new(Parameters& all, const Parameters& more) {
  for (const Parameter& p : more)
    if (std::ranges::find(all, p.name, &Parameter::name) == all.end()) all.push_back(p);
}

}  // namespace

struct Pretrainer::Impl {
  struct Level {
    std::shared_ptr<const Plan> step, free_energy;
  };

  Impl(PretrainingSetup s, const RowSource& t, const RowSource* v, Executor& e)
      : setup(std::move(s)), train(t), held_out(v), executor(e) {
    if (train.size() == 0)
      throw Error("no_rows", text("there are no training rows", "没有训练数据"));
    std::vector<Graph> steps, energies;
    for (const std::string& layer : sigmoid_layers(setup.network)) {
      const bool first = rbms.empty();
      rbms.push_back({.layer = layer,
                      .visible = first ? setup.options.visible : Visible::bernoulli,
                      .deviation = first ? setup.options.deviation : 1});
      Traced step = trace_rbm_step(setup.network, rbms.back(), setup.options.step);
      // The first declaration counts: a layer is its own RBM's before it is below another's.
      add_new(parameters, step.parameters);
      steps.push_back(std::move(step.graph));
      energies.push_back(trace_free_energy(setup.network, rbms.back(), batch()).graph);
    }
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const CompileOptions options{.num_threads = executor.num_threads(),
                                   .memory = {setup.memory_limit, bytes_beside_arena(steps[i])}};
      levels.push_back({compile(steps[i], options), compile(energies[i], options)});
    }
    if (rbms.empty())
      throw Error("nothing_to_train", text("no layer of this network is Dense with sigmoid",
                                           "该网络没有激活函数为 sigmoid 的 Dense 层"));
    progress.state = initial_states(parameters, static_cast<std::uint64_t>(setup.seed));
    steps_per_epoch = (train.size() + batch() - 1) / batch();
  }

  // A batch now and one ahead; a checkpoint while it is put together.
  [[nodiscard]] std::size_t bytes_beside_arena(const Graph& step) const {
    std::size_t bytes = 0;
    for (const NamedValue& input : step.inputs()) bytes += 2 * step.type(input.value).bytes();
    for (const Parameter& p : parameters) bytes += p.type.bytes();
    return bytes;
  }

  [[nodiscard]] std::int64_t batch() const { return setup.options.step.batch; }
  [[nodiscard]] std::int64_t num_epochs() const {
    return setup.options.epochs * static_cast<std::int64_t>(levels.size());
  }
  [[nodiscard]] std::size_t level_of(std::int64_t epoch) const {
    return static_cast<std::size_t>(epoch / setup.options.epochs);
  }

  // One update of the RBM `level` by the rows `rows`; `next` are those of the following one.
  void step(std::size_t level, std::span<const std::int64_t> rows,
            std::span<const std::int64_t> next) {
    const std::int64_t in_level = progress.epoch() % setup.options.epochs;
    const bool first = in_level < std::min(kFirstEpochs, setup.options.epochs / 2);
    const double momentum =
        first ? std::min(kFirstMomentum, setup.options.momentum) : setup.options.momentum;
    const auto count = static_cast<std::int64_t>(rows.size());
    std::vector<Tensor> inputs = rows_of(ahead.get(rows, progress.epoch(), next), 0, count);
    Tensor mask = Tensor::zeros({f32, {batch()}});
    std::fill_n(mask.mutable_data<float>().data(), count, 1.0f);
    inputs.push_back(mask);
    inputs.push_back(Tensor::from(std::vector<std::int64_t>{setup.seed, progress.step, 0}, {3}));
    for (const double value :
         {1.0 / static_cast<double>(count), setup.options.learning_rate, momentum})
      inputs.push_back(float_scalar(value));
    const Plan& plan = *levels[level].step;
    const RunResult result = executor.run(plan, inputs, progress.state);
    if (!result.guard_held)
      throw Error("not_finite", executor.explain_guard(plan, inputs, progress.state))
          .failed_while_running()
          .where(text("pre-training of {}, step {}", "{} 的预训练, 第 {} 步", rbms[level].layer,
                      progress.step + 1))
          .fix(text("lower the learning rate of pre-training", "请降低预训练的学习率"));
    progress.sums.loss += result.outputs[0].item() * static_cast<double>(count);
    progress.sums.rows += count;
    progress.learning_rate = setup.options.learning_rate;
    ++progress.step;
    ++progress.step_in_epoch;
  }

  // Rows [first, first + count) of what a source gave, padded, without the target.
  [[nodiscard]] std::vector<Tensor> rows_of(const std::vector<Tensor>& tensors, std::int64_t first,
                                            std::int64_t count) const {
    std::vector<Tensor> inputs;
    for (std::size_t i = 0; i + 1 < tensors.size(); ++i)
      inputs.push_back(padded_rows(tensors[i], first, count, batch()));
    return inputs;
  }

  [[nodiscard]] double mean_free_energy(std::size_t level, const RowSource& source,
                                        std::int64_t num_rows) {
    double sum = 0;
    for (std::int64_t first = 0; first < num_rows; first += batch()) {
      const std::int64_t count = std::min(batch(), num_rows - first);
      std::vector<std::int64_t> rows = all_rows(count);
      for (std::int64_t& row : rows) row += first;
      const RunResult result = executor.run(*levels[level].free_energy,
                                            rows_of(source.get(rows), 0, count), progress.state);
      for (std::int64_t i = 0; i < count; ++i) sum += result.outputs[0].at(i);
    }
    return sum / static_cast<double>(num_rows);
  }

  [[nodiscard]] Figures train_figures() const {
    const auto count = static_cast<double>(std::max<std::int64_t>(progress.sums.rows, 1));
    return {{"reconstruction_error", progress.sums.loss / count}};
  }

  void end_epoch() {
    const std::size_t level = level_of(progress.epoch());
    EpochFigures figures{.epoch = progress.epoch() + 1,
                         .train = train_figures(),
                         .valid = {},
                         .learning_rate = progress.learning_rate};
    if (held_out && held_out->size() > 0) {
      const std::int64_t rows = std::min({train.size(), held_out->size(), kFreeEnergyRows});
      const double seen = mean_free_energy(level, train, rows);
      const double unseen = mean_free_energy(level, *held_out, rows);
      figures.train["free_energy"] = seen;
      figures.valid = {{"free_energy", unseen}, {"free_energy_gap", unseen - seen}};
    }
    progress.history.push_back(std::move(figures));
    progress.sums = {};
    progress.step_in_epoch = 0;
  }

  PretrainingSetup setup;
  const RowSource& train;
  const RowSource* held_out;
  BatchAhead ahead{train};
  Executor& executor;
  std::vector<Rbm> rbms;
  std::vector<Level> levels;
  Parameters parameters;
  std::int64_t steps_per_epoch = 0;
  TrainingProgress progress;
};

Pretrainer::Pretrainer(PretrainingSetup setup, const RowSource& train, const RowSource* held_out,
                       Executor& executor)
    : impl_(new Impl(std::move(setup), train, held_out, executor)) {}
Pretrainer::~Pretrainer() = default;

void Pretrainer::run(std::span<Callback* const> callbacks, const std::function<void()>& checkpoint,
                     double checkpoint_seconds) {
  Impl& t = *impl_;
  run_epochs(
      {.progress = t.progress,
       .num_epochs = t.num_epochs(),
       .num_rows = t.train.size(),
       .batch = t.batch(),
       .seed = t.setup.seed,
       .step = [&](auto rows, auto next) { t.step(t.level_of(t.progress.epoch()), rows, next); },
       .figures = [&] { return t.train_figures(); },
       .end_epoch = [&] { t.end_epoch(); }},
      callbacks, {checkpoint, checkpoint_seconds});
}

void Pretrainer::save(const std::filesystem::path& file) const {
  save_progress(impl_->progress, file);
}

void Pretrainer::restore(const std::filesystem::path& file) {
  impl_->progress = load_progress(file, impl_->parameters);
}

State Pretrainer::weights() const {
  State weights;
  for (const Parameter& p : impl_->parameters)
    if (p.role == Role::weight) weights[p.name] = impl_->progress.state.at(p.name).clone();
  return weights;
}

const History& Pretrainer::history() const { return impl_->progress.history; }
std::span<const Rbm> Pretrainer::rbms() const { return impl_->rbms; }

std::int64_t Pretrainer::epochs_left() const {
  return impl_->num_epochs() - impl_->progress.epoch();
}

Tensor Pretrainer::reconstruct(const Tensor& rows, std::int64_t depth) {
  Impl& t = *impl_;
  const auto plan =
      compile(trace_reconstruction(t.setup.network,
                                   std::span(t.rbms).first(static_cast<std::size_t>(depth)),
                                   rows.shape()[0])
                  .graph,
              {.num_threads = t.executor.num_threads()});
  return t.executor.run(*plan, std::array{rows}, t.progress.state).outputs[0];
}

double Pretrainer::seconds_left() {
  Impl& t = *impl_;
  const TrainingProgress kept = t.progress;
  const std::vector<std::int64_t> rows = all_rows(std::min(t.train.size(), t.batch()));
  double seconds = 0;
  for (std::int64_t left = epochs_left(); left > 0;) {
    const std::int64_t in_later_levels =
        (left - 1) / t.setup.options.epochs * t.setup.options.epochs;
    const std::size_t level = t.level_of(t.num_epochs() - left);
    t.step(level, rows, rows);  // the first one also touches memory
    const auto start = Clock::now();
    t.step(level, rows, rows);
    const double one = std::chrono::duration<double>(Clock::now() - start).count();
    seconds += one * static_cast<double>(t.steps_per_epoch * (left - in_later_levels));
    left = in_later_levels;
  }
  t.progress = kept;
  return seconds;
}

std::size_t Pretrainer::checkpoint_bytes() const {
  std::size_t bytes = 0;
  for (const Parameter& p : impl_->parameters) bytes += p.type.bytes();
  return bytes;
}

// All plans share one arena.
std::size_t Pretrainer::predicted_bytes() const {
  std::size_t arena = 0;
  for (const Impl::Level& level : impl_->levels)
    arena = std::max({arena, level.step->arena_bytes, level.free_energy->arena_bytes});
  return arena + impl_->bytes_beside_arena(*impl_->levels.front().step->source);
}

}  // namespace ingot
