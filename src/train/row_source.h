// Training rows, fetched a batch at a time.
#pragma once

#include <span>

#include "ingot/tensor.h"

namespace ingot {

/// Rows as a network and its loss take them.
class RowSource {
 public:
  virtual ~RowSource() = default;
  [[nodiscard]] virtual std::int64_t size() const = 0;
  /// The inputs of these rows, one tensor per input of the network, then their target.
  [[nodiscard]] virtual std::vector<Tensor> get(std::span<const std::int64_t> rows) const = 0;
  /// The same rows as they are trained on in an epoch, from 0; what is random in them is a function
  /// of the source's seed, the epoch and the row. As they are unless the source augments them.
  [[nodiscard]] virtual std::vector<Tensor> get_for_training(std::span<const std::int64_t> rows,
                                                             std::int64_t /*epoch*/) const {
    return get(rows);
  }
  /// Rows of one form alone are trained on together: of one length, say. Those of form 0 are like
  /// those of `get`; for others see TrainingSetup::forms.
  [[nodiscard]] virtual std::int64_t form(std::int64_t /*row*/) const { return 0; }
  /// How much the loss of each of these rows counts; what is not written stays 1.
  virtual void weigh(std::span<const std::int64_t> /*rows*/, std::span<float> /*weights*/) const {}
};

/// Rows that are in memory as they are needed: `tensors` in the order of RowSource::get.
class TensorRows final : public RowSource {
 public:
  /// weights    one for each row; empty: all count alike
  explicit TensorRows(std::vector<Tensor> tensors, std::vector<float> weights = {});
  [[nodiscard]] std::int64_t size() const override { return tensors_.front().shape()[0]; }
  [[nodiscard]] std::vector<Tensor> get(std::span<const std::int64_t> rows) const override;
  void weigh(std::span<const std::int64_t> rows, std::span<float> weights) const override;

 private:
  std::vector<Tensor> tensors_;
  std::vector<float> weights_;
};

/// Some rows of another source, which outlives this.
class SomeRows final : public RowSource {
 public:
  /// `count` of them, evenly chosen; at most all.
  SomeRows(const RowSource& all, std::int64_t count);
  [[nodiscard]] std::int64_t size() const override { return std::ssize(rows_); }
  [[nodiscard]] std::vector<Tensor> get(std::span<const std::int64_t> rows) const override {
    return all_.get(chosen(rows));
  }
  [[nodiscard]] std::vector<Tensor> get_for_training(std::span<const std::int64_t> rows,
                                                     std::int64_t epoch) const override {
    return all_.get_for_training(chosen(rows), epoch);
  }
  [[nodiscard]] std::int64_t form(std::int64_t row) const override {
    return all_.form(rows_[static_cast<std::size_t>(row)]);
  }
  void weigh(std::span<const std::int64_t> rows, std::span<float> weights) const override {
    all_.weigh(chosen(rows), weights);
  }

 private:
  [[nodiscard]] std::vector<std::int64_t> chosen(std::span<const std::int64_t> rows) const;

  const RowSource& all_;
  std::vector<std::int64_t> rows_;
};

/// 0, 1, ... count - 1.
[[nodiscard]] std::vector<std::int64_t> all_rows(std::int64_t count);

}  // namespace ingot
