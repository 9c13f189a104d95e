#include "formats/onnx_encoders.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace ingot {
namespace {

using nlohmann::json;

constexpr double kSecondsOfDay = 86400, kFarthest = 12;
constexpr std::int64_t kNoPlace = -1;

Tensor places_up_to(std::int64_t count) {
  Tensor places(i64, {count});
  for (std::int64_t i = 0; i < count; ++i) places.set(i, static_cast<double>(i));
  return places;
}

// Which texts stand for missing.
std::vector<std::string> missing_texts(const ColumnProfile& profile) {
  std::vector<std::string> texts{""};
  for (const CategoryCount& mark : profile.missing_marks)
    if (!mark.value.empty()) texts.push_back(mark.value);
  return texts;
}

// i64 (rows, 1): the place of each text, `otherwise` for texts without one.
struct TextPlaces {
  std::vector<std::string> texts = {};
  Ints places = {};
  std::int64_t otherwise = kNoPlace;

  void add(const std::string& text, std::int64_t place) {
    texts.push_back(text);
    places.push_back(place);
  }
  [[nodiscard]] std::string written(OnnxSteps& s, const std::string& cells) const {
    return s.add({.op_type = "LabelEncoder",
                  .inputs = {cells},
                  .attrs = {{"values_int64s", places}, {"default_int64", otherwise}},
                  .domain = kOnnxMlDomain,
                  .strings = {{"keys_strings", texts}}});
  }
};

// f32 (rows, width): the row of `table` at each place.
std::string rows_at(OnnxSteps& s, const std::string& places, const Tensor& table) {
  const std::string flat =
      s.add({"Squeeze", {places, s.constant(Tensor::from<std::int64_t>({1}, {1}))}});
  return s.add({"Gather", {s.constant(table), flat}, {{"axis", std::int64_t{0}}}});
}

std::string mark_of_missing(OnnxSteps& s, const OnnxCells& cells) {
  return s.cast(cells.is_missing, f32);
}

// What numbers are categories of: the texts of the values as numbers.
std::vector<double> numbers_of_values(const json& values, const ColumnProfile& profile) {
  std::vector<double> numbers;
  for (const json& value : values) {
    const auto number = read_cell(value.get<std::string>(), profile.reading);
    if (!number || std::ranges::find(numbers, *number) != numbers.end())
      throw column_not_exportable(
          profile.name,
          text("its categories are numbers, but \"{}\" is none, or not the only one "
               "of its size",
               "其类别为数值, 而“{}”不是数值或与另一类别数值相同", value.get<std::string>()));
    numbers.push_back(*number);
  }
  return numbers;
}

std::string category_of_numbers(OnnxSteps& s, const json& values, const OnnxCells& cells) {
  const std::vector<double> known = numbers_of_values(values.at("values"), cells.profile);
  std::vector<std::string> parts;
  const std::string missing = mark_of_missing(s, cells);
  std::string rare = s.add({"Sub", {s.constant(Tensor::from<float>({1}, {})), missing}});
  if (!known.empty()) {
    parts.push_back(s.one_hot(cells.numbers, s.numbers(known)));
    const std::string axis = s.constant(Tensor::from<std::int64_t>({1}, {1}));
    rare = s.add({"Sub", {rare, s.add({"ReduceSum", {parts[0], axis}})}});
  }
  if (values.at("rare").get<bool>()) parts.push_back(rare);
  if (values.at("missing").get<bool>()) parts.push_back(missing);
  return parts.empty() ? "" : s.joined(parts);
}

std::string category(OnnxSteps& s, const json& values, const OnnxCells& cells) {
  if (cells.texts.empty()) return category_of_numbers(s, values, cells);
  TextPlaces places;
  std::int64_t width = 0;
  for (const json& value : values.at("values")) {
    for (const std::string& way : ways_to_write(cells.profile, value.get<std::string>()))
      if (std::ranges::find(places.texts, way) == places.texts.end()) places.add(way, width);
    ++width;
  }
  if (values.at("rare").get<bool>()) places.otherwise = width++;
  const std::int64_t missing = values.at("missing").get<bool>() ? width++ : kNoPlace;
  for (const std::string& mark : missing_texts(cells.profile)) places.add(mark, missing);
  if (width == 0) return "";
  return s.one_hot(places.written(s, cells.texts), s.constant(places_up_to(width)));
}

std::string frequency(OnnxSteps& s, const json& values, const OnnxCells& cells) {
  const json& counts = values.at("counts");
  TextPlaces places;
  // What was never seen has 0.
  Tensor logs = Tensor::zeros({f32, {static_cast<std::int64_t>(counts.size()) + 1, 1}});
  places.otherwise = static_cast<std::int64_t>(counts.size());
  for (const auto& [value, rows] : counts.items()) {
    const auto place = static_cast<std::int64_t>(places.texts.size());
    logs.set(place, std::log1p(rows.get<float>()));
    places.add(value, place);
  }
  for (const std::string& mark : missing_texts(cells.profile)) places.add(mark, places.otherwise);
  return rows_at(s, places.written(s, cells.texts), logs);
}

std::string target_mean(OnnxSteps& s, const json& values, const OnnxCells& cells) {
  const auto prior = values.at("prior").get<std::vector<double>>();
  const double scale = values.at("scale");
  const json& means = values.at("means");
  const std::int64_t width = std::ssize(prior);
  TextPlaces places;
  places.otherwise = static_cast<std::int64_t>(means.size());
  Tensor table = Tensor::zeros({f32, {places.otherwise + 1, width}});
  std::int64_t missing = places.otherwise;
  for (const auto& [value, list] : means.items()) {
    const auto place = static_cast<std::int64_t>(places.texts.size());
    for (std::int64_t k = 0; k < width; ++k)
      table.set(place * width + k, (list.at(static_cast<std::size_t>(k)).get<double>() -
                                    prior[static_cast<std::size_t>(k)]) /
                                       scale);
    if (value.empty()) missing = place;
    places.add(value, place);
  }
  for (const std::string& mark : missing_texts(cells.profile))
    if (!means.contains(mark)) places.add(mark, missing);
  return rows_at(s, places.written(s, cells.texts), table);
}

std::string in_days(OnnxSteps& s, const OnnxCells& cells) {
  if (cells.profile.date() == nullptr) return cells.numbers;
  return s.add({"Div", {cells.numbers, s.number(kSecondsOfDay)}});
}

std::string scaled(OnnxSteps& s, const json& values, const std::string& x) {
  const std::string centred = s.add({"Sub", {x, s.number(values.at("centre"))}});
  return s.add({"Clip",
                {s.add({"Div", {centred, s.number(values.at("spread"))}}), s.number(-kFarthest),
                 s.number(kFarthest)}});
}

// sign(x) log(1 + |x|)
std::string compressed(OnnxSteps& s, const std::string& x) {
  const std::string log = s.add({"Log", {s.add({"Add", {s.add({"Abs", {x}}), s.number(1)}})}});
  return s.add({"Where", {s.add({"Less", {x, s.number(0)}}), s.add({"Neg", {log}}), log}});
}

std::string number(OnnxSteps& s, const OnnxEncoder& encoder, const OnnxCells& cells) {
  const json& values = encoder.values;
  if (values.at("to") == "raw") return s.cast(in_days(s, cells), f32);
  std::string scaled_number = encoder.deviates;
  if (!takes_deviates(encoder))
    scaled_number = scaled(
        s, values, values.at("log").get<bool>() ? compressed(s, cells.numbers) : cells.numbers);
  const std::string filled =
      s.cast(s.unless(cells.is_missing, scaled_number, s.number(values.at("fill"))), f32);
  if (!values.at("missing").get<bool>()) return filled;
  return s.joined({filled, mark_of_missing(s, cells)});
}

std::string piecewise(OnnxSteps& s, const json& values, const OnnxCells& cells) {
  const auto edges = values.at("edges").get<std::vector<double>>();
  std::vector<double> lows, widths;
  for (std::size_t bin = 1; bin < edges.size(); ++bin) {
    lows.push_back(edges[bin - 1]);
    widths.push_back(edges[bin] - edges[bin - 1]);
  }
  const std::string shares =
      s.add({"Div", {s.add({"Sub", {cells.numbers, s.numbers(lows)}}), s.numbers(widths)}});
  const std::string filled =
      s.unless(cells.is_missing, s.add({"Clip", {shares, s.number(0), s.number(1)}}), s.number(0));
  if (!values.at("missing").get<bool>()) return s.cast(filled, f32);
  return s.joined({s.cast(filled, f32), mark_of_missing(s, cells)});
}

// Whole numbers as f64.
class Calendar {
 public:
  explicit Calendar(OnnxSteps& s) : s_(s) {}

