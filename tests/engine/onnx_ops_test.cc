// Every op through an ONNX file and back.
#include <gtest/gtest.h>

#include <iostream>

#include "formats/onnx.h"
#include "tests/onnx/onnx_case.h"

namespace ingot::testing {
namespace {

std::span<const std::byte> bytes_of(const std::string& file) {
  return std::as_bytes(std::span(file));
}

enum class Way { row, function, training_only };

// How the sample is said in ONNX; its results after the round trip have the same bits.
Way check_round_trip(const Case& c) {
  const Graph graph = with_onnx_names(c);
  std::string file;
  try {
    file = write_onnx(graph, {});
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "not_exportable") << e.what();
    EXPECT_TRUE(c.op->traits.has(Trait::training_only)) << e.what();
    return Way::training_only;
  }
  EXPECT_EQ(file, write_onnx(graph, {}));
  EXPECT_EQ(check_onnx(bytes_of(file)), "");
  const Graph again = read_onnx(bytes_of(file), 1).graph;
  verify(again);
  const std::vector<Tensor> expected = run_reference(graph, c.inputs);
  const std::vector<Tensor> got = run_reference(again, c.inputs);
  EXPECT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < std::min(got.size(), expected.size()); ++i)
    EXPECT_TRUE(bit_equal(got[i], expected[i])) << to_string(again);
  return file.find("attributes") == std::string::npos ? Way::row : Way::function;
}

TEST(EveryOp, ComesBackFromOnnxBitForBit) {
  std::map<Way, std::map<std::string, int>> ops;
  int samples = 0;
  for (const Case& c : all_cases()) {
    SCOPED_TRACE(name_of(c));
    ++ops[check_round_trip(c)][c.op->name];
    ++samples;
  }
  for (const auto& [name, count] : ops[Way::row]) ops[Way::function].erase(name);
  std::cout << ops[Way::row].size() << " ops as rows of ONNX, " << ops[Way::function].size()
            << " as functions, " << ops[Way::training_only].size() << " in training only; "
            << samples << " samples\n";
  EXPECT_GE(ops[Way::row].size(), 80u);
  EXPECT_GE(ops[Way::function].size(), 30u);
}

}  // namespace
}  // namespace ingot::testing
