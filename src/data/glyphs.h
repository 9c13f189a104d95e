// Characters of fonts as grey pictures, through FreeType, which is loaded on first use.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace ingot {

/// The contours of one character, 1/64 of a pixel at kOutlineSize pixels for each em, y upwards.
struct Outline {
  struct Point {
    long x, y;
  };
  std::vector<Point> points;
  std::vector<char> tags;       ///< FreeType's, one per point: on or off a quadratic or cubic curve
  std::vector<short> contours;  ///< the last point of each
  int flags = 0;
};
inline constexpr int kOutlineSize = 256;

/// One face of a font file.
class FontFace {
 public:
  /// errors    library_missing, file_missing, bad_font
  FontFace(const std::filesystem::path& file, int index);
  ~FontFace();
  FontFace(const FontFace&) = delete;
  FontFace& operator=(const FontFace&) = delete;

  /// Unhinted; no points where the font lacks the character. errors: bad_font
  [[nodiscard]] Outline outline(char32_t character) const;

 private:
  struct Handles;
  std::unique_ptr<Handles> handles_;
};

/// How a character is drawn: first its strokes get wider, then it is stretched, slanted, turned and
/// put in the middle, then moved.
struct GlyphStyle {
  double size = 24;          ///< pixels for each em
  double stroke = 0;         ///< added to the width of strokes, in ems; less than 0 makes them thin
  double stretch = 1;        ///< of the width
  double slant = 0;          ///< to the right, pixels for each pixel upwards
  double turn = 0;           ///< anticlockwise, radians
  double right = 0, up = 0;  ///< pixels from the middle
};

/// Draws characters; one for each thread.
class GlyphPainter {
 public:
  /// errors    library_missing
  GlyphPainter();
  ~GlyphPainter();
  GlyphPainter(const GlyphPainter&) = delete;
  GlyphPainter& operator=(const GlyphPainter&) = delete;

  /// pixels    side * side, row by row from the top: the share of each pixel that is covered, 0 to
  ///           255. A character that fits is kept inside. Integer arithmetic from the rounded style
  ///           on: the same everywhere
  void draw(const Outline& outline, const GlyphStyle& style, int side,
            std::span<std::uint8_t> pixels);

 private:
  struct Handles;
  std::unique_ptr<Handles> handles_;
};

/// "2.12.1". errors: library_missing
[[nodiscard]] std::string freetype_version();

}  // namespace ingot