  std::string floor_of(const std::string& a, double divisor) {
    return s_.add({"Floor", {s_.add({"Div", {a, s_.number(divisor)}})}});
  }
  std::string plus(const std::string& a, const std::string& b) { return s_.add({"Add", {a, b}}); }
  std::string minus(const std::string& a, const std::string& b) { return s_.add({"Sub", {a, b}}); }
  std::string times(const std::string& a, double b) { return s_.add({"Mul", {a, s_.number(b)}}); }
  std::string plus(const std::string& a, double b) { return plus(a, s_.number(b)); }
  std::string rest_of(const std::string& a, double divisor) {
    return minus(a, times(floor_of(a, divisor), divisor));
  }
  /// From 0: month and day of days since 1970.
  /// source    Hinnant 2014, chrono-compatible low-level date algorithms: civil_from_days
  std::pair<std::string, std::string> month_and_day(const std::string& days) {
    const std::string day_of_era = rest_of(plus(days, 719468), 146097);
    std::string counted = minus(day_of_era, floor_of(day_of_era, 1460));
    counted = minus(plus(counted, floor_of(day_of_era, 36524)), floor_of(day_of_era, 146096));
    const std::string year = floor_of(counted, 365);
    const std::string days_of_years =
        minus(plus(times(year, 365), floor_of(year, 4)), floor_of(year, 100));
    const std::string day_of_year = minus(day_of_era, days_of_years);
    const std::string from_march = floor_of(plus(times(day_of_year, 5), 2), 153);
    const std::string first = floor_of(plus(times(from_march, 153), 2), 5);
    return {rest_of(plus(from_march, 2), 12), minus(day_of_year, first)};
  }
  /// Sine and cosine of a share of a cycle.
  void add_cycle(std::vector<std::string>& features, const std::string& value, double cycle) {
    const std::string angle = s_.cast(times(value, 2 * std::numbers::pi / cycle), f32);
    features.push_back(s_.add({"Sin", {angle}}));
    features.push_back(s_.add({"Cos", {angle}}));
  }

