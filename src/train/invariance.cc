#include "train/invariance.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "graph/rewrite.h"
#include "nn/optimizer_def.h"
#include "runtime/executor.h"
#include "tensor/rows.h"

namespace ingot {
namespace {

constexpr std::int64_t kRows = 2;

using Rows = std::vector<Tensor>;

// What starts at zero, such as a last layer, would hide what is wrong before it.
State uneven_weights(const Parameters& parameters, std::int64_t seed) {
  constexpr double kStep = 0.02;
  State weights = initial_states(parameters, static_cast<std::uint64_t>(seed));
  for (const Parameter& p : parameters) {
    if (p.role != Role::weight || !is_float(p.type.dtype)) continue;
    Tensor& weight = weights.at(p.name);
    for (std::int64_t i = 0; i < weight.num_elements(); ++i)
      weight.set(i, weight.at(i) + kStep * std::sin(1.7 * static_cast<double>(i % 1009)));
  }
  return weights;
}

// The weights for a network whose tables may have more rows.
State weights_for(const Parameters& parameters, const State& weights) {
  State result;
  for (const Parameter& p : parameters) {
    const auto found = weights.find(p.name);
    if (found == weights.end() || found->second.type() == p.type) {
      if (found != weights.end()) result[p.name] = found->second;
      continue;
    }
    Tensor larger = Tensor::zeros(p.type);
    std::memcpy(larger.mutable_raw(), found->second.raw(),
                std::min(larger.bytes(), found->second.bytes()));
    result[p.name] = std::move(larger);
  }
  return result;
}

Error broken(const Text& what, double apart, double allowed) {
  return Error("broken_invariance",
               {fmt::format("{} (by {:.2g}, at most {:.2g})", what.en, apart, allowed),
                fmt::format("{} (相差 {:.2g}, 至多 {:.2g})", what.zh, apart, allowed)})
      .fix(text("this is a fault of the network, not of your data: change the model, or --no-check "
                "to train it all the same",
                "这是网络本身的缺陷, 与数据无关: 请更换模型, 或用 --no-check 照样训练"));
}

double distance_of(const Tensor& a, const Tensor& b) {
  double most = 0;
  for (std::int64_t i = 0; i < a.num_elements(); ++i)
    most = std::max(most, std::abs(a.at(i) - b.at(i)));
  return most;
}

class Checker {
 public:
  explicit Checker(const InvarianceSubject& subject)
      : subject_(subject), executor_(subject.num_threads) {
    std::vector<std::int64_t> rows = all_rows(std::min(kRows, subject.rows.size()));
    while (std::ssize(rows) < kRows) rows.push_back(0);
    rows_ = subject.rows.get(rows);
    target_ = rows_.back();
    rows_.pop_back();
    const Traced traced = trace_inference(subject.network, kRows);
    weights_ = uneven_weights(traced.parameters, subject.seed);
    has_statistics_ = std::ranges::any_of(
        traced.parameters, [](const Parameter& p) { return p.role == Role::statistic; });
    answers_ = answers(subject.network, weights_, rows_);
    for (std::int64_t i = 0; i < answers_.num_elements(); ++i)
      largest_ = std::max(largest_, std::abs(answers_.at(i)));
  }

  void order() {
    for (const std::vector<std::int64_t>& chosen : {std::vector<std::int64_t>{1, 0}, {0, 0}}) {
      Rows turned;
      for (const Tensor& input : rows_) turned.push_back(gather_rows(input, chosen));
      const Tensor said = answers(subject_.network, weights_, turned);
      expect(distance_of(said, gather_rows(answers_, chosen)), allowed(),
             text("a row's answer depends on its place in the batch, or on the rows beside it",
                  "一行的结果取决于它在批次中的位置, 或取决于同批的其他行"));
    }
  }

  void causality() {
    const std::int64_t tokens = rows_.back().shape()[1];
    if (tokens < 2) return;
    Rows changed = rows_;
    Tensor& input = changed.back() = changed.back().clone();
    // Another token, as the rows have them.
    for (std::int64_t row = 0; row < kRows; ++row) {
      const std::int64_t last = (row + 1) * tokens - 1, other = row * tokens;
      input.set(last, input.at(last) != input.at(other) ? input.at(other)
                      : input.at(last) > 0              ? input.at(last) - 1
                                                        : 1);
    }
    const Tensor said = answers(subject_.network, weights_, changed);
    const std::int64_t width = said.num_elements() / (kRows * tokens);
    double apart = 0;
    for (std::int64_t row = 0; row < kRows; ++row)
      for (std::int64_t i = 0; i < (tokens - 1) * width; ++i)
        apart = std::max(apart, std::abs(said.at(row * tokens * width + i) -
                                         answers_.at(row * tokens * width + i)));
    expect(
        apart, allowed(),
        text("a later token changes what is said of an earlier one", "后面的词元改变了前面的结果"));
  }

