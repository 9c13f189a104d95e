#include "ingot/product.h"

#include "formats/product_folder.h"
#include "predict/loaded_model.h"
#include "predict/loaded_sequences.h"
#include "predict/loaded_table.h"
#include "predict/prediction_intervals.h"

namespace ingot {
namespace {

// Sizes only: digests are checked by `show` and `doctor`, which may take their time.
void require_whole(const std::filesystem::path& folder, const Manifest& manifest) {
  for (const char* name : {kPipelineFile, kModelFile}) {
    const auto record = manifest.files.find(name);
    std::error_code ec;
    const auto size = std::filesystem::file_size(folder / name, ec);
    if (record != manifest.files.end() && !ec && size == record->second.size_bytes) continue;
    throw Error("damaged_product", text("{} of {} is not the file that was built",
                                        "{1} 的 {0} 与构建时的文件不符", name, folder.string()))
        .fix(text("build the product again, or take it from a backup",
                  "请重新构建该产品, 或从备份恢复"));
  }
}

Manifest open_manifest(const std::filesystem::path& folder) {
  require_finished(folder);
  Manifest manifest = load_manifest(folder);
  require_whole(folder, manifest);
  return manifest;
}

}  // namespace

struct Product::Impl {
  Impl(const std::filesystem::path& folder, int num_threads) : manifest(open_manifest(folder)) {
    const InferenceOptions options{.num_threads = num_threads,
                                   .winograd = manifest.options.value("winograd", true)};
    const std::string kind = manifest.schema.value("kind", "");
    if (kind == "tokens" || kind == "text" || kind == "text_pair")
      throw Error("other_input", text("{} takes texts, not pictures or rows of a table",
                                      "{} 接受文本, 而非图片或表格行", manifest.name))
          .expected(text("a product of pictures, tables or sequences", "图片、表格或序列的产品"));
    try {
      class_names = manifest.schema.at("classes").get<std::vector<std::string>>();
      thresholds = manifest.schema.value("thresholds", thresholds);
      if (!thresholds.empty() && thresholds.size() != class_names.size())
        throw Error("bad_manifest", text("{} has {} thresholds for {} classes",
                                         "{0} 有 {1} 个阈值, 而类别有 {2} 个", folder.string(),
                                         thresholds.size(), class_names.size()))
            .fix(text("build the product again", "请重新构建该产品"));
      if (kind == "table") {
        read_answers(folder);
        TableGuard guard;
        if (manifest.schema.contains("guard"))
          guard = TableGuard::from_json(manifest.schema.at("guard"));
        table.emplace(folder, options, std::move(guard));
        return;
      }
      if (kind == "sequences") {
        read_answers(folder);
        sequences.emplace(folder, options, SequenceGuard::from_json(manifest.schema.at("guard")));
        return;
      }
      input_shape = Shape(manifest.schema.at("shape").get<std::vector<std::int64_t>>());
    } catch (const nlohmann::json::exception&) {
      throw Error("bad_manifest", text("the schema of {} names no classes or no shape",
                                       "{} 的 schema 未给出类别或形状", folder.string()))
          .fix(text("build the product again", "请重新构建该产品"));
    }
    pictures.emplace(folder, options);
  }

  // How the answers about rows of a table are told.
  void read_answers(const std::filesystem::path& folder) {
    if (manifest.schema.contains("intervals"))
      intervals = intervals_from_json(manifest.schema["intervals"]);
    if (!manifest.schema.contains("threshold")) return;
    call_from = manifest.schema["threshold"].get<float>();
    if (class_names.size() != 2)
      throw Error("bad_manifest",
                  text("{} has a threshold and {} classes", "{} 有阈值, 而类别有 {} 个",
                       folder.string(), class_names.size()))
          .fix(text("build the product again", "请重新构建该产品"));
  }

  // One of the two, or an error that says which it takes.
  LoadedModel& for_pictures() {
    if (pictures) return *pictures;
    throw Error("other_input", text("{} takes rows of a table, not pictures",
                                    "{} 接受表格行, 而非图片", manifest.name));
  }
  LoadedTable& for_tables() {
    if (table) return *table;
    throw Error("other_input", text("{} takes pictures, not rows of a table",
                                    "{} 接受图片, 而非表格行", manifest.name));
  }

