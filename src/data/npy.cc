#include "data/npy.h"

#include <cstring>
#include <limits>

#include "data/npy_header.h"

namespace ingot {
namespace {

Error bad_npy(const std::string& name, const Text& what) {
  return Error("bad_npy", {name + ": " + what.en, name + ": " + what.zh})
      .expected(text("an array of numbers as numpy.save writes it", "numpy.save 写出的数值数组"))
      .fix(text("save it again with numpy.save or numpy.savez, as integers or floats",
                "请用 numpy.save 或 numpy.savez 以整数或浮点数重新保存"));
}

struct Element {
  std::string_view name;  ///< kind and bytes
  DType dtype;            ///< that it becomes
  std::size_t bytes;
};
constexpr Element kElements[] = {{"b1", boolean, 1}, {"i1", i8, 1},  {"u1", u8, 1},
                                 {"i2", i32, 2},     {"u2", i32, 2}, {"i4", i32, 4},
                                 {"u4", i64, 4},     {"i8", i64, 8}, {"u8", i64, 8},
                                 {"f2", f16, 2},     {"f4", f32, 4}, {"f8", f64, 8}};

void read_exactly(const NpySource& source, void* out, std::size_t count) {
  if (source.read(static_cast<char*>(out), count) != count)
    throw bad_npy(source.name, text("it is cut off", "文件不完整"));
}

// Element by element, from `In` to the tensor's type.
template <class In, class Out>
void widen(const std::vector<char>& bytes, Tensor& tensor, const std::string& name) {
  const std::span<Out> out = tensor.mutable_data<Out>();
  for (std::size_t i = 0; i < out.size(); ++i) {
    In value;
    std::memcpy(&value, bytes.data() + i * sizeof(In), sizeof(In));
    if constexpr (std::is_same_v<In, std::uint64_t>)
      if (value > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
        throw bad_npy(name, text("element {} is {}, above the range of 64-bit integers",
                                 "第 {} 个元素为 {}, 超出 64 位整数范围", i, value));
    out[i] = static_cast<Out>(value);
  }
}

void swap_bytes(char* bytes, std::size_t count, std::size_t element_bytes) {
  for (std::size_t i = 0; i < count; ++i, bytes += element_bytes)
    std::reverse(bytes, bytes + element_bytes);
}

// `in` lies with its first axis fastest: its shape, read backwards, is `in.shape()`.
Tensor to_c_order(const Tensor& in) {
  const std::vector<std::int64_t> reversed = in.shape().to_vector();
  const Shape shape(std::vector<std::int64_t>(reversed.rbegin(), reversed.rend()));
  Tensor out(in.dtype(), shape);
  const std::size_t bytes = size_bytes(in.dtype());
  const auto strides = in.shape().strides();
  const auto* from = static_cast<const char*>(in.raw());
  auto* to = static_cast<char*>(out.mutable_raw());
  std::array<std::int64_t, Shape::kMaxRank> at{};
  for (std::int64_t i = 0; i < out.num_elements(); ++i, to += bytes) {
    std::int64_t source = 0;
    for (int a = 0; a < shape.rank(); ++a)
      source +=
          at[static_cast<std::size_t>(a)] * strides[static_cast<std::size_t>(shape.rank() - 1 - a)];
    std::memcpy(to, from + static_cast<std::size_t>(source) * bytes, bytes);
    for (int a = shape.rank() - 1; a >= 0 && ++at[static_cast<std::size_t>(a)] == shape[a]; --a)
      at[static_cast<std::size_t>(a)] = 0;
  }
  return out;
}

Tensor read_elements(const NpySource& source, const Element& element, const Shape& shape,
                     char byte_order) {
  Tensor tensor(element.dtype, shape);
  const auto count = static_cast<std::size_t>(tensor.num_elements());
  if (count == 0) return tensor;
  if (size_bytes(element.dtype) == element.bytes && element.name != "u8") {
    auto* bytes = static_cast<char*>(tensor.mutable_raw());
    read_exactly(source, bytes, tensor.bytes());
    if (byte_order == '>') swap_bytes(bytes, count, element.bytes);
    if (element.dtype == boolean)
      std::transform(bytes, bytes + count, bytes, [](char c) { return c == 0 ? '\0' : '\1'; });
    return tensor;
  }
  std::vector<char> bytes(count * element.bytes);
  read_exactly(source, bytes.data(), bytes.size());
  if (byte_order == '>') swap_bytes(bytes.data(), count, element.bytes);
  if (element.name == "i2") widen<std::int16_t, std::int32_t>(bytes, tensor, source.name);
  if (element.name == "u2") widen<std::uint16_t, std::int32_t>(bytes, tensor, source.name);
  if (element.name == "u4") widen<std::uint32_t, std::int64_t>(bytes, tensor, source.name);
  if (element.name == "u8") widen<std::uint64_t, std::int64_t>(bytes, tensor, source.name);
  return tensor;
}

// The dictionary, and how many bytes come before the elements.
std::pair<std::string, std::size_t> read_dictionary(const NpySource& source) {
  constexpr std::size_t kMaxHeaderBytes = 1 << 16;
  unsigned char magic[12] = {};
  read_exactly(source, magic, 8);
  if (std::memcmp(magic, "\x93NUMPY", 6) != 0 || magic[6] < 1 || magic[6] > 3)
    throw bad_npy(source.name, text("it does not begin like an .npy file", "开头不符合 .npy 格式"));
  const std::size_t length_bytes = magic[6] == 1 ? 2 : 4;
  read_exactly(source, magic + 8, length_bytes);
  std::size_t length = 0;
  for (std::size_t i = length_bytes; i-- > 0;) length = length << 8 | magic[8 + i];
  if (length > kMaxHeaderBytes)
    throw bad_npy(source.name, text("its header is {} bytes long", "文件头长达 {} 字节", length));
  std::string dictionary(length, '\0');
  read_exactly(source, dictionary.data(), length);
  return {dictionary, 8 + length_bytes + length};
}

}  // namespace

Tensor read_npy(const NpySource& source) {
  const auto [dictionary, header_bytes] = read_dictionary(source);
  const std::optional<NpyHeader> header = parse_npy_header(dictionary);
  if (!header)
    throw bad_npy(source.name, text("its header is not that of a plain array (records?)",
                                    "文件头不是普通数组 (结构化数组?)"));
  const std::string_view name =
      std::string_view(header->element).substr(std::min<std::size_t>(1, header->element.size()));
  const Element* element = std::ranges::find(kElements, name, &Element::name);
  const char byte_order = header->element.empty() ? '\0' : header->element[0];
  if (element == std::end(kElements) || std::string_view("<>|=").find(byte_order) == name.npos)
    throw bad_npy(source.name, text("its elements are of type '{}'{}", "元素类型为 '{}'{}",
                                    header->element, name.starts_with("U") ? " (text)" : ""));
  std::uint64_t bytes = element->bytes;
  for (const std::int64_t size : header->shape)
    if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size), &bytes))
      throw bad_npy(source.name, text("its sizes are absurd", "其大小不合理"));
  if (source.size_bytes < header_bytes || bytes != source.size_bytes - header_bytes)
    throw bad_npy(source.name,
                  text("it holds {} bytes where its header {}{} promises {}",
                       "实有 {} 字节, 而文件头 {}{} 声明为 {}", source.size_bytes, header->element,
                       to_string(header->shape), header_bytes + bytes));
  if (header->order == ArrayOrder::c || header->shape.rank() < 2)
    return read_elements(source, *element, header->shape, byte_order);
  const std::vector<std::int64_t> shape = header->shape.to_vector();
  return to_c_order(read_elements(source, *element,
                                  Shape(std::vector<std::int64_t>(shape.rbegin(), shape.rend())),
                                  byte_order));
}

Tensor parse_npy(std::string_view bytes, const std::string& name) {
  const std::uint64_t size = bytes.size();
  return read_npy({name, size, [&](char* out, std::size_t count) {
                     const std::size_t n = std::min(count, bytes.size());
                     std::memcpy(out, bytes.data(), n);
                     bytes.remove_prefix(n);
                     return n;
                   }});
}

}  // namespace ingot