 private:
  OnnxSteps& s_;
};

std::string date(OnnxSteps& s, const json& values, const OnnxCells& cells) {
  Calendar calendar(s);
  // Whatever a missing date is, its features are 0 in the end.
  const std::string seconds = s.unless(cells.is_missing, cells.numbers, s.number(0));
  const std::string days = calendar.floor_of(seconds, kSecondsOfDay);
  const auto [month, day] = calendar.month_and_day(days);
  std::vector<std::string> features{s.cast(scaled(s, values, seconds), f32)};
  calendar.add_cycle(features, month, 12);
  calendar.add_cycle(features, day, 31);
  calendar.add_cycle(features, calendar.rest_of(calendar.plus(days, 3), 7), 7);
  if (values.at("time").get<bool>())
    calendar.add_cycle(features, calendar.rest_of(seconds, kSecondsOfDay), kSecondsOfDay);
  const std::string filled =
      s.unless(cells.is_missing, s.joined(features), s.constant(Tensor::from<float>({0}, {})));
  if (!values.at("missing").get<bool>()) return filled;
  return s.joined({filled, mark_of_missing(s, cells)});
}

}  // namespace

Error column_not_exportable(const std::string& column, const Text& why) {
  return Error("not_exportable", {"column " + column + " cannot be encoded in ONNX: " + why.en,
                                  "列 " + column + " 无法用 ONNX 编码: " + why.zh})
      .fix(text("build a product without the column, or use model.onnx of the product's folder, "
                "which takes encoded columns",
                "构建不含该列的产品, 或使用产品文件夹中的 model.onnx (输入为编码后的列)"));
}

