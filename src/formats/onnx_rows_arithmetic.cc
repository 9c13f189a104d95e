// Rows of arithmetic where ONNX leaves open what ours defines.
#include <cmath>

#include "formats/onnx_rows.h"

namespace ingot {
namespace {

std::string full(OnnxSink& sink, DType dtype, double value) {
  return sink.constant(Tensor::full({dtype, {}}, value));
}

// b without its zeros, which would end the program that runs the file.
struct Divisor {
  std::string is_zero, safe;
};
Divisor divisor(const NodeView& n, OnnxSink& sink) {
  const DType dtype = n.input_type(1).dtype;
  const std::string is_zero = sink.node({"Equal", {sink.input(1), full(sink, dtype, 0)}});
  return {is_zero, sink.node({"Where", {is_zero, full(sink, dtype, 1), sink.input(1)}})};
}

bool write_div(const NodeView& n, OnnxSink& sink) {
  if (!is_float(n.input_type(0).dtype)) return false;
  sink.finish({"Div", {sink.input(0), sink.input(1)}});
  return true;
}

// Whole numbers by zero give 0.
void write_whole_div(const NodeView& n, OnnxSink& sink) {
  const Divisor b = divisor(n, sink);
  const std::string quotient = sink.node({"Div", {sink.input(0), b.safe}});
  sink.finish({"Where", {b.is_zero, full(sink, n.input_type(0).dtype, 0), quotient}});
}

// a - b floor(a / b). For whole numbers that is ONNX's Mod, and 0 where b is.
void write_remainder(const NodeView& n, OnnxSink& sink) {
  const std::string a = sink.input(0);
  if (is_float(n.input_type(0).dtype)) {
    const std::string whole = sink.node({"Floor", {sink.node({"Div", {a, sink.input(1)}})}});
    return sink.finish({"Sub", {a, sink.node({"Mul", {sink.input(1), whole}})}});
  }
  sink.finish({"Mod", {a, divisor(n, sink).safe}});
}

bool write_clamp(const NodeView& n, OnnxSink& sink) {
  const DType dtype = n.input_type(0).dtype;
  sink.finish(
      {"Clip",
       {sink.input(0), full(sink, dtype, n.number("low")), full(sink, dtype, n.number("high"))}});
  return true;
}

Values read_clamp(const OnnxSource& s, Builder& g) {
  const auto limit = [&](int i, double otherwise) {
    if (!s.has_input(i)) return otherwise;
    const Tensor t = s.constant(i);
    s.require(t.num_elements() == 1, text("has a limit that is no scalar", "的界限不是标量"));
    return t.dtype() == f32 ? widened_decimal(static_cast<float>(t.at(0))) : t.at(0);
  };
  return {g.clamp(s.input(0), limit(1, -HUGE_VAL), limit(2, HUGE_VAL))};
}

Values fold(const OnnxSource& s, Builder& g, const char* op) {
  Value y = s.input(0);
  for (int i = 1; i < s.num_inputs(); ++i) y = g.emit1(op, {y, s.input(i)});
  return {y};
}
Values read_sum_of(const OnnxSource& s, Builder& g) { return fold(s, g, "add"); }
Values read_max_of(const OnnxSource& s, Builder& g) { return fold(s, g, "maximum"); }
Values read_min_of(const OnnxSource& s, Builder& g) { return fold(s, g, "minimum"); }

}  // namespace

void add_arithmetic_rows(std::vector<OnnxRow>& rows) {
  rows.insert(rows.end(), {
                              {"div", "Div", write_div, nullptr, write_whole_div},
                              {"remainder", "", nullptr, nullptr, write_remainder},
                              {"clamp", "Clip", write_clamp, read_clamp},
                              {"", "Sum", nullptr, read_sum_of},
                              {"", "Max", nullptr, read_max_of},
                              {"", "Min", nullptr, read_min_of},
                          });
}

}  // namespace ingot
