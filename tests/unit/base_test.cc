#include <gtest/gtest.h>

#include <unistd.h>

#include "base/bytes.h"
#include "base/files.h"
#include "base/memory.h"
#include "base/near_name.h"
#include "base/rng.h"
#include "base/sha256.h"

namespace ingot {
namespace {

std::filesystem::path scratch(const std::string& name) {
  return std::filesystem::path(::testing::TempDir()) / (name + std::to_string(::getpid()));
}

TEST(Files, ReadsBackWhatItWrote) {
  const auto path = scratch("files") / "a" / "b.txt";
  write_file(path, "first");
  write_file(path, std::string("sec\0nd", 6));
  EXPECT_EQ(read_file(path), std::string("sec\0nd", 6));
  EXPECT_EQ(list_folder(path.parent_path()).size(), 1u);  // nothing is left aside
  EXPECT_EQ(MappedFile(path).bytes().size(), 6u);
  std::filesystem::remove_all(scratch("files"));
}

TEST(Files, SaysWhichFileIsMissing) {
  try {
    (void)read_file("/no/such/file");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "file_missing");
    EXPECT_NE(e.message().en.find("/no/such/file"), std::string::npos);
    EXPECT_FALSE(e.message().zh.empty());
  }
}

TEST(Sha256, GivesThePublishedDigest) {  // FIPS 180-4, example "abc"
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Philox, GivesThePublishedVectors) {  // Random123 1.09, kat_vectors
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}),
            (PhiloxCounter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (PhiloxCounter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
}

TEST(NearName, FindsATypoAndNothingFar) {
  const std::vector<std::string> names{"build", "predict", "evaluate"};
  EXPECT_EQ(near_name("biuld", names), "build");
  EXPECT_EQ(near_name("Predict", names), "predict");
  EXPECT_EQ(near_name("zzzzzz", names), "");
  EXPECT_EQ(near_name("a", std::vector<std::string>{"y", "z1"}), "");
  EXPECT_EQ(near_name("ab", std::vector<std::string>{"ay", "xy"}), "ay");
  EXPECT_EQ(near_name(std::string(9999, 'b'), names), "");
}

TEST(Bytes, AreReadWithAnyUnit) {
  EXPECT_EQ(parse_bytes("1000"), 1000u);
  EXPECT_EQ(parse_bytes("500MB"), 500'000'000u);
  EXPECT_EQ(parse_bytes("1.5 GiB"), 3u << 29);
  EXPECT_EQ(parse_bytes("64k"), 64'000u);
  EXPECT_EQ(parse_bytes("2tb"), 2'000'000'000'000u);
  for (const char* wrong :
       {"", "MB", "-1MB", "3 apples", "1XB", "1iB", "nan", "1e30", "5MBB", "5 M M"})
    EXPECT_EQ(parse_bytes(wrong), std::nullopt) << wrong;
}

TEST(Bytes, AreWrittenSoThatTheyAreNoLessWhenReadAgain) {
  EXPECT_EQ(format_bytes_up(999), "999B");
  EXPECT_EQ(format_bytes_up(1000), "1.0KB");
  EXPECT_EQ(format_bytes_up(12'400'001), "12.5MB");
  for (std::size_t bytes = 1; bytes < 1'000'000'000'000; bytes = bytes * 7 / 3 + 1)
    EXPECT_GE(parse_bytes(format_bytes_up(bytes)).value(), bytes) << bytes;
}

TEST(Memory, PeakIsAtLeastWhatIsResident) {
  EXPECT_GT(resident_bytes(), 0u);
  EXPECT_GE(peak_resident_bytes() + (1 << 20), resident_bytes());
  EXPECT_GT(total_memory_bytes(), available_memory_bytes() / 2);
}

}  // namespace
}  // namespace ingot
