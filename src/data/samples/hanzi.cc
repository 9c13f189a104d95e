#include "data/samples/hanzi.h"

#include <map>
#include <nlohmann/json.hpp>

#include "base/file_writer.h"
#include "base/files.h"
#include "base/home.h"
#include "base/progress.h"
#include "base/sha256.h"
#include "data/idx.h"
#include "data/samples/hanzi_characters.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Counts up whenever the same options give other pixels.
constexpr int kVersion = 1;
constexpr const char* kRecord = "sample.json";
constexpr std::int64_t kPixels = kHanziSide * kHanziSide;

struct PartFiles {
  HanziPart part;
  const char* images;
  const char* labels;
};
constexpr PartFiles kParts[] = {
    {HanziPart::train, "train-images-idx3-ubyte", "train-labels-idx1-int"},
    {HanziPart::valid, "valid-images-idx3-ubyte", "valid-labels-idx1-int"},
    {HanziPart::test, "t10k-images-idx3-ubyte", "t10k-labels-idx1-int"}};
constexpr const char* kPartNames[] = {"train", "valid", "test"};

std::string utf8(char32_t c) {  // of the block of Chinese characters: three bytes
  return {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3f)),
          static_cast<char>(0x80 | (c & 0x3f))};
}

// What the pixels are a function of, but for the fonts' contents: those are in the record.
json recipe_of(const HanziOptions& hanzi) {
  json families = json::array();
  for (const HanziFamily& family : hanzi_families()) {
    json faces = json::array();
    for (const HanziFace& face : family.faces)
      faces.push_back({face.file.string(), face.index, face.stroke});
    families.push_back({kPartNames[static_cast<int>(family.part)], faces});
  }
  return {{"version", kVersion},
          {"seed", hanzi.seed},
          {"classes", hanzi_class_names(hanzi.num_classes)},
          {"rows",
           {{"train", hanzi.rows_of(HanziPart::train)},
            {"valid", hanzi.rows_of(HanziPart::valid)},
            {"test", hanzi.rows_of(HanziPart::test)}}},
          {"families", families}};
}

class Maker {
 public:
  Maker(const HanziOptions& hanzi, const DataOptions& options, fs::path folder)
      : hanzi_(hanzi), options_(options), folder_(std::move(folder)) {
    for (const PartFiles& part : kParts) total_ += hanzi.rows_of(part.part);
  }

  void make() {
    for (const PartFiles& part : kParts) {
      const HanziDrawer drawer(hanzi_, part.part);
      write_pictures(drawer, part);
      write_labels(part);
      record_fonts(drawer, part.part);
    }
    json record = recipe_of(hanzi_);
    record.erase("families");
    record["name"] = hanzi_.name;
    record["freetype"] = freetype_version();
    record["fonts"] = fonts_;
    for (const PartFiles& part : kParts)
      for (const char* file : {part.images, part.labels})
        record["files"][file] = {{"bytes", fs::file_size(folder_ / file)},
                                 {"sha256", sha256_of_file(folder_ / file)}};
    write_file(folder_ / kRecord, record.dump(2) + "\n");
  }

  /// Of all files, with some kilobytes for the record.
  [[nodiscard]] std::size_t disk_bytes() const {
    constexpr std::size_t kOthers = 100'000;
    return static_cast<std::size_t>(total_) * (kPixels + sizeof(std::int32_t)) + kOthers;
  }

