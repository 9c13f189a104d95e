#include <gtest/gtest.h>
#include <unistd.h>

#include <bit>
#include <filesystem>
#include <fstream>
#include <map>

#include "base/files.h"
#include "ingot/train.h"
#include "train/event_records.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

// A reader of its own: bit by bit where the writer has a table, and every field of the messages.
std::uint32_t slow_masked_crc(std::string_view bytes) {
  std::uint32_t crc = 0xffffffff;
  for (const char c : bytes)
    for (int bit = 0; bit < 8; ++bit) {
      const bool one = ((crc ^ static_cast<std::uint32_t>(c) >> bit) & 1) != 0;
      crc = crc >> 1 ^ (one ? 0x82f63b78 : 0);
    }
  crc ^= 0xffffffff;
  return (crc >> 15 | crc << 17) + 0xa282ead8;
}

std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;)
    value = value << 8 | static_cast<std::uint8_t>(bytes.at(at + i));
  return value;
}

// Fields of a protobuf message: number -> values, varints and fixed numbers as their bits.
struct Field {
  std::uint64_t bits = 0;
  std::string bytes;
};
std::multimap<std::uint64_t, Field> fields_of(std::string_view message) {
  std::multimap<std::uint64_t, Field> fields;
  std::size_t at = 0;
  const auto varint = [&] {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = static_cast<std::uint8_t>(message.at(at++));
      value |= static_cast<std::uint64_t>(byte % 128) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.size()) {
    const std::uint64_t key = varint();
    Field field;
    if (key % 8 == 0) {
      field.bits = varint();
    } else if (key % 8 == 2) {
      const std::uint64_t size = varint();
      field.bytes = message.substr(at, size);
      EXPECT_EQ(field.bytes.size(), size);
      at += size;
    } else {
      const std::size_t size = key % 8 == 1 ? 8 : 4;
      field.bits = number(message, at, size);
      at += size;
    }
    fields.emplace(key / 8, field);
  }
  return fields;
}

struct ReadEvent {
  double wall_time = 0;
  std::int64_t step = 0;
  std::string version;
  std::map<std::string, float> scalars;
};

std::vector<ReadEvent> read_events(const fs::path& path) {
  const std::string bytes = read_file(path);
  std::vector<ReadEvent> events;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::uint64_t size = number(bytes, at, 8);
    EXPECT_EQ(number(bytes, at + 8, 4), slow_masked_crc({bytes.data() + at, 8}));
    const std::string data = bytes.substr(at + 12, size);
    EXPECT_EQ(number(bytes, at + 12 + size, 4), slow_masked_crc(data));
    at += 16 + size;
    ReadEvent event;
    for (const auto& [field, value] : fields_of(data)) {
      if (field == 1) event.wall_time = std::bit_cast<double>(value.bits);
      if (field == 2) event.step = static_cast<std::int64_t>(value.bits);
      if (field == 3) event.version = value.bytes;
      if (field != 5) continue;
      for (const auto& [one, scalar] : fields_of(value.bytes)) {
        EXPECT_EQ(one, 1u);
        const auto parts = fields_of(scalar.bytes);
        event.scalars[parts.find(1)->second.bytes] =
            std::bit_cast<float>(static_cast<std::uint32_t>(parts.find(2)->second.bits));
      }
    }
    events.push_back(event);
  }
  return events;
}

History history_of(std::int64_t epochs) {
  History history;
  for (std::int64_t e = 1; e <= epochs; ++e)
    history.push_back({.epoch = e,
                       .train = {{"loss", 1.0 / static_cast<double>(e)}, {"accuracy", 0.5}},
                       .valid = {{"loss", 2.0 / static_cast<double>(e)}},
                       .learning_rate = 0.1});
  return history;
}

class EventFile : public ::testing::Test {
 protected:
  void TearDown() override { fs::remove_all(folder_); }
  static void run(const fs::path& path, std::int64_t from, std::int64_t to) {
    TensorBoardLog log(path);
    for (std::int64_t e = from; e <= to; ++e) log.on_epoch(history_of(e));
  }
  static std::vector<std::int64_t> steps(const fs::path& path) {
    std::vector<std::int64_t> all;
    for (const ReadEvent& e : read_events(path)) all.push_back(e.step);
    return all;
  }
  fs::path folder_ = fs::path(::testing::TempDir()) / ("events" + std::to_string(::getpid()));
  fs::path path_ = folder_ / "logs" / "events.out.tfevents.test";
};

TEST(Crc32c, HasTheValuesOfItsStandard) {
  // RFC 3720, appendix B.4, and the check value of the algorithm's catalogue.
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
}

TEST_F(EventFile, HoldsEachEpochAsScalars) {
  run(path_, 1, 3);
  const std::vector<ReadEvent> events = read_events(path_);
  ASSERT_EQ(events.size(), 4u);
  EXPECT_EQ(events[0].version, "brain.Event:2");
  EXPECT_TRUE(events[0].scalars.empty());
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_EQ(events[i].step, static_cast<std::int64_t>(i));
    EXPECT_GE(events[i].wall_time, events[i - 1].wall_time);
    EXPECT_GT(events[i].wall_time, 1.7e9);
    EXPECT_EQ(events[i].scalars,
              (std::map<std::string, float>{
                  {"accuracy/train", 0.5F},
                  {"learning_rate", 0.1F},
                  {"loss/train", static_cast<float>(1.0 / static_cast<double>(i))},
                  {"loss/valid", static_cast<float>(2.0 / static_cast<double>(i))},
              }));
  }
}

TEST_F(EventFile, GrowsByAppending) {
  TensorBoardLog log(path_);
  log.on_epoch(history_of(1));
  const std::string before = read_file(path_);
  log.on_epoch(history_of(2));
  EXPECT_EQ(read_file(path_).substr(0, before.size()), before);
}

TEST_F(EventFile, HoldsEachEpochOnceAfterARunThatBeginsAnew) {
  run(path_, 1, 5);
  run(path_, 4, 6);
  EXPECT_EQ(steps(path_), (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6}));
  run(path_, 1, 2);
  EXPECT_EQ(steps(path_), (std::vector<std::int64_t>{0, 1, 2}));
}

TEST_F(EventFile, GetsTheEpochsThatItLacks) {
  run(path_, 4, 5);
  EXPECT_EQ(steps(path_), (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5}));
}

TEST_F(EventFile, IsMendedWhereverItWasCut) {
  run(path_, 1, 2);
  const std::string whole = read_file(path_);
  for (std::size_t n = 0; n < whole.size(); ++n) {
    write_file(path_, whole.substr(0, n));
    run(path_, 3, 3);
    ASSERT_EQ(steps(path_), (std::vector<std::int64_t>{0, 1, 2, 3})) << n;
  }
}

TEST_F(EventFile, InAFolderThatCannotBeIsAnError) {
  write_file(folder_ / "logs", "a file");
  EXPECT_THROW(run(path_, 1, 1), Error);
}

TEST_F(EventFile, IsJoinedByATableOfTheHistory) {
  History history = history_of(2);
  history[1].valid["f1"] = 1.0 / 3;
  CsvLog log(folder_ / "history.csv");
  log.on_epoch(history);
  EXPECT_EQ(read_file(folder_ / "history.csv"),
            "epoch,learning_rate,train_accuracy,train_loss,valid_f1,valid_loss\n"
            "1,0.1,0.5,1,,2\n"
            "2,0.1,0.5,0.5,0.3333333333333333,1\n");
}

}  // namespace
}  // namespace ingot
