#include "formats/safetensors.h"

#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "base/files.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr std::size_t kLengthBytes = 8;
// The limit of the format's own library: a header is never read into memory beyond it.
constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;
constexpr const char* kMetadata = "__metadata__";

constexpr std::pair<const char*, DType> kDTypes[] = {{"F64", f64}, {"F32", f32}, {"BF16", bf16},
                                                     {"F16", f16}, {"I64", i64}, {"I32", i32},
                                                     {"U8", u8},   {"I8", i8},   {"BOOL", boolean}};

Error bad(const Text& what) {
  return Error("bad_safetensors", text("not a valid safetensors file: {}",
                                       "不是有效的 safetensors 文件: {1}", what.en, what.zh))
      .fix(text("fetch or write the file again", "请重新获取或生成该文件"));
}

const char* dtype_name(DType dtype) {
  for (const auto& [name, d] : kDTypes)
    if (d == dtype) return name;
  return "";
}

struct Entry {
  std::string name;
  TensorType type;
  std::uint64_t begin = 0, end = 0;
};

std::uint64_t unsigned_number(const json& value, const std::string& name) {
  if (!value.is_number_unsigned())
    throw bad(text("tensor \"{}\" has a size or offset that is not a whole number",
                   "张量 \"{}\" 的大小或偏移不是整数", name));
  return value.get<std::uint64_t>();
}

Shape parse_shape(const json& dims, const std::string& name) {
  if (!dims.is_array() || dims.size() > static_cast<std::size_t>(Shape::kMaxRank))
    throw bad(text("tensor \"{}\" has no shape of at most {} axes",
                   "张量 \"{}\" 的形状无效或超过 {} 轴", name, Shape::kMaxRank));
  Shape shape;
  for (const json& d : dims) {
    const std::uint64_t size = unsigned_number(d, name);
    if (size > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      throw bad(text("tensor \"{}\" is too large", "张量 \"{}\" 过大", name));
    shape.push_back(static_cast<std::int64_t>(size));
  }
  return shape;
}

// Bytes of a tensor, or a failure where they do not fit 64 bits.
std::uint64_t checked_bytes(const TensorType& type, const std::string& name) {
  std::uint64_t bytes = size_bytes(type.dtype);
  for (std::int64_t d : type.shape)
    if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(d), &bytes))
      throw bad(text("tensor \"{}\" is too large", "张量 \"{}\" 过大", name));
  return bytes;
}

Entry parse_entry(const std::string& name, const json& value) {
  if (!value.is_object() || value.size() != 3 || !value.contains("dtype") ||
      !value.contains("shape") || !value.contains("data_offsets") || !value["dtype"].is_string())
    throw bad(text("tensor \"{}\" needs exactly dtype, shape and data_offsets",
                   "张量 \"{}\" 须恰好含 dtype, shape 和 data_offsets", name));
  const auto& given = value["dtype"].get_ref<const std::string&>();
  const auto* known = std::find_if(std::begin(kDTypes), std::end(kDTypes),
                                   [&](const auto& d) { return given == d.first; });
  if (known == std::end(kDTypes))
    throw bad(text("tensor \"{}\" has the element type \"{}\", which is not supported",
                   "张量 \"{}\" 的元素类型 \"{}\" 不受支持", name, given))
        .expected(text("F64, F32, BF16, F16, I64, I32, U8, I8 or BOOL",
                       "F64, F32, BF16, F16, I64, I32, U8, I8 或 BOOL"));
  const json& offsets = value["data_offsets"];
  if (!offsets.is_array() || offsets.size() != 2)
    throw bad(
        text("tensor \"{}\" needs two data_offsets", "张量 \"{}\" 须有两个 data_offsets", name));
  Entry e{name,
          {known->second, parse_shape(value["shape"], name)},
          unsigned_number(offsets[0], name),
          unsigned_number(offsets[1], name)};
  const std::uint64_t bytes = checked_bytes(e.type, name);
  if (e.begin > e.end || e.end - e.begin != bytes)
    throw bad(text("tensor \"{}\" is {} but its data lie at {} to {}",
                   "张量 \"{}\" 的类型为 {}, 而数据位于 {} 至 {}", name, to_string(e.type), e.begin,
                   e.end));
  return e;
}

json parse_header(std::span<const std::byte> bytes) {
  const char* begin = reinterpret_cast<const char*>(bytes.data());
  // The parser would keep the last of equal keys; here each name may come once.
  std::set<std::string> keys;
  const auto once = [&](int depth, json::parse_event_t event, json& value) {
    if (event == json::parse_event_t::key && depth == 1 &&
        !keys.insert(value.get<std::string>()).second)
      throw bad(text("\"{}\" is in the header twice", "\"{}\" 在文件头中出现两次",
                     value.get<std::string>()));
    return true;
  };
  json header;
  try {
    header = json::parse(begin, begin + bytes.size(), once);
  } catch (const json::exception& e) {
    throw bad(text("its header is not JSON ({})", "文件头不是 JSON ({})", e.what()));
  }
  if (!header.is_object())
    throw bad(text("its header is not a JSON object", "文件头不是 JSON 对象"));
  return header;
}

