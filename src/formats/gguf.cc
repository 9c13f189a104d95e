#include "formats/gguf.h"

#include <bit>
#include <cstring>

#include "base/files.h"

namespace ingot {
namespace {

Error bad_gguf(const Text& what) {
  return Error("bad_gguf", {"not a valid GGUF file: " + what.en, "GGUF 文件无效: " + what.zh})
      .fix(text("fetch or write the file again", "请重新获取或生成该文件"));
}

enum class GgufType : std::uint32_t {
  u8,
  i8,
  u16,
  i16,
  u32,
  i32,
  f32,
  boolean,
  string,
  array,
  u64,
  i64,
  f64
};

// Reads from the front; never beyond the end.
class GgufReader {
 public:
  explicit GgufReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <class T>
  T number() {
    need(sizeof(T));
    T value;
    std::memcpy(&value, bytes_.data(), sizeof(T));
    bytes_ = bytes_.subspan(sizeof(T));
    return value;
  }
  std::string string() {
    const auto size = number<std::uint64_t>();
    need(size);
    std::string value(reinterpret_cast<const char*>(bytes_.data()), size);
    bytes_ = bytes_.subspan(size);
    return value;
  }
  // How many elements follow, each of at least so many bytes.
  std::size_t count(std::uint64_t wanted, std::size_t least_bytes) {
    if (wanted > bytes_.size() / least_bytes) need(~std::uint64_t{0});
    return wanted;
  }

 private:
  void need(std::uint64_t size) const {
    if (size > bytes_.size()) throw bad_gguf(text("it is cut off", "文件不完整"));
  }
  std::span<const std::byte> bytes_;
};

template <class Number, class Wide>
std::vector<Wide> numbers(GgufReader& reader, std::uint64_t size) {
  std::vector<Wide> values(reader.count(size, sizeof(Number)));
  for (auto&& value : values) value = static_cast<Wide>(reader.number<Number>());
  return values;
}

bool truth(GgufReader& reader) { return reader.number<std::uint8_t>() != 0; }

[[noreturn]] void unknown_type(GgufType type) {
  throw bad_gguf(text("a value has the type {}, which there is not", "某个值的类型 {} 不存在",
                      static_cast<std::uint32_t>(type)));
}

GgufValue read_array(GgufReader& reader) {
  const auto type = static_cast<GgufType>(reader.number<std::uint32_t>());
  const auto size = reader.number<std::uint64_t>();
  switch (type) {
    case GgufType::u8: return numbers<std::uint8_t, std::int64_t>(reader, size);
    case GgufType::i8: return numbers<std::int8_t, std::int64_t>(reader, size);
    case GgufType::u16: return numbers<std::uint16_t, std::int64_t>(reader, size);
    case GgufType::i16: return numbers<std::int16_t, std::int64_t>(reader, size);
    case GgufType::u32: return numbers<std::uint32_t, std::int64_t>(reader, size);
    case GgufType::i32: return numbers<std::int32_t, std::int64_t>(reader, size);
    case GgufType::u64: return numbers<std::uint64_t, std::int64_t>(reader, size);
    case GgufType::i64: return numbers<std::int64_t, std::int64_t>(reader, size);
    case GgufType::f32: return numbers<float, double>(reader, size);
    case GgufType::f64: return numbers<double, double>(reader, size);
    case GgufType::boolean: {
      std::vector<bool> values(reader.count(size, 1));
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = truth(reader);
      return values;
    }
    case GgufType::string: {
      std::vector<std::string> values(reader.count(size, sizeof(std::uint64_t)));
      for (std::string& value : values) value = reader.string();
      return values;
    }
    case GgufType::array:
      throw bad_gguf(text("an array of arrays is not supported", "不支持数组的数组"));
  }
  unknown_type(type);
}

GgufValue read_value(GgufReader& reader) {
  const auto type = static_cast<GgufType>(reader.number<std::uint32_t>());
  switch (type) {
    case GgufType::u8: return std::int64_t{reader.number<std::uint8_t>()};
    case GgufType::i8: return std::int64_t{reader.number<std::int8_t>()};
    case GgufType::u16: return std::int64_t{reader.number<std::uint16_t>()};
    case GgufType::i16: return std::int64_t{reader.number<std::int16_t>()};
    case GgufType::u32: return std::int64_t{reader.number<std::uint32_t>()};
    case GgufType::i32: return std::int64_t{reader.number<std::int32_t>()};
    case GgufType::u64: return static_cast<std::int64_t>(reader.number<std::uint64_t>());
    case GgufType::i64: return reader.number<std::int64_t>();
    case GgufType::f32: return double{reader.number<float>()};
    case GgufType::f64: return reader.number<double>();
    case GgufType::boolean: return truth(reader);
    case GgufType::string: return reader.string();
    case GgufType::array: return read_array(reader);
  }
  unknown_type(type);
}

}  // namespace

GgufMetadata read_gguf(std::span<const std::byte> bytes) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::string_view kMagic = "GGUF";
  if (bytes.size() < kMagic.size() || std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) != 0)
    throw bad_gguf(text("it does not begin with GGUF", "开头不是 GGUF"));
  GgufReader reader(bytes.subspan(kMagic.size()));
  GgufMetadata metadata;
  metadata.version = reader.number<std::uint32_t>();
  if (metadata.version != 2 && metadata.version != 3)
    throw bad_gguf(text("it has version {}", "版本为 {}", metadata.version))
        .expected(text("version 2 or 3, with the low byte first", "版本 2 或 3, 低字节在前"));
  metadata.num_tensors = reader.number<std::uint64_t>();
  const auto num_values = reader.number<std::uint64_t>();
  for (std::uint64_t i = 0; i < num_values; ++i) {
    std::string key = reader.string();
    GgufValue value = read_value(reader);
    const auto [found, is_new] = metadata.values.emplace(std::move(key), std::move(value));
    if (!is_new) throw bad_gguf(text("it has \"{}\" twice", "\"{}\" 出现两次", found->first));
  }
  return metadata;
}

GgufMetadata load_gguf(const std::filesystem::path& path) {
  const MappedFile file(path);
  try {
    return read_gguf(file.bytes());
  } catch (Error& e) {
    throw std::move(e).where({path.string(), path.string()});
  }
}

}  // namespace ingot
