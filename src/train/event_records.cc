#include "train/event_records.h"

#include <array>
#include <bit>

namespace ingot {
namespace {

constexpr std::array<std::uint32_t, 256> crc_table() {
  constexpr std::uint32_t kReversedPolynomial = 0x82f63b78;
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? kReversedPolynomial : 0);
    table[i] = crc;
  }
  return table;
}
constexpr std::array<std::uint32_t, 256> kCrcTable = crc_table();

// A CRC of data that holds CRCs is weak, so the stored ones are rotated and shifted.
std::uint32_t masked_crc(std::string_view bytes) {
  return std::rotr(crc32c(bytes), 15) + 0xa282ead8U;
}

template <class T>
void put_little_endian(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out += static_cast<char>(value >> 8 * i);
}

template <class T>
T little_endian(std::string_view bytes) {
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    value |= static_cast<T>(static_cast<std::uint8_t>(bytes[i])) << 8 * i;
  return value;
}

// Protobuf's wire format, as far as events need it.
enum Wire : std::uint32_t { varint = 0, fixed64 = 1, length_delimited = 2, fixed32 = 5 };
enum EventField : std::uint32_t {
  wall_time_field = 1,
  step_field = 2,
  version_field = 3,
  summary_field = 5
};
enum SummaryField : std::uint32_t { value_field = 1 };
enum ValueField : std::uint32_t { tag_field = 1, simple_value_field = 2 };

void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 128; value >>= 7) out += static_cast<char>(value | 128);
  out += static_cast<char>(value);
}
void put_key(std::string& out, std::uint32_t field, Wire wire) {
  put_varint(out, field << 3 | wire);
}
void put_bytes(std::string& out, std::uint32_t field, std::string_view bytes) {
  put_key(out, field, length_delimited);
  put_varint(out, bytes.size());
  out += bytes;
}

std::string event_head(double wall_time) {
  std::string event;
  put_key(event, wall_time_field, fixed64);
  put_little_endian(event, std::bit_cast<std::uint64_t>(wall_time));
  return event;
}

std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(bytes[0]);
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 127) << shift;
    if (byte < 128) return value;
  }
  return std::nullopt;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t crc = ~0U;
  for (const char c : bytes) crc = crc >> 8 ^ kCrcTable[(crc ^ static_cast<std::uint8_t>(c)) & 255];
  return ~crc;
}

std::string frame_record(std::string_view data) {
  std::string record;
  put_little_endian(record, static_cast<std::uint64_t>(data.size()));
  put_little_endian(record, masked_crc(record));
  record += data;
  put_little_endian(record, masked_crc(data));
  return record;
}

std::optional<std::string_view> first_record(std::string_view bytes) {
  if (bytes.size() < kRecordFrameBytes) return std::nullopt;
  const auto size = little_endian<std::uint64_t>(bytes);
  if (little_endian<std::uint32_t>(bytes.substr(8)) != masked_crc(bytes.substr(0, 8)) ||
      size > bytes.size() - kRecordFrameBytes)
    return std::nullopt;
  const std::string_view data = bytes.substr(12, size);
  if (little_endian<std::uint32_t>(bytes.substr(12 + size)) != masked_crc(data))
    return std::nullopt;
  return data;
}

std::string version_event(double wall_time) {
  std::string event = event_head(wall_time);
  put_bytes(event, version_field, "brain.Event:2");
  return event;
}

SummaryEvent::SummaryEvent(double wall_time, std::int64_t step) : head_(event_head(wall_time)) {
  put_key(head_, step_field, varint);
  put_varint(head_, static_cast<std::uint64_t>(step));
}

void SummaryEvent::add(std::string_view tag, double value) {
  std::string message;
  put_bytes(message, tag_field, tag);
  put_key(message, simple_value_field, fixed32);
  put_little_endian(message, std::bit_cast<std::uint32_t>(static_cast<float>(value)));
  put_bytes(summary_, value_field, message);
}

std::string SummaryEvent::bytes() const {
  std::string event = head_;
  put_bytes(event, summary_field, summary_);
  return event;
}

std::int64_t step_of_event(std::string_view event) {
  while (!event.empty()) {
    const auto key = take_varint(event);
    if (!key) break;
    if (*key == (step_field << 3 | varint))
      return static_cast<std::int64_t>(take_varint(event).value_or(0));
    std::uint64_t skipped = 0;
    switch (*key & 7) {
      case varint: (void)take_varint(event); break;
      case fixed64: skipped = 8; break;
      case fixed32: skipped = 4; break;
      case length_delimited: skipped = take_varint(event).value_or(event.size()); break;
      default: return 0;
    }
    event.remove_prefix(std::min<std::uint64_t>(skipped, event.size()));
  }
  return 0;
}

}  // namespace ingot