  void padding(const Network& longer) {
    const std::vector<TensorType> types = longer.input_types(kRows);
    Rows padded;
    for (std::size_t i = 0; i < rows_.size(); ++i) padded.push_back(enlarged(rows_[i], types[i]));
    const Tensor said =
        answers(longer, weights_for(trace_inference(longer, kRows).parameters, weights_), padded);
    const bool of_tokens = answers_.shape().rank() == 3;
    const std::int64_t before = of_tokens ? answers_.shape()[1] : 1,
                       after = of_tokens ? said.shape()[1] : 1, width = answers_.shape().back();
    double apart = 0;
    for (std::int64_t row = 0; row < kRows; ++row)
      for (std::int64_t t = 0; t < before; ++t) {
        if (of_tokens && target_.at(row * before + t) < 0) continue;
        for (std::int64_t i = 0; i < width; ++i)
          apart = std::max(apart, std::abs(said.at((row * after + t) * width + i) -
                                           answers_.at((row * before + t) * width + i)));
      }
    expect(apart, allowed(), text("padding changes answers", "填充改变了结果"));
  }

  void accumulation() {
    if (has_statistics_) return;
    const State whole = gradients_in(kRows), parts = gradients_in(1);
    double norm = 0, apart = 0;
    for (const auto& [name, gradient] : whole)
      for (std::int64_t i = 0; i < gradient.num_elements(); ++i) {
        norm = std::hypot(norm, gradient.at(i));
        apart = std::hypot(apart, gradient.at(i) - parts.at(name).at(i));
      }
    constexpr double kShare = 1e-3;
    expect(apart, kShare * norm,
           text("the gradient of a batch is not the sum of those of its parts",
                "一个批次的梯度不等于各部分梯度之和"));
  }

 private:
  // Of answers, beside the largest of them: those about many tokens are small. A row has the same
  // bits wherever it stands; longer rows round otherwise.
  [[nodiscard]] double allowed() const { return 3e-5 * largest_; }

  static void expect(double apart, double allowed, const Text& what) {
    if (!(apart <= allowed)) throw broken(what, apart, allowed);
  }

  // With zeros behind each row.
  static Tensor enlarged(const Tensor& rows, const TensorType& type) {
    Tensor result = Tensor::zeros(type);
    const std::int64_t before = rows.num_elements() / kRows, after = result.num_elements() / kRows;
    for (std::int64_t row = 0; row < kRows; ++row)
      for (std::int64_t i = 0; i < before; ++i)
        result.set(row * after + i, rows.at(row * before + i));
    return result;
  }

  Tensor answers(const Network& network, const State& weights, const Rows& rows) {
    const auto plan = compile(bind_states(subject_.trace_answers(network, kRows).graph, weights),
                              {.num_threads = subject_.num_threads, .batch_invariant = true});
    return executor_.run(*plan, rows, State()).outputs[0];
  }

  // Of all rows, so many at a time, by the names of the weights.
  State gradients_in(std::int64_t batch) {
    const Traced step =
        subject_
            .trace_steps(
                subject_.network,
                {.loss = subject_.loss, .optimizer = "sgd", .batch = batch, .gives_output = false})
            .accumulate;
    const auto plan = compile(step.graph, {.num_threads = subject_.num_threads});
    State state = initial_states(step.parameters, static_cast<std::uint64_t>(subject_.seed));
    for (auto& [name, value] : state)
      if (const auto found = weights_.find(name); found != weights_.end())
        value = found->second.clone();
    for (std::int64_t first = 0; first < kRows; first += batch) {
      Rows inputs;
      for (const Tensor& input : rows_) inputs.push_back(input.rows(first, batch));
      inputs.push_back(target_.rows(first, batch));
      inputs.push_back(Tensor::full({f32, {batch}}, 1));
      inputs.push_back(Tensor::from(std::vector<std::int64_t>{subject_.seed, 0, first}, {3}));
      inputs.push_back(Tensor::scalar(1.0F / static_cast<float>(kRows)));
      static_cast<void>(executor_.run(*plan, inputs, state));
    }
    State sums;
    for (const Parameter& p : step.parameters)
      if (p.role == Role::gradient) sums[p.name] = state.at(p.name);
    return sums;
  }

  const InvarianceSubject& subject_;
  Executor executor_;
  Rows rows_;
  Tensor target_, answers_;
  State weights_;
  double largest_ = 0;
  bool has_statistics_ = false;
};

}  // namespace

void check_invariances(const InvarianceSubject& subject) {
  Checker checker(subject);
  checker.order();
  if (subject.is_causal) checker.causality();
  if (subject.longer) checker.padding(*subject.longer);
  checker.accumulation();
}

}  // namespace ingot
