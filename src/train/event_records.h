// The two formats within a TensorBoard event file: framed records, and the events in them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ingot {

/// CRC-32C (Castagnoli). source: RFC 3720, appendix B.4
[[nodiscard]] std::uint32_t crc32c(std::string_view bytes);

/// One TFRecord: u64 length, masked CRC of the length, data, masked CRC of the data; little-endian.
/// source: TensorFlow, "TFRecord and tf.train.Example", TFRecords format details
[[nodiscard]] std::string frame_record(std::string_view data);

/// The first record of `bytes`: its data, within `bytes`; nothing when it is cut off or damaged.
[[nodiscard]] std::optional<std::string_view> first_record(std::string_view bytes);
/// Bytes of a record beside its data.
inline constexpr std::size_t kRecordFrameBytes = 16;

/// The event that opens a file: "brain.Event:2".
[[nodiscard]] std::string version_event(double wall_time);

/// The summary of one step, built value by value. source: TensorFlow's event.proto, summary.proto
class SummaryEvent {
 public:
  SummaryEvent(double wall_time, std::int64_t step);
  void add(std::string_view tag, double value);
  /// The Event message in protobuf's wire format.
  [[nodiscard]] std::string bytes() const;

 private:
  std::string head_, summary_;
};

/// The step of an event; 0 where it has none.
[[nodiscard]] std::int64_t step_of_event(std::string_view event);

}  // namespace ingot