std::map<std::string, std::string> parse_metadata(const json& value) {
  std::map<std::string, std::string> metadata;
  const bool strings =
      value.is_object() &&
      std::all_of(value.begin(), value.end(), [](const json& v) { return v.is_string(); });
  if (!strings) throw bad(text("{} must hold strings only", "{} 只能包含字符串", kMetadata));
  for (const auto& [key, v] : value.items()) metadata[key] = v.get<std::string>();
  return metadata;
}

// The tensors must fill the data section: in the order of their offsets, each begins where the
// former one ends. This excludes overlaps and hidden bytes.
void check_offsets(std::vector<Entry>& entries, std::uint64_t data_bytes) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  std::uint64_t at = 0;
  for (const Entry& e : entries) {
    if (e.begin != at)
      throw bad(text("tensor \"{}\" begins at {} where {} was due: tensors overlap or leave a gap",
                     "张量 \"{}\" 起始于 {}, 应为 {}: 张量重叠或留有空隙", e.name, e.begin, at));
    at = e.end;
  }
  if (at != data_bytes)
    throw bad(text("its tensors take {} bytes, the file has {}",
                   "张量共占 {} 字节, 文件中有 {} 字节", at, data_bytes));
}

// A file before it is put together: its header, and the tensors that follow it.
struct Layout {
  std::string header;
  std::vector<const Tensor*> tensors;

  [[nodiscard]] std::vector<std::string_view> parts() const {
    std::vector<std::string_view> parts{header};
    for (const Tensor* t : tensors)
      parts.emplace_back(static_cast<const char*>(t->raw()), t->bytes());
    return parts;
  }
};

Layout layout_of(const std::map<std::string, Tensor>& tensors,
                 const std::map<std::string, std::string>& metadata) {
  std::vector<const std::pair<const std::string, Tensor>*> order;
  for (const auto& entry : tensors) order.push_back(&entry);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    return size_bytes(a->second.dtype()) > size_bytes(b->second.dtype());
  });

  json header = json::object();
  if (!metadata.empty()) header[kMetadata] = metadata;
  Layout layout;
  std::size_t data_bytes = 0;
  for (const auto* entry : order) {
    const auto& [name, tensor] = *entry;
    if (name == kMetadata)
      throw bad(text("a tensor cannot be called {}", "张量不能命名为 {}", kMetadata));
    header[name] = {{"dtype", dtype_name(tensor.dtype())},
                    {"shape", tensor.shape().to_vector()},
                    {"data_offsets", {data_bytes, data_bytes + tensor.bytes()}}};
    data_bytes += tensor.bytes();
    layout.tensors.push_back(&tensor);
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  for (std::size_t i = 0; i < kLengthBytes; ++i)
    layout.header.push_back(static_cast<char>(text.size() >> (8 * i) & 0xff));
  layout.header += text;
  return layout;
}

Tensor make_tensor(const TensorType& type, const std::byte* data,
                   const std::shared_ptr<void>& owner) {
  const bool aligned = reinterpret_cast<std::uintptr_t>(data) % size_bytes(type.dtype) == 0;
  if (owner && aligned && type.bytes() > 0)
    return Tensor::view_of(type, owner, const_cast<std::byte*>(data));
  Tensor t(type);
  if (type.bytes() > 0) std::memcpy(t.mutable_raw(), data, type.bytes());
  return t;
}

}  // namespace

std::string write_safetensors(const std::map<std::string, Tensor>& tensors,
                              const std::map<std::string, std::string>& metadata) {
  const Layout layout = layout_of(tensors, metadata);
  std::string bytes;
  for (const std::string_view part : layout.parts()) bytes += part;
  return bytes;
}

Safetensors read_safetensors(std::span<const std::byte> bytes, std::shared_ptr<void> owner) {
  if (bytes.size() < kLengthBytes)
    throw bad(text("it has {} bytes, too few for a header", "仅有 {} 字节, 不足以容纳文件头",
                   bytes.size()));
  std::uint64_t header_bytes = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i)
    header_bytes |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
  if (header_bytes > kMaxHeaderBytes || header_bytes > bytes.size() - kLengthBytes)
    throw bad(text("it announces a header of {} bytes; the file has {}",
                   "声明的文件头为 {} 字节, 而文件共 {} 字节", header_bytes, bytes.size()));
  const json header = parse_header(bytes.subspan(kLengthBytes, header_bytes));
  const auto data = bytes.subspan(kLengthBytes + header_bytes);

  Safetensors result;
  std::vector<Entry> entries;
  for (const auto& [name, value] : header.items()) {
    if (name == kMetadata)
      result.metadata = parse_metadata(value);
    else
      entries.push_back(parse_entry(name, value));
  }
  check_offsets(entries, data.size());
  for (const Entry& e : entries)
    result.tensors.emplace(e.name, make_tensor(e.type, data.data() + e.begin, owner));
  return result;
}

void save_safetensors(const std::filesystem::path& path,
                      const std::map<std::string, Tensor>& tensors,
                      const std::map<std::string, std::string>& metadata) {
  write_file(path, layout_of(tensors, metadata).parts());
}

Safetensors load_safetensors(const std::filesystem::path& path) {
  const auto file = std::make_shared<MappedFile>(path);
  try {
    return read_safetensors(file->bytes(), file);
  } catch (Error& e) {
    throw std::move(e).where({path.string(), path.string()});
  }
}

}  // namespace ingot