  // Nobody knows the target of new sequences.
  [[nodiscard]] std::vector<std::string> optional_columns() const {
    return {manifest.schema.at("target").at("column").get<std::string>()};
  }

  Manifest manifest;
  std::optional<LoadedModel> pictures;
  std::optional<LoadedTable> table;
  std::optional<LoadedSequences> sequences;
  std::vector<std::string> class_names;
  std::vector<float> thresholds;
  std::optional<float> call_from;
  std::optional<PredictionIntervals> intervals;
  Shape input_shape;
};

Product::Product(const std::filesystem::path& folder, int num_threads)
    : impl_(new Impl(folder, num_threads)) {}
Product::~Product() = default;
Product::Product(Product&&) noexcept = default;
Product& Product::operator=(Product&&) noexcept = default;

const std::string& Product::name() const { return impl_->manifest.name; }
int Product::version() const { return impl_->manifest.version; }
const std::string& Product::task() const { return impl_->manifest.task; }
const std::vector<std::string>& Product::class_names() const { return impl_->class_names; }
bool Product::is_table() const { return impl_->table.has_value() || impl_->sequences.has_value(); }
bool Product::is_sequences() const { return impl_->sequences.has_value(); }
const std::vector<float>& Product::thresholds() const { return impl_->thresholds; }
std::optional<float> Product::call_from() const { return impl_->call_from; }
const Shape& Product::input_shape() const { return impl_->input_shape; }
PictureFit Product::picture_fit() const {
  return impl_->pictures ? impl_->pictures->pipeline().picture_fit() : PictureFit::stretch;
}

Tensor Product::predict(const Tensor& rows) {
  LoadedModel& model = impl_->for_pictures();
  const TensorType wanted{
      u8, impl_->input_shape.inserted(0, rows.shape().rank() ? rows.shape()[0] : 0)};
  if (rows.type() != wanted)
    throw Error("shape_mismatch", text("rows are {}, but {} takes {}", "输入为 {}, 而 {} 需要 {}",
                                       to_string(rows.type()), name(), to_string(wanted)));
  return model.predict(rows);
}

Tensor Product::predict(const PictureSource& rows) {
  LoadedModel& model = impl_->for_pictures();
  if (rows.row() != impl_->input_shape)
    throw Error("shape_mismatch",
                text("pictures are {}, but {} takes {}", "图片为 {}, 而 {} 需要 {}",
                     to_string(rows.row()), name(), to_string(impl_->input_shape)));
  return model.predict(rows);
}

Tensor Product::predict(const Table& rows) {
  if (impl_->sequences) return predict(*table_in_memory(rows));
  return impl_->for_tables().predict(rows);
}
Tensor Product::predict(const TableSource& rows) {
  if (!impl_->sequences) return impl_->for_tables().predict(rows);
  const SequenceTable table = impl_->sequences->read(rows, impl_->optional_columns());
  return impl_->sequences->predict(table, impl_->sequences->pipeline().spans(table));
}
TableCheck Product::check(const Table& rows) const { return check(*table_in_memory(rows)); }
TableCheck Product::check(const TableSource& rows) const {
  if (!impl_->sequences) return impl_->for_tables().check(rows);
  const SequenceTable table = impl_->sequences->read(rows, impl_->optional_columns());
  return impl_->sequences->check(table, impl_->sequences->pipeline().spans(table));
}
std::vector<std::string> Product::sequence_names(const TableSource& rows) const {
  if (!impl_->sequences)
    throw Error("other_input", text("{} takes no sequences", "{} 不接受序列", name()));
  return impl_->sequences->read(rows, impl_->optional_columns()).names;
}

Tensor Product::intervals(const Tensor& predicted) const {
  return impl_->intervals ? impl_->intervals->around(predicted) : Tensor();
}
double Product::interval_level() const { return impl_->intervals ? impl_->intervals->level : 0; }

}  // namespace ingot
