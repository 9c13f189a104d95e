// The product folder and its manifest.
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/files.h"
#include "base/rng.h"
#include "formats/product_folder.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

class ProductFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    home_ = fs::temp_directory_path() / fmt::format("ingot_folder_{}", ::getpid());
    fs::remove_all(home_);
    fs::create_directories(home_);
  }
  void TearDown() override { fs::remove_all(home_); }

  // A finished product with two files.
  fs::path finished() {
    const fs::path folder = begin_product(home_ / "p", "{}").path;
    write_file(folder / kModelFile, "model");
    Manifest manifest;
    manifest.name = "p";
    manifest.task = "t";
    manifest.files = record_files(folder);
    write_file(folder / kManifestFile, to_json(manifest));
    return folder;
  }

  fs::path home_;
};

std::string code_of(const std::function<void()>& f) {
  try {
    f();
    return "";
  } catch (const Error& e) {
    return e.code();
  }
}

TEST_F(ProductFolder, ANewOneNeverTakesThePlaceOfAnother) {
  EXPECT_EQ(begin_product(home_ / "p", "1").path, home_ / "p");
  const NewFolder second = begin_product(home_ / "p", "2");
  EXPECT_EQ(second.path, home_ / "p-2");
  EXPECT_EQ(second.version, 2);
  EXPECT_EQ(begin_product(home_ / "p/", "3").path, home_ / "p-3");
  EXPECT_EQ(read_file(home_ / "p" / kCheckpointFolder / kRunFile), "1");
  EXPECT_EQ(list_folder(home_).size(), 3u);  // nothing is left over
}

TEST_F(ProductFolder, AnEmptyFolderIsTaken) {
  fs::create_directories(home_ / "empty");
  EXPECT_EQ(begin_product(home_ / "empty", "1").path, home_ / "empty");
}

TEST_F(ProductFolder, SaysHowFarItHasCome) {
  EXPECT_EQ(product_state(home_ / "nothing"), ProductState::absent);
  EXPECT_EQ(product_state(home_), ProductState::other);
  const fs::path begun = begin_product(home_ / "b", "{}").path;
  EXPECT_EQ(product_state(begun), ProductState::unfinished);
  EXPECT_EQ(product_state(finished()), ProductState::finished);
  EXPECT_EQ(code_of([&] { require_finished(begun); }), "unfinished_product");
  EXPECT_EQ(code_of([&] { require_finished(home_ / "nothing"); }), "not_a_product");
  EXPECT_EQ(code_of([&] { require_finished(home_); }), "not_a_product");
}

TEST_F(ProductFolder, NoticesFilesThatAreNotAsTheManifestSays) {
  const fs::path folder = finished();
  EXPECT_TRUE(verify_files(folder, load_manifest(folder)).empty());
  write_file(folder / kModelFile, "Model");
  write_file(folder / "other.txt", "");
  fs::remove(folder / kCheckpointFolder / kRunFile);
  using Kind = FileMismatch::Kind;
  const std::vector<FileMismatch> found = verify_files(folder, load_manifest(folder));
  EXPECT_NE(std::ranges::find(found, FileMismatch{kModelFile, Kind::changed}), found.end());
  EXPECT_NE(std::ranges::find(found, FileMismatch{"other.txt", Kind::unknown}), found.end());
  EXPECT_NE(std::ranges::find(found, FileMismatch{"checkpoint/run.json", Kind::missing}),
            found.end());
  EXPECT_EQ(found.size(), 3u);
}

TEST(Manifest, ComesBackAsItWasWritten) {
  Manifest m;
  m.name = "churn";
  m.version = 3;
  m.task = "image-classification";
  m.schema = {{"classes", {"a", "b"}}};
  m.frozen_layers = {"conv2d_1"};
  m.files["checkpoint/x"] = {std::string(64, 'a'), 12};
  const std::string text = to_json(m);
  EXPECT_EQ(to_json(parse_manifest(text)), text);
}

TEST(Manifest, IsRefusedWhenItIsNewerOrNotOne) {
  Manifest m;
  m.name = "p";
  nlohmann::json json = nlohmann::json::parse(to_json(m));
  const auto code_with = [&](const char* key, const nlohmann::json& value) {
    nlohmann::json changed = json;
    changed[key] = value;
    return code_of([&] { static_cast<void>(parse_manifest(changed.dump())); });
  };
  EXPECT_EQ(code_with("format", kProductFormat + 1), "newer_product");
  EXPECT_EQ(code_with("format", 0), "bad_manifest");
  EXPECT_EQ(code_with("name", 7), "bad_manifest");
  EXPECT_EQ(code_with("files", {{"../x", {{"sha256", std::string(64, 'a')}, {"size_bytes", 1}}}}),
            "bad_manifest");
  EXPECT_EQ(code_with("files", {{"x", {{"sha256", "zz"}, {"size_bytes", 1}}}}), "bad_manifest");
}

TEST(Manifest, DamagedAtRandomIsReadOrRefused) {
  Manifest m;
  m.name = "p";
  m.files["x"] = {std::string(64, 'a'), 12};
  const std::string whole = to_json(m);
  for (std::uint32_t i = 0; i < 5000; ++i) {
    std::string bytes = whole;
    const PhiloxCounter r = philox4x32({i, 0, 0, 0}, {9, 1});
    bytes[r[0] % bytes.size()] = static_cast<char>(r[1]);
    if (r[2] % 5 == 0) bytes.resize(r[3] % bytes.size());
    const std::string code = code_of([&] { static_cast<void>(parse_manifest(bytes)); });
    EXPECT_TRUE(code.empty() || code == "bad_manifest" || code == "newer_product") << code;
  }
}

}  // namespace
}  // namespace ingot
