// Data sets of Chinese characters, drawn from fonts.
#pragma once

#include "data/samples.h"
#include "data/samples/hanzi_fonts.h"
#include "data/samples/hanzi_style.h"

namespace ingot {

struct HanziOptions {
  std::string name;
  int num_classes = 1000;                  ///< the most frequent characters, at most 1000
  int train = 900, valid = 50, test = 50;  ///< pictures of each class
  std::uint64_t seed = 0;

  [[nodiscard]] int rows_of(HanziPart part) const;  ///< of all classes
};

/// One part's characters as outlines of its fonts, ready to be drawn.
class HanziDrawer {
 public:
  /// errors    fonts_missing, library_missing, bad_font
  HanziDrawer(const HanziOptions& options, HanziPart part);

  /// Row r shows class r mod num_classes, so that the first n rows hold each class equally often;
  /// its pictures take the families in turn, and a family's faces in turn. A font that lacks the
  /// character is left out.
  ///
  /// pixels    (end - begin) * 28 * 28; the same for every number of threads
  void draw(std::int64_t begin, std::int64_t end, int threads,
            std::span<std::uint8_t> pixels) const;

  /// The families that have class `c`, as indices into hanzi_families().
  [[nodiscard]] std::vector<std::size_t> families_of(std::int64_t c) const;
  /// How many of the classes each face has: by family, then face.
  [[nodiscard]] const std::vector<std::vector<int>>& counts() const { return counts_; }

 private:
  struct Face {
    Outline outline;
    double stroke;
  };
  struct Family {
    std::size_t index;
    std::vector<Face> faces;  ///< those that have the character
  };
  HanziOptions options_;
  HanziPart part_;
  std::vector<std::vector<Family>> classes_;
  std::vector<std::vector<int>> counts_;
};

[[nodiscard]] std::vector<std::string> hanzi_class_names(int num_classes);

/// The folder of IDX files in `options.home`; made when it is not there, beside a `sample.json`
/// that names the fonts and files with their SHA-256. Another process that makes it is waited for.
///
/// errors    fonts_missing, library_missing, bad_font, disk_full, file_unwritable
[[nodiscard]] std::filesystem::path hanzi_folder(const HanziOptions& hanzi,
                                                 const DataOptions& options);

/// A sample that is drawn by these options.
[[nodiscard]] SampleDef hanzi_sample(const HanziOptions& hanzi);

}  // namespace ingot
