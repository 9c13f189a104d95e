#include "features/pipeline.h"

namespace ingot {
namespace {

using nlohmann::json;

// Of the file; each transform has a version of its own values.
constexpr int kFormat = 1;

Error newer(const std::string& what, std::int64_t version, int known) {
  return Error("newer_product", text("{} has version {}, this program knows up to {}",
                                     "{} 的版本为 {}, 本程序最高支持 {}", what, version, known))
      .fix(text("use a newer Ingot", "请使用更新版本的 Ingot"));
}

const json& member(const json& object, const char* name, bool (*fits)(const json&)) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  if (!object.is_object() || found == object.end() || !fits(*found))
    throw bad_pipeline(
        text("\"{}\" is missing or has another type", "缺少 \"{}\" 或其类型不符", name));
  return *found;
}

bool is_object(const json& j) { return j.is_object(); }
bool is_array(const json& j) { return j.is_array(); }
bool is_string(const json& j) { return j.is_string(); }
bool is_integer_number(const json& j) { return j.is_number_integer(); }

int read_version(const json& object, const char* name, const std::string& what, int known) {
  const json& value = member(object, name, is_integer_number);
  const bool huge = value.is_number_unsigned() && value.get<std::uint64_t>() > INT32_MAX;
  const auto version = huge ? std::int64_t{INT32_MAX} : value.get<std::int64_t>();
  if (version < 1)
    throw bad_pipeline(text("version {} of {}", "{1} 的版本 {0} 无效", version, what));
  if (version > known) throw newer(what, version, known);
  return static_cast<int>(version);
}

const char* name_of(PictureFit fit) {
  switch (fit) {
    case PictureFit::stretch: break;
    case PictureFit::letterbox: return "letterbox";
    case PictureFit::center_crop: return "center_crop";
  }
  return "resize";
}

TensorType input_type(const json& input) {
  constexpr std::int64_t kMax = 1 << 20;
  if (member(input, "dtype", is_string) != to_string(u8))
    throw bad_pipeline(text("rows of {}", "行的类型为 {}", input.at("dtype").dump()));
  const json& sizes = member(input, "shape", is_array);
  if (sizes.size() != 3)
    throw bad_pipeline(text("rows with {} axes", "行有 {} 个轴", sizes.size()));
  Shape shape;
  for (const json& size : sizes) {
    if (!size.is_number_integer() || size < 1 || size > kMax)
      throw bad_pipeline(text("size {}", "大小 {}", size.dump()));
    shape.push_back(size.get<std::int64_t>());
  }
  return {u8, shape};
}

}  // namespace

Pipeline Pipeline::fit(const std::vector<TransformChoice>& choices, const PictureSource& rows) {
  Pipeline pipeline;
  pipeline.input_ = {u8, rows.row()};
  for (const TransformChoice& choice : choices) {
    const TransformDef& def = find_transform(choice.name);
    const auto for_each_batch = [&](const std::function<void(const Tensor&)>& body) {
      for_each_run(rows, [&](const Tensor& batch) { body(pipeline.through(batch)); });
    };
    Step step{
        def.name, def.fit(choice.options, {pipeline.output_type(rows.size()), for_each_batch}), {}};
    step.transform = def.load(step.values);
    pipeline.steps_.push_back(std::move(step));
  }
  (void)pipeline.output_type(1);
  return pipeline;
}

Pipeline Pipeline::for_pictures(const PictureSource& rows, const std::string& scale,
                                PictureFit fit) {
  const Shape s = rows.row();
  return Pipeline::fit({{"channels", {{"channels", s[0]}}},
                        {name_of(fit), {{"height", s[1]}, {"width", s[2]}}},
                        {"scale", {{"to", scale}}}},
                       rows);
}

Pipeline Pipeline::from_json(std::string_view text_of) {
  const json document = json::parse(text_of, nullptr, false);
  if (!document.is_object()) throw bad_pipeline(text("it is not a JSON object", "不是 JSON 对象"));
  static_cast<void>(read_version(document, "format", "pipeline", kFormat));
  Pipeline pipeline;
  pipeline.input_ = input_type(member(document, "input", is_object));
  for (const json& step : member(document, "transforms", is_array)) {
    const std::string name = member(step, "name", is_string);
    const TransformDef& def = find_transform(name);
    const int version = read_version(step, "version", name, def.version);
    json values = member(step, "values", is_object);
    if (version < def.version) values = def.upgrade(std::move(values), version);
    pipeline.steps_.push_back({name, values, def.load(values)});
  }
  try {
    (void)pipeline.output_type(1);
  } catch (const Error& e) {
    throw bad_pipeline(e.message());
  }
  return pipeline;
}

std::string Pipeline::to_json() const {
  json steps = json::array();
  for (const Step& step : steps_)
    steps.push_back({{"name", step.name},
                     {"version", find_transform(step.name).version},
                     {"values", step.values}});
  const json document = {
      {"format", kFormat},
      {"input", {{"dtype", to_string(input_.dtype)}, {"shape", input_.shape.to_vector()}}},
      {"transforms", std::move(steps)}};
  return document.dump(2) + "\n";
}

PictureFit Pipeline::picture_fit() const {
  for (const PictureFit fit : {PictureFit::letterbox, PictureFit::center_crop})
    if (std::ranges::find(steps_, name_of(fit), &Step::name) != steps_.end()) return fit;
  return PictureFit::stretch;
}

TensorType Pipeline::output_type(std::int64_t rows) const {
  TensorType type{input_.dtype, input_.shape.inserted(0, rows)};
  for (const Step& step : steps_) type = step.transform.output(type);
  return type;
}

Tensor Pipeline::to_raw_rows(const Tensor& pictures) const {
  require_pictures(pictures.type(), "pipeline");
  Tensor result = pictures;
  for (const Step& step : steps_) {
    if (step.transform.output(result.type()).dtype != u8) break;
    result = step.transform.apply(result);
  }
  const TensorType wanted{input_.dtype, input_.shape.inserted(0, pictures.shape()[0])};
  if (result.type() == wanted) return result;
  throw Error("shape_mismatch",
              text("{} becomes {}, but raw rows are {}", "{} 变为 {}, 而原始行为 {}",
                   to_string(pictures.type()), to_string(result.type()), to_string(wanted)));
}

Tensor Pipeline::through(const Tensor& rows) const {
  Tensor result = rows;
  for (const Step& step : steps_) {
    (void)step.transform.output(result.type());
    result = step.transform.apply(result);
  }
  return result;
}

Tensor Pipeline::apply(const Tensor& rows) const {
  require_pictures(rows.type(), "pipeline");
  Tensor result = through(rows);
  const TensorType wanted = output_type(rows.shape()[0]);
  if (result.type() == wanted) return result;
  throw Error("shape_mismatch",
              text("{} becomes {}, but the network takes {}", "{} 变为 {}, 而网络需要 {}",
                   to_string(rows.type()), to_string(result.type()), to_string(wanted)));
}

}  // namespace ingot
