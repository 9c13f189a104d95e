#include "train/tree_matrix.h"

#include <algorithm>
#include <cmath>
#include <exception>

#include "train/xgboost_library.h"

namespace ingot {
namespace {

void require_batch(const TreeBatch& batch, std::int64_t width) {
  const auto is_column = [&](const Tensor& t) {
    return t.dtype() == f32 && t.shape() == Shape{batch.x.shape()[0]};
  };
  const bool matrix = batch.x.dtype() == f32 && batch.x.shape().rank() == 2;
  if (!matrix || !is_column(batch.labels) ||
      (batch.weights.defined() && !is_column(batch.weights)) ||
      (width >= 0 && batch.x.shape()[1] != width))
    throw Error("shape_mismatch",
                text("trees cannot take features {} with labels {} and weights {}",
                     "树模型不能使用特征 {}、标签 {} 与权重 {}", to_string(batch.x.type()),
                     to_string(batch.labels.type()),
                     batch.weights.defined() ? to_string(batch.weights.type()) : "-"))
        .expected(text("f32 (rows, columns), f32 (rows) and f32 (rows), in all batches alike",
                       "f32 (行, 列)、f32 (行) 与 f32 (行), 各批一致"));
}

// The library takes them and trains on nonsense.
void require_finite(const TreeBatch& batch, std::int64_t first_row) {
  const auto labels = batch.labels.data<float>(), x = batch.x.data<float>();
  for (std::size_t row = 0; row < labels.size(); ++row)
    if (!std::isfinite(labels[row]))
      throw Error("bad_label", text("row {} has the label {}", "第 {} 行的标签为 {}",
                                    first_row + static_cast<std::int64_t>(row), labels[row]))
          .expected(text("a finite number", "有限的数"));
  const auto infinite = std::ranges::find_if(x, [](float v) { return std::isinf(v); });
  if (infinite == x.end()) return;
  const std::int64_t place = infinite - x.begin(), width = batch.x.shape()[1];
  throw Error("bad_feature", text("row {} is infinite in column {}", "第 {} 行在第 {} 列为无穷大",
                                  first_row + place / width, place % width))
      .expected(text("a number, or NaN where it is missing", "数, 缺失时为 NaN"));
}

// What the library's callbacks work on. No exception may pass through it: the first one waits here.
struct BatchFeed {
  TreeRows& rows;
  DMatrixHandle proxy = nullptr;
  std::int64_t width = -1, rows_given = 0;
  TreeBatch batch = {};  // the library reads it until the next one
  std::exception_ptr error = nullptr;

  explicit BatchFeed(TreeRows& source) : rows(source) {
    require_xgboost(xgboost().XGProxyDMatrixCreate(&proxy));
  }
  ~BatchFeed() { xgboost().XGDMatrixFree(proxy); }
  BatchFeed(const BatchFeed&) = delete;
  BatchFeed& operator=(const BatchFeed&) = delete;

  void rewind() {
    try {
      rows_given = 0;
      rows.rewind();
    } catch (...) {
      error = std::current_exception();
    }
  }
  // Whether there was one.
  bool next() {
    if (error) return false;
    try {
      std::optional<TreeBatch> found = rows.next();
      while (found && found->x.num_elements() == 0) found = rows.next();
      if (!found) return false;
      batch = std::move(*found);
      require_batch(batch, width);
      require_finite(batch, rows_given);
      width = batch.x.shape()[1];
      rows_given += batch.x.shape()[0];
      give();
      return true;
    } catch (...) {
      error = std::current_exception();
      return false;
    }
  }

 private:
  void give() const {
    constexpr int kFloat = 1;
    const auto count = static_cast<bst_ulong>(batch.x.shape()[0]);
    const XgboostLibrary& xgb = xgboost();
    require_xgboost(xgb.XGProxyDMatrixSetDataDense(proxy, array_interface(batch.x).c_str()));
    require_xgboost(xgb.XGDMatrixSetDenseInfo(proxy, "label", batch.labels.raw(), count, kFloat));
    if (batch.weights.defined())
      require_xgboost(
          xgb.XGDMatrixSetDenseInfo(proxy, "weight", batch.weights.raw(), count, kFloat));
  }
};

}  // namespace

std::string array_interface(const Tensor& t) {
  return fmt::format(R"({{"data": [{}, true], "shape": [{}], "typestr": "<f4", "version": 3}})",
                     reinterpret_cast<std::uintptr_t>(t.raw()), fmt::join(t.shape(), ", "));
}

TreeMatrix::TreeMatrix(TreeRows& rows, const TreeMatrix* like, const TreeMatrixOptions& options) {
  BatchFeed feed(rows);
  // A look at the first batch: the library says nothing sensible of no rows.
  feed.rewind();
  const bool any = feed.next();
  if (feed.error) std::rethrow_exception(feed.error);
  if (!any) throw Error("no_rows", text("there are no rows to train on", "没有可用于训练的行"));
  if (like) feed.width = like->num_columns();
  feed.rewind();
  const std::string config = fmt::format(R"({{"missing": NaN, "nthread": {}, "max_bin": {}}})",
                                         options.num_threads, options.max_bin);
  const int status = xgboost().XGQuantileDMatrixCreateFromCallback(
      &feed, feed.proxy, like ? like->handle_ : nullptr,
      [](DataIterHandle f) { static_cast<BatchFeed*>(f)->rewind(); },
      [](DataIterHandle f) { return static_cast<BatchFeed*>(f)->next() ? 1 : 0; }, config.c_str(),
      &handle_);
  if (feed.error) {
    if (status == 0) xgboost().XGDMatrixFree(handle_);
    std::rethrow_exception(feed.error);
  }
  require_xgboost(status);
}

TreeMatrix::~TreeMatrix() { xgboost().XGDMatrixFree(handle_); }

std::int64_t TreeMatrix::num_rows() const {
  bst_ulong count = 0;
  require_xgboost(xgboost().XGDMatrixNumRow(handle_, &count));
  return static_cast<std::int64_t>(count);
}

std::int64_t TreeMatrix::num_columns() const {
  bst_ulong count = 0;
  require_xgboost(xgboost().XGDMatrixNumCol(handle_, &count));
  return static_cast<std::int64_t>(count);
}

std::span<const float> TreeMatrix::floats(const char* field) const {
  bst_ulong count = 0;
  const float* data = nullptr;
  require_xgboost(xgboost().XGDMatrixGetFloatInfo(handle_, field, &count, &data));
  return {data, static_cast<std::size_t>(count)};
}

}  // namespace ingot
