// The fitted features of a product: pipeline.json, the only place where preprocessing is written.
#pragma once

#include <string>
#include <string_view>

#include "data/resize.h"
#include "features/transform.h"
#include "ingot/data.h"

namespace ingot {

/// A transform that is to be fitted.
struct TransformChoice {
  std::string name;
  nlohmann::json options = nlohmann::json::object();
};

/// From raw rows to what the network takes. A row's result has the same bits whatever the other
/// rows and the number of threads.
class Pipeline {
 public:
  /// Takes nothing; one that is fitted or loaded replaces it.
  Pipeline() = default;

  /// Fits each transform on what those before make of `rows`, some at a time; so `rows` are the
  /// training rows alone.
  ///
  /// errors    unknown_transform, bad_option, bad_pipeline, no_rows, shape_mismatch, dtype_mismatch
  [[nodiscard]] static Pipeline fit(const std::vector<TransformChoice>& choices,
                                    const PictureSource& rows);

  /// For pictures of the size and the channels of `rows`; pictures of other sizes are brought to it
  /// as `fit` says. `scale` is "unit" or "standard".
  [[nodiscard]] static Pipeline for_pictures(const PictureSource& rows,
                                             const std::string& scale = "unit",
                                             PictureFit fit = PictureFit::stretch);

  /// errors    bad_pipeline, unknown_transform, newer_product
  [[nodiscard]] static Pipeline from_json(std::string_view json);
  /// Equal pipelines give equal text.
  [[nodiscard]] std::string to_json() const;

  /// How pictures of another aspect are brought to the size of its rows.
  [[nodiscard]] PictureFit picture_fit() const;

  /// What `apply` returns for `rows` rows.
  [[nodiscard]] TensorType output_type(std::int64_t rows) const;
  /// One raw row: its type when the pipeline was fitted, without the axis of rows.
  [[nodiscard]] const TensorType& input() const { return input_; }

  /// errors    shape_mismatch, dtype_mismatch
  [[nodiscard]] Tensor apply(const Tensor& rows) const;

  /// What the transforms before the first that leaves u8 make of pictures of any size and channels:
  /// raw rows of the type `input()`, which `apply` treats as it would have treated the pictures.
  /// errors    shape_mismatch, dtype_mismatch
  [[nodiscard]] Tensor to_raw_rows(const Tensor& pictures) const;

 private:
  struct Step {
    std::string name;
    nlohmann::json values;
    Transform transform;
  };
  [[nodiscard]] Tensor through(const Tensor& rows) const;

  TensorType input_{u8, {0}};
  std::vector<Step> steps_;
};

}  // namespace ingot
