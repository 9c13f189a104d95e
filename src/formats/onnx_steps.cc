#include "formats/onnx_steps.h"

namespace ingot {
namespace {

// By Horner's rule; the constant term comes first.
std::string polynomial(OnnxSteps& s, const std::string& x, std::span<const double> coefficients) {
  std::string sum = s.number(coefficients.back());
  for (std::size_t i = coefficients.size() - 1; i-- > 0;)
    sum = s.add({"Add", {s.add({"Mul", {sum, x}}), s.number(coefficients[i])}});
  return sum;
}

}  // namespace

std::string OnnxSteps::next_name() {
  std::string name;
  do name = fmt::format("#p{}", next_++);
  while (taken_.contains(name));
  return name;
}

std::string OnnxSteps::add(const OnnxNode& node, std::string output) {
  if (output.empty()) output = next_name();
  onnx::NodeProto& proto = *graph_.add_node();
  proto.set_op_type(node.op_type);
  proto.set_name("columns" + output);
  if (!node.domain.empty()) proto.set_domain(node.domain);
  for (const std::string& in : node.inputs) proto.add_input(in);
  proto.add_output(output);
  for (const auto& [key, value] : node.attrs)
    set_onnx_attribute(*proto.add_attribute(), key, value);
  for (const auto& [key, values] : node.floats)
    set_onnx_attribute(*proto.add_attribute(), key, values);
  for (const auto& [key, values] : node.strings)
    set_onnx_attribute(*proto.add_attribute(), key, values);
  return output;
}

std::string OnnxSteps::constant(const Tensor& value) {
  std::string name = next_name();
  set_onnx_tensor(*graph_.add_initializer(), name, value);
  return name;
}

std::string OnnxSteps::number(double value) { return constant(Tensor::from<double>({value}, {})); }

std::string OnnxSteps::numbers(const std::vector<double>& values) {
  return constant(Tensor::from<double>(values, {std::ssize(values)}));
}

std::string OnnxSteps::cast(const std::string& value, DType dtype) {
  return add({"Cast", {value}, {{"to", std::int64_t{onnx_dtype(dtype)}}}});
}

std::string OnnxSteps::one_hot(const std::string& value, const std::string& among) {
  return cast(add({"Equal", {value, among}}), f32);
}

std::string OnnxSteps::unless(const std::string& condition, const std::string& value,
                              const std::string& otherwise) {
  return add({"Where", {condition, otherwise, value}});
}

std::string OnnxSteps::joined(const std::vector<std::string>& values) {
  if (values.size() == 1) return values[0];
  return add({"Concat", values, {{"axis", std::int64_t{1}}}});
}

std::string normal_deviates(OnnxSteps& s, const std::string& shares) {
  constexpr double kA[] = {3.3871328727963666080e0, 1.3314166789178437745e2,
                           1.9715909503065514427e3, 1.3731693765509461125e4,
                           4.5921953931549871457e4, 6.7265770927008700853e4,
                           3.3430575583588128105e4, 2.5090809287301226727e3};
  constexpr double kB[] = {1.0,
                           4.2313330701600911252e1,
                           6.8718700749205790830e2,
                           5.3941960214247511077e3,
                           2.1213794301586595867e4,
                           3.9307895800092710610e4,
                           2.8729085735721942674e4,
                           5.2264952788528545610e3};
  constexpr double kC[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                           5.76949722146069140550e0,  3.64784832476320460504e0,
                           1.27045825245236838258e0,  2.41780725177450611770e-1,
                           2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr double kD[] = {1.0,
                           2.05319162663775882187e0,
                           1.67638483018380384940e0,
                           6.89767334985100004550e-1,
                           1.48103976427480074590e-1,
                           1.51986665636164571966e-2,
                           5.47593808499534494600e-4,
                           1.05075007164441684324e-9};
  constexpr double kMiddle = 0.425, kOfMiddle = 0.180625, kOfTails = 1.6;
  const std::string q = s.add({"Sub", {shares, s.number(0.5)}});
  const std::string r = s.add({"Sub", {s.number(kOfMiddle), s.add({"Mul", {q, q}})}});
  const std::string middle =
      s.add({"Mul", {q, s.add({"Div", {polynomial(s, r, kA), polynomial(s, r, kB)}})}});
  const std::string distance = s.add({"Abs", {q}});
  const std::string tail = s.add({"Sub", {s.number(0.5), distance}});
  const std::string root = s.add(
      {"Sub", {s.add({"Sqrt", {s.add({"Neg", {s.add({"Log", {tail}})}})}}), s.number(kOfTails)}});
  const std::string far = s.add({"Div", {polynomial(s, root, kC), polynomial(s, root, kD)}});
  const std::string is_left = s.add({"Less", {q, s.number(0)}});
  const std::string tails = s.add({"Where", {is_left, s.add({"Neg", {far}}), far}});
  const std::string is_far = s.add({"Greater", {distance, s.number(kMiddle)}});
  return s.add({"Where", {is_far, tails, middle}});
}

}  // namespace ingot
