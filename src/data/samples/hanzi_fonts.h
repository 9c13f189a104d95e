// The fonts of sample:hanzi-1000, all free and in Debian.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ingot {

enum class HanziPart { train, valid, test };

/// A face of a font file.
struct HanziFace {
  std::filesystem::path file;
  int index = 0;
  double stroke =
      0;  ///< ems that its strokes are made wider or thinner, to stay readable when small
};

/// Faces that were drawn together or one from the other: all stand in the same part, so that a
/// network is asked about strokes that it has not seen in another weight.
struct HanziFamily {
  std::string name;
  HanziPart part;
  std::string package;  ///< Debian's
  std::vector<HanziFace> faces;
};

[[nodiscard]] const std::vector<HanziFamily>& hanzi_families();

/// errors: fonts_missing, with the command that installs them
void require_hanzi_fonts();

}  // namespace ingot
