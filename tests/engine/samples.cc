#include "tests/engine/samples.h"

#include <random>
#include <sstream>

#include "graph/graph_text.h"
#include "runtime/executor.h"

namespace ingot::testing {
namespace {

AttrValue parse_attr(const OpDef& op, const std::string& name, const std::string& value,
                     const AttrValue& like) {
  // The text form of graphs knows how to read attributes: put the value into one.
  if (std::holds_alternative<std::int64_t>(like)) return std::int64_t{std::stoll(value)};
  if (std::holds_alternative<double>(like)) return std::strtod(value.c_str(), nullptr);
  if (std::holds_alternative<DType>(like)) return parse_dtype(value);
  if (std::holds_alternative<Tensor>(like))
    return std::get<Tensor>(parse_attrs(op, name + "=" + value).at(name));
  if (std::holds_alternative<KeepDims>(like))
    return value == "keep" || value == "keep_dims" ? keep_dims : drop_dims;
  if (std::holds_alternative<Ints>(like)) {
    Ints list;
    std::string item;
    std::istringstream in(value.substr(1, value.size() - 2));
    while (std::getline(in, item, ',')) list.push_back(std::stoll(item));
    return list;
  }
  return value.front() == '"' ? value.substr(1, value.size() - 2) : value;
}

Range parse_range(const std::string& value) {
  const std::size_t dots = value.find("..");
  return {std::stod(value.substr(0, dots)), std::stod(value.substr(dots + 2)), true};
}

// Distinct values in random order, at least `gap` apart, so that no tie or kink is near.
std::vector<double> spread(std::int64_t n, const Range& r, std::mt19937_64& rng) {
  std::vector<double> values;
  for (std::int64_t i = 0; i < n; ++i)
    values.push_back(r.low +
                     (r.high - r.low) * (static_cast<double>(i) + 0.5) / static_cast<double>(n) +
                     0.0131 * (r.high - r.low) / static_cast<double>(n));
  std::shuffle(values.begin(), values.end(), rng);
  return values;
}

Tensor draw(const TensorType& type, const Range& given, bool distinct, std::mt19937_64& rng) {
  Tensor t(type);
  Range r = given;
  if (!r.given && is_integer(type.dtype)) r = {0, 4, true};
  if (type.dtype == boolean) r = {0, 1, true};
  if (is_float(type.dtype) && distinct) {
    const std::vector<double> values = spread(type.num_elements(), r, rng);
    for (std::int64_t i = 0; i < type.num_elements(); ++i)
      t.set(i, values[static_cast<std::size_t>(i)]);
    return t;
  }
  std::uniform_real_distribution<double> real(r.low, r.high);
  std::uniform_int_distribution<std::int64_t> whole(
      static_cast<std::int64_t>(r.low),
      std::max(static_cast<std::int64_t>(r.low),
               static_cast<std::int64_t>(r.high) - (given.given || type.dtype == boolean ? 0 : 1)));
  for (std::int64_t i = 0; i < type.num_elements(); ++i)
    t.set(i, is_float(type.dtype) ? real(rng) : static_cast<double>(whole(rng)));
  return t;
}

}  // namespace

ParsedSample parse_sample(const OpDef& op, const std::string& sample) {
  ParsedSample p;
  std::istringstream in(sample);
  for (std::string word; in >> word;) {
    const std::size_t equals = word.find('=');
    const std::string key = word.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
    if (word == "-") {
      p.inputs.push_back(std::nullopt);
    } else if (word == "kinks") {
      p.kinks = true;
    } else if (word == "nograd") {
      p.nograd = true;
    } else if (equals == std::string::npos) {
      p.inputs.push_back(parse_tensor_type(word));
    } else if (key == "range") {
      p.ranges[-1] = parse_range(value);
    } else if (key.starts_with("range") && key.size() == 6) {
      p.ranges[key[5] - '0'] = parse_range(value);
    } else {
      const auto it = std::find_if(op.attrs.begin(), op.attrs.end(),
                                   [&](const AttrDef& a) { return a.name == key; });
      if (it == op.attrs.end())
        throw std::logic_error(
            fmt::format("{}: sample \"{}\": no attribute {}", op.name, sample, key));
      p.attrs[key] = parse_attr(op, key, value, it->default_value);
    }
  }
  return p;
}

Range ParsedSample::range_of(int input) const {
  for (int key : {input, -1})
    if (const auto it = ranges.find(key); it != ranges.end()) return it->second;
  return {};
}

std::string name_of(const Case& c) { return c.op->name + " \"" + c.sample + "\""; }

Case make_case(const OpDef& op, const std::string& sample, DType as_float) {
  const ParsedSample p = parse_sample(op, sample);
  Case c{&op, sample, {}, {}, !p.nograd && op.no_grad.empty()};
  std::mt19937_64 rng(std::hash<std::string>{}(op.name + sample));
  Builder g;
  Values values;
  bool any_float = false;
  for (std::size_t i = 0; i < p.inputs.size(); ++i) {
    if (!p.inputs[i]) {
      values.emplace_back();
      continue;
    }
    TensorType type = *p.inputs[i];
    if (as_float != boolean && is_float(type.dtype)) type.dtype = as_float;
    any_float |= is_float(type.dtype);
    values.push_back(g.input(std::to_string(i), type));
    c.inputs.push_back(draw(type, p.range_of(static_cast<int>(i)), p.kinks, rng));
  }
  const Values outputs = g.emit(op, values, p.attrs);
  bool float_output = false;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    g.output(std::to_string(i), outputs[i]);
    float_output |= is_float(outputs[i].dtype());
  }
  c.differentiable = c.differentiable && any_float && float_output;
  c.graph = g.take();
  return c;
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const OpDef& op : op_registry().all())
    for (const std::string& s : op.samples) cases.push_back(make_case(op, s, boolean));
  return cases;
}

std::vector<Case> differentiable_cases() {
  std::vector<Case> cases;
  for (const OpDef& op : op_registry().all())
    for (const std::string& s : op.samples) {
      if (!op.no_grad.empty() || s.find("nograd") != std::string::npos) continue;
      Case c = make_case(op, s, f64);
      if (c.differentiable) cases.push_back(std::move(c));
    }
  return cases;
}

std::vector<Tensor> run_reference(const Graph& graph, std::vector<Tensor> inputs) {
  const auto plan = compile(graph, {.backend = &reference_backend(), .passes = {.skip = {"all"}}});
  State none;
  return Executor().run(*plan, inputs, none).outputs;
}

}  // namespace ingot::testing
