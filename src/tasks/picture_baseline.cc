#include "tasks/picture_baseline.h"

#include "data/kept_pictures.h"
#include "data/resize.h"
#include "tasks/picture_answers.h"

namespace ingot {
namespace {

class ShrunkPictures final : public PictureSource {
 public:
  ShrunkPictures(std::shared_ptr<const PictureSource> all, const Shape& row)
      : all_(std::move(all)), row_(row) {}
  [[nodiscard]] std::int64_t size() const override { return all_->size(); }
  [[nodiscard]] Shape row() const override { return row_; }
  [[nodiscard]] std::string name(std::int64_t row) const override { return all_->name(row); }
  [[nodiscard]] Tensor get(std::span<const std::int64_t> rows) const override {
    return fit_pictures(all_->get(rows), row_);
  }

 private:
  std::shared_ptr<const PictureSource> all_;
  Shape row_;
};

Pictures shrunk(Pictures pictures) {
  constexpr std::int64_t kLongestSide = 32;
  const Shape row = pictures.row();
  if (std::max(row[1], row[2]) <= kLongestSide) return pictures;
  pictures.source =
      std::make_shared<ShrunkPictures>(pictures.source, with_longer_side(row, kLongestSide));
  return pictures;
}

}  // namespace

Predictions linear_predictions(const BuildRequest& request, const PictureParts& parts) {
  constexpr std::int64_t kMostRows = 50'000, kMostBytes = 64 << 20;
  // So many updates are enough for a convex loss; more change the third digit.
  constexpr EpochRange kEpochs{.updates = 2000, .fewest = 2, .most = 100};
  constexpr std::int64_t kBatch = 128;
  Pictures train = shrunk(parts.train);
  train = every_nth(train, std::min(kMostRows, kMostBytes / train.row().num_elements()));
  train.source = kept_pictures(train.source);  // each picture is shrunk once, not in each epoch
  BuildRequest linear;
  linear.model = "mlp";
  linear.settings = {{"hidden", ""},
                     {"learning_rate", "0.002"},
                     {"weight_decay", "0.0001"},
                     {"optimizer", "adamw"},
                     {"schedule", "cosine"}};
  linear.batch = kBatch;
  linear.epochs = epochs_for(kEpochs, train.size(), kBatch);
  linear.seed = request.seed;
  linear.threads = request.threads;
  PictureTraining training(linear, {train, shrunk(parts.valid), parts.num_classes()});
  training.run();
  LoadedModel model = training.trained_model();
  return ask(model, shrunk(parts.test), shrunk(parts.valid), parts.class_names);
}

}  // namespace ingot
