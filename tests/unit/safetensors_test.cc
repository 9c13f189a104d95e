// safetensors: what is written comes back, and damaged files are refused.
#include <gtest/gtest.h>

#include <bit>
#include <cstring>

#include "base/rng.h"
#include "formats/safetensors.h"

namespace ingot {
namespace {

Safetensors read(const std::string& bytes) {
  return read_safetensors(std::as_bytes(std::span(bytes)));
}

// A file with this header and so many bytes of data.
std::string file_of(const std::string& header, std::size_t data_bytes) {
  const auto length = std::uint64_t{header.size()};
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + std::string(data_bytes, 'x');
}

std::string code_of(const std::string& bytes) {
  try {
    static_cast<void>(read(bytes));
    return "read";
  } catch (const Error& e) {
    return e.code();
  }
}

std::map<std::string, Tensor> some_tensors() {
  return {{"a/kernel", Tensor::from<float>({1, 2, 3, 4, 5, 6}, {2, 3})},
          {"step", Tensor::scalar<std::int64_t>(7)},
          {"mask", Tensor::from<std::uint8_t>({1, 0, 1}, {3})},
          {"none", Tensor(f64, {0, 4})}};
}

TEST(Safetensors, ComeBackBitForBitWithTheirMetadata) {
  const auto tensors = some_tensors();
  const Safetensors back = read(write_safetensors(tensors, {{"made by", "a test \"\\"}}));
  ASSERT_EQ(back.tensors.size(), tensors.size());
  for (const auto& [name, t] : tensors) EXPECT_TRUE(bit_equal(t, back.tensors.at(name))) << name;
  EXPECT_EQ(back.metadata.at("made by"), "a test \"\\");
}

TEST(Safetensors, OfEqualContentAreEqualBytes) {
  EXPECT_EQ(write_safetensors(some_tensors()), write_safetensors(some_tensors()));
}

TEST(Safetensors, AreRefusedWhenSizesDoNotMatch) {
  const auto entry = [](const std::string& offsets) {
    return R"({"t":{"dtype":"F32","shape":[2],"data_offsets":)" + offsets + "}}";
  };
  EXPECT_EQ(code_of(file_of(entry("[0,8]"), 8)), "read");
  EXPECT_EQ(code_of(file_of(entry("[0,8]"), 7)), "bad_safetensors");    // cut off
  EXPECT_EQ(code_of(file_of(entry("[0,8]"), 9)), "bad_safetensors");    // more than the header says
  EXPECT_EQ(code_of(file_of(entry("[0,4]"), 4)), "bad_safetensors");    // too short for the shape
  EXPECT_EQ(code_of(file_of(entry("[0,12]"), 12)), "bad_safetensors");  // too long for it
  EXPECT_EQ(code_of(file_of(entry("[4,12]"), 12)), "bad_safetensors");  // a gap before it
  EXPECT_EQ(code_of(file_of(entry("[8,0]"), 8)), "bad_safetensors");
  EXPECT_EQ(code_of(file_of(entry("[0]"), 8)), "bad_safetensors");
  EXPECT_EQ(code_of(file_of(entry("[-8,0]"), 8)), "bad_safetensors");
}

TEST(Safetensors, AreRefusedWhenTheHeaderIsNotOne) {
  EXPECT_EQ(code_of(""), "bad_safetensors");
  EXPECT_EQ(code_of("short"), "bad_safetensors");
  EXPECT_EQ(code_of(std::string(8, '\xff') + "{}"), "bad_safetensors");
  for (const char* header :
       {"", "[]", "{", R"({"t":1})", R"({"t":{"dtype":"F32"}})",
        R"({"t":{"dtype":"F7","shape":[],"data_offsets":[0,0]}})",
        R"({"t":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})",
        R"({"t":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}})"})
    EXPECT_EQ(code_of(file_of(header, 4)), "bad_safetensors") << header;
}

TEST(Safetensors, OverlappingTensorsAreRefused) {
  EXPECT_EQ(code_of(file_of(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
                            R"("b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}})",
                            6)),
            "bad_safetensors");
}

TEST(Safetensors, DamagedAtRandomAreReadOrRefused) {
  const std::string whole = write_safetensors(some_tensors(), {{"k", "v"}});
  int refused = 0;
  for (std::uint32_t i = 0; i < 20000; ++i) {
    const PhiloxCounter r = philox4x32({i, 0, 0, 0}, {3, 5});
    std::string bytes = whole;
    if (r[0] % 4 == 0) bytes.resize(r[1] % bytes.size());
    for (std::uint32_t k = 0; k <= r[2] % 3 && !bytes.empty(); ++k) {
      const PhiloxCounter at = philox4x32({i, k, 1, 0}, {3, 5});
      bytes[at[0] % bytes.size()] = static_cast<char>(at[1]);
    }
    const std::string code = code_of(bytes);
    EXPECT_TRUE(code == "read" || code == "bad_safetensors") << code;
    refused += code != "read";
  }
  EXPECT_GT(refused, 5000);
}

}  // namespace
}  // namespace ingot