bool encodes_numbers(const std::string& encoder) {
  return encoder == "number" || encoder == "piecewise" || encoder == "date";
}

bool takes_deviates(const OnnxEncoder& encoder) {
  return encoder.name == "number" && encoder.values.at("to") == "normal";
}

std::string normal_share(OnnxSteps& s, const OnnxEncoder& encoder, const OnnxCells& cells) {
  constexpr double kLeast = 0.001, kInfinity = std::numeric_limits<double>::infinity();
  const auto percentiles = encoder.values.at("percentiles").get<std::vector<double>>();
  const auto steps = static_cast<double>(percentiles.size() - 1);
  const std::string known = s.numbers(percentiles), x = cells.numbers;
  const std::string axis = s.constant(Tensor::from<std::int64_t>({1}, {1}));
  const std::string below = s.add({"Less", {known, x}}), above = s.add({"Greater", {known, x}});
  // How many lie below; how many do not lie above: more where x is one of them.
  const std::string first = s.add({"ReduceSum", {s.cast(below, f64), axis}});
  const std::string end =
      s.add({"Sub", {s.number(steps + 1), s.add({"ReduceSum", {s.cast(above, f64), axis}})}});
  const std::string middle =
      s.add({"Mul", {s.add({"Sub", {s.add({"Add", {first, end}}), s.number(1)}}), s.number(0.5)}});
  const Attrs along_row{{"axes", Ints{1}}};
  const std::string low =
      s.add({"ReduceMax", {s.add({"Where", {below, known, s.number(-kInfinity)}})}, along_row});
  const std::string high =
      s.add({"ReduceMin", {s.add({"Where", {above, known, s.number(kInfinity)}})}, along_row});
  const std::string part = s.add({"Div", {s.add({"Sub", {x, low}}), s.add({"Sub", {high, low}})}});
  std::string rank = s.add({"Add", {s.add({"Sub", {first, s.number(1)}}), part}});
  rank = s.unless(s.add({"Less", {first, s.number(0.5)}}), rank, s.number(0));
  rank = s.unless(s.add({"Greater", {end, s.number(steps + 0.5)}}), rank, s.number(steps));
  rank = s.add({"Where", {s.add({"Less", {first, end}}), middle, rank}});
  // A missing number has some share, so that what follows is finite.
  rank = s.unless(cells.is_missing, rank, s.number(0));
  return s.add(
      {"Clip", {s.add({"Div", {rank, s.number(steps)}}), s.number(kLeast), s.number(1 - kLeast)}});
}

std::string encoded(OnnxSteps& s, const OnnxEncoder& encoder, const OnnxCells& cells) {
  const std::string& name = encoder.name;
  if (encodes_numbers(name) && cells.numbers.empty())
    throw column_not_exportable(
        cells.profile.name,
        text("it is encoded as a number and holds texts", "它按数值编码, 而其内容为文本"));
  if (name == "number") return number(s, encoder, cells);
  if (name == "piecewise") return piecewise(s, encoder.values, cells);
  if (name == "date") return date(s, encoder.values, cells);
  if (name == "category") return category(s, encoder.values, cells);
  if (!cells.texts.empty() && name == "frequency") return frequency(s, encoder.values, cells);
  if (!cells.texts.empty() && name == "target_mean") return target_mean(s, encoder.values, cells);
  throw column_not_exportable(cells.profile.name, text("ONNX has no operators for the encoder {}",
                                                       "ONNX 没有对应编码器 {} 的算子", name));
}

std::string places_in_order(OnnxSteps& s, const OnnxCells& cells) {
  TextPlaces places;
  for (const std::string& word : cells.profile.order)
    places.add(word, static_cast<std::int64_t>(places.texts.size()));
  const std::string place = s.cast(places.written(s, cells.texts), f64);
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  return s.unless(s.add({"Less", {place, s.number(0)}}), place, s.number(kNone));
}

}  // namespace ingot
