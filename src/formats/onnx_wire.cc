// Source   developers.google.com/protocol-buffers/docs/encoding; field numbers of onnx.proto
#include "formats/onnx_wire.h"

#include <optional>

namespace ingot {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::size_t kAlignment = 64, kLarge = 1024;
constexpr std::uint32_t kGraph = 7;                     // of ModelProto
constexpr std::uint32_t kInitializer = 5;               // of GraphProto
constexpr std::uint32_t kRawData = 9, kDocString = 12;  // of TensorProto

enum WireType : std::uint8_t { kVarint = 0, kFixed64 = 1, kSized = 2, kFixed32 = 5 };

std::string varint(std::uint64_t v) {
  std::string s;
  for (; v >= 0x80; v >>= 7) s.push_back(static_cast<char>(v | 0x80));
  s.push_back(static_cast<char>(v));
  return s;
}
// The beginning of a field with `size` bytes.
std::string sized(std::uint32_t field, std::size_t size) {
  return varint(field << 3 | kSized) + varint(size);
}

struct Field {
  std::uint32_t number;
  WireType type;
  Bytes whole, payload;  ///< payload: of sized fields
};

// The fields of one message. After `next` gave none, `ok` says whether that was the end.
class Fields {
 public:
  explicit Fields(Bytes message) : rest_(message) {}

  std::optional<Field> next() {
    if (rest_.empty() || !ok_) return std::nullopt;
    const Bytes begin = rest_;
    const std::uint64_t tag = read_varint();
    Field f{static_cast<std::uint32_t>(tag >> 3), static_cast<WireType>(tag & 7), {}, {}};
    switch (f.type) {
      case kVarint: read_varint(); break;
      case kFixed64: skip(8); break;
      case kFixed32: skip(4); break;
      case kSized: {
        const std::uint64_t size = read_varint();
        f.payload = rest_.first(std::min<std::uint64_t>(size, rest_.size()));
        skip(size);
        break;
      }
      default: ok_ = false;  // groups are long gone
    }
    if (!ok_) return std::nullopt;
    f.whole = begin.first(begin.size() - rest_.size());
    return f;
  }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  void skip(std::uint64_t size) {
    ok_ = ok_ && size <= rest_.size();
    if (ok_) rest_ = rest_.subspan(size);
  }
  std::uint64_t read_varint() {
    std::uint64_t v = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) break;
      const auto byte = static_cast<std::uint8_t>(rest_[0]);
      rest_ = rest_.subspan(1);
      v |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return v;
    }
    ok_ = false;
    return 0;
  }

  Bytes rest_;
  bool ok_ = true;
};

void append(std::string& to, Bytes bytes) {
  to.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

// A tensor without its large raw_data, which is handed out. False: its bytes are not in order.
bool strip_tensor(Bytes tensor, std::string& to, Bytes& raw) {
  Fields fields(tensor);
  while (const auto f = fields.next()) {
    const bool is_raw = f->number == kRawData && f->type == kSized;
    if (is_raw && !raw.empty()) return false;
    if (is_raw && f->payload.size() >= kLarge) {
      raw = f->payload;
      to += sized(kRawData, 0);
    } else {
      append(to, f->whole);
    }
  }
  return fields.ok();
}

bool strip_graph(Bytes graph, std::string& to, std::vector<Bytes>& raw) {
  Fields fields(graph);
  while (const auto f = fields.next()) {
    if (f->number != kInitializer || f->type != kSized) {
      append(to, f->whole);
      continue;
    }
    std::string tensor;
    if (!strip_tensor(f->payload, tensor, raw.emplace_back())) return false;
    to += sized(kInitializer, tensor.size()) + tensor;
  }
  return fields.ok();
}

// The file without large weights; none: its bytes are not in order, or not in one piece.
std::optional<std::string> strip_model(Bytes file, std::vector<Bytes>& raw) {
  std::string model;
  bool has_graph = false;
  Fields fields(file);
  while (const auto f = fields.next()) {
    if (f->number != kGraph || f->type != kSized) {
      append(model, f->whole);
      continue;
    }
    if (std::exchange(has_graph, true)) return std::nullopt;
    std::string graph;
    if (!strip_graph(f->payload, graph, raw)) return std::nullopt;
    model += sized(kGraph, graph.size()) + graph;
  }
  return fields.ok() && has_graph ? std::optional(model) : std::nullopt;
}

// One initializer as a field at the end of `body`, which begins at `first` of the file.
void append_initializer(onnx::TensorProto& tensor, std::size_t first, std::string& body) {
  if (tensor.raw_data().size() < kLarge) {
    body += sized(kInitializer, tensor.ByteSizeLong()) + tensor.SerializeAsString();
    return;
  }
  std::string raw;
  raw.swap(*tensor.mutable_raw_data());
  tensor.clear_raw_data();
  const std::string head = tensor.SerializeAsString(), raw_head = sized(kRawData, raw.size());
  // Found before 127: the size of the tensor gets another digit once at the most.
  for (std::size_t blanks = 0;; ++blanks) {
    const std::string doc = sized(kDocString, blanks) + std::string(blanks, ' ');
    const std::size_t before = head.size() + doc.size() + raw_head.size();
    const std::string begin = sized(kInitializer, before + raw.size());
    if ((first + body.size() + begin.size() + before) % kAlignment != 0) continue;
    body.append(begin).append(head).append(doc).append(raw_head).append(raw);
    break;
  }
  raw.swap(*tensor.mutable_raw_data());
}

// Whether a tensor may be a view of `raw`: aligned, with a vector's width to read beyond its end.
bool is_viewable(Bytes raw, Bytes file) {
  return !raw.empty() && reinterpret_cast<std::uintptr_t>(raw.data()) % kAlignment == 0 &&
         static_cast<std::size_t>((file.data() + file.size()) - (raw.data() + raw.size())) >=
             kAlignment;
}

}  // namespace

std::string serialize_onnx(onnx::ModelProto model) {
  const std::unique_ptr<onnx::GraphProto> graph(model.release_graph());
  // Where the weights begin depends on the digits of the graph's size, and that on the blanks.
  std::size_t digits = varint(graph->ByteSizeLong()).size();
  google::protobuf::RepeatedPtrField<onnx::TensorProto> initializers;
  initializers.Swap(graph->mutable_initializer());
  const std::string head = model.SerializeAsString(), tail = graph->SerializeAsString();
  for (;; ++digits) {
    const std::size_t first = head.size() + 1 + digits;
    std::string body;
    for (onnx::TensorProto& t : initializers) append_initializer(t, first, body);
    body += tail;
    std::string begin = head + sized(kGraph, body.size());
    if (begin.size() == first) return begin + body;
  }
}

OnnxParts parse_onnx(Bytes file, const std::shared_ptr<void>& owner) {
  OnnxParts parts;
  const auto parse = [&](const void* data, std::size_t size) {
    return parts.model.ParseFromArray(data, static_cast<int>(size)) && parts.model.has_graph();
  };
  const auto num = [&] { return static_cast<std::size_t>(parts.model.graph().initializer_size()); };
  std::vector<Bytes> raw;
  const auto stripped = strip_model(file, raw);
  if (!stripped || !parse(stripped->data(), stripped->size()) || raw.size() != num()) {
    if (!parse(file.data(), file.size()))
      throw bad_onnx(text("its bytes do not parse", "字节无法解析"));
    raw.assign(num(), {});
  }
  for (const Bytes bytes : raw)
    parts.raw.push_back({bytes, is_viewable(bytes, file) ? owner : nullptr});
  return parts;
}

}  // namespace ingot