 private:
  void write_pictures(const HanziDrawer& drawer, const PartFiles& part) {
    constexpr std::int64_t kRowsAtOnce = 8192;
    const std::int64_t rows = hanzi_.rows_of(part.part);
    FileWriter file(folder_ / part.images);
    file.append(idx_header(u8, {rows, kHanziSide, kHanziSide}));
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(kRowsAtOnce * kPixels));
    for (std::int64_t begin = 0; begin < rows; begin += kRowsAtOnce) {
      const std::int64_t end = std::min(begin + kRowsAtOnce, rows);
      const std::span<std::uint8_t> some(pixels.data(),
                                         static_cast<std::size_t>((end - begin) * kPixels));
      drawer.draw(begin, end, options_.num_threads, some);
      file.append({reinterpret_cast<const char*>(some.data()), some.size()});
      done_ += end - begin;
      if (options_.progress)
        options_.progress->at({.stage = text("drawing {}", "绘制 {}", hanzi_.name),
                               .done = done_,
                               .total = total_,
                               .unit = text("pictures", "张图片"),
                               .figures = {}});
    }
    file.finish();
  }

  void write_labels(const PartFiles& part) {
    const int rows = hanzi_.rows_of(part.part);
    std::string bytes = idx_header(i32, {rows});
    for (int row = 0; row < rows; ++row) append_big_endian(bytes, row % hanzi_.num_classes);
    FileWriter file(folder_ / part.labels);
    file.append(bytes);
    file.finish();
  }

  void record_fonts(const HanziDrawer& drawer, HanziPart part) {
    const std::vector<HanziFamily>& families = hanzi_families();
    for (std::size_t f = 0; f < families.size(); ++f)
      for (std::size_t i = 0; i < families[f].faces.size() && families[f].part == part; ++i) {
        const HanziFace& face = families[f].faces[i];
        fonts_.push_back({{"family", families[f].name},
                          {"part", kPartNames[static_cast<int>(part)]},
                          {"package", families[f].package},
                          {"file", face.file.string()},
                          {"face", face.index},
                          {"characters", drawer.counts()[f][i]},
                          {"sha256", hash_of_font(face.file)}});
      }
  }

  // A collection is tens of megabytes, and several of its faces are used.
  const std::string& hash_of_font(const fs::path& file) {
    const auto [found, is_new] = hashes_.try_emplace(file);
    if (is_new) found->second = sha256_of_file(file);
    return found->second;
  }

  const HanziOptions& hanzi_;
  const DataOptions& options_;
  fs::path folder_;
  std::int64_t done_ = 0, total_ = 0;
  json fonts_ = json::array();
  std::map<fs::path, std::string> hashes_;
};

void make_folder(const fs::path& folder) {
  std::error_code ec;
  fs::create_directories(folder, ec);
  if (ec) throw file_error(ec.value(), folder);
}

}  // namespace

std::vector<std::string> hanzi_class_names(int num_classes) {
  std::vector<std::string> names;
  for (const char32_t c : hanzi_characters().substr(0, static_cast<std::size_t>(num_classes)))
    names.push_back(utf8(c));
  return names;
}

fs::path hanzi_folder(const HanziOptions& hanzi, const DataOptions& options) {
  constexpr std::size_t kDigits = 12;
  const fs::path samples = (options.home.empty() ? default_home() : options.home) / "samples";
  const fs::path folder = samples / fmt::format("{}-{}", hanzi.name,
                                                sha256(recipe_of(hanzi).dump()).substr(0, kDigits));
  if (fs::exists(folder / kRecord)) return folder;
  require_hanzi_fonts();
  make_folder(samples);
  const FileLock lock(folder.string() + ".lock");
  if (fs::exists(folder / kRecord)) return folder;
  const fs::path aside = folder.string() + ".part";
  fs::remove_all(aside);  // of a process that was ended
  Maker maker(hanzi, options, aside);
  try {
    require_disk_space(samples, maker.disk_bytes());
  } catch (Error& full) {
    throw std::move(full).fix(text("free some space, or keep samples on another disk with --home",
                                   "请释放空间, 或用 --home 将样例保存到其他磁盘"));
  }
  make_folder(aside);
  maker.make();
  publish_folder(aside, folder);
  return folder;
}

SampleDef hanzi_sample(const HanziOptions& hanzi) {
  return {.name = hanzi.name,
          .doc = fmt::format(
              "The {} most frequent Chinese characters, simplified, 28 x 28 grey: {} pictures of\n"
              "each to train on, {} to validate and {} to test in fonts that training never sees.\n"
              "Source: drawn on this machine from Debian's fonts; hanzi_fonts.cc, hanzi_style.h.",
              hanzi.num_classes, hanzi.train, hanzi.valid, hanzi.test),
          .class_names = hanzi_class_names(hanzi.num_classes),
          .folder = [hanzi](const DataOptions& options) { return hanzi_folder(hanzi, options); }};
}

}  // namespace ingot
