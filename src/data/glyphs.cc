#include "data/glyphs.h"

#include <dlfcn.h>
#include <ft2build.h>

#include <algorithm>
#include <cerrno>
#include <cmath>

#include FT_FREETYPE_H
#include FT_OUTLINE_H

#include "base/assert.h"
#include "base/files.h"

#define INGOT_FREETYPE_FUNCTIONS(F) \
  F(FT_Done_Face)                   \
  F(FT_Done_FreeType)               \
  F(FT_Get_Char_Index)              \
  F(FT_Init_FreeType)               \
  F(FT_Library_Version)             \
  F(FT_Load_Glyph)                  \
  F(FT_New_Face)                    \
  F(FT_Outline_Embolden)            \
  F(FT_Outline_Get_Bitmap)          \
  F(FT_Outline_Get_CBox)            \
  F(FT_Outline_Transform)           \
  F(FT_Outline_Translate)           \
  F(FT_Select_Charmap)              \
  F(FT_Set_Pixel_Sizes)

namespace ingot {
namespace {

namespace fs = std::filesystem;

// FreeType's functions under their own names.
struct FreeType {
#define INGOT_DECLARE(name) decltype(&::name) name = nullptr;
  INGOT_FREETYPE_FUNCTIONS(INGOT_DECLARE)
#undef INGOT_DECLARE
};

const FreeType& freetype() {
  static const FreeType loaded = [] {
    constexpr const char* kLibrary = "libfreetype.so.6";
    void* library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
    FreeType f;
    const auto find = [&](const char* name, auto& function) {
      void* address = library ? dlsym(library, name) : nullptr;
      if (!address)
        throw Error("library_missing", text("{} cannot be loaded: {}", "无法加载 {}: {}", kLibrary,
                                            std::string(dlerror())))
            .failed_while_running()
            .fix(text("apt-get install libfreetype6", "apt-get install libfreetype6"));
      function = reinterpret_cast<std::decay_t<decltype(function)>>(address);
    };
#define INGOT_FIND(name) find(#name, f.name);
    INGOT_FREETYPE_FUNCTIONS(INGOT_FIND)
#undef INGOT_FIND
    return f;
  }();
  return loaded;
}

FT_Library new_library() {
  FT_Library library = nullptr;
  if (freetype().FT_Init_FreeType(&library) != 0) throw std::bad_alloc();
  return library;
}

FT_Fixed fixed(double value) { return std::lround(value * 65536); }
FT_Pos in_64ths(double pixels) { return std::lround(pixels * 64); }

// Where a box [low, high] that is to be moved by `wanted` comes to lie in [0, side].
FT_Pos kept_inside(FT_Pos low, FT_Pos high, FT_Pos wanted, FT_Pos side) {
  if (high - low >= side) return wanted;
  return std::clamp(wanted, -low, side - high);
}

}  // namespace

struct FontFace::Handles {
  Handles() : library(new_library()) {}
  ~Handles() {
    if (face) freetype().FT_Done_Face(face);
    freetype().FT_Done_FreeType(library);
  }
  Error bad_font(FT_Error error) const {
    return Error("bad_font", text("{} cannot be read as a font (FreeType's error {})",
                                  "{} 无法作为字体读取 (FreeType 错误 {})", file, error))
        .fix(text("install the font's package again", "请重新安装该字体的软件包"));
  }
  void require(FT_Error error) const {
    if (error != 0) throw bad_font(error);
  }
  FT_Library library;
  FT_Face face = nullptr;
  std::string file;
};

FontFace::FontFace(const fs::path& file, int index) : handles_(std::make_unique<Handles>()) {
  const FreeType& f = freetype();
  if (!fs::exists(file)) throw file_error(ENOENT, file);
  handles_->file = file.string();
  handles_->require(f.FT_New_Face(handles_->library, file.c_str(), index, &handles_->face));
  handles_->require(f.FT_Select_Charmap(handles_->face, FT_ENCODING_UNICODE));
  handles_->require(f.FT_Set_Pixel_Sizes(handles_->face, kOutlineSize, kOutlineSize));
}

FontFace::~FontFace() = default;

Outline FontFace::outline(char32_t character) const {
  const FreeType& f = freetype();
  const FT_UInt glyph = f.FT_Get_Char_Index(handles_->face, character);
  if (glyph == 0) return {};
  handles_->require(f.FT_Load_Glyph(handles_->face, glyph, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP));
  const FT_Outline& from = handles_->face->glyph->outline;
  Outline outline;
  for (int i = 0; i < from.n_points; ++i) {
    outline.points.push_back({from.points[i].x, from.points[i].y});
    outline.tags.push_back(from.tags[i]);
  }
  outline.contours.assign(from.contours, from.contours + from.n_contours);
  outline.flags = from.flags & ~FT_OUTLINE_OWNER;
  return outline;
}

struct GlyphPainter::Handles {
  Handles() : library(new_library()) {}
  ~Handles() { freetype().FT_Done_FreeType(library); }
  FT_Library library;
  // FreeType wants what it may change; kept to be allocated once.
  std::vector<FT_Vector> points;
  std::vector<char> tags;
  std::vector<short> contours;
};

GlyphPainter::GlyphPainter() : handles_(std::make_unique<Handles>()) {}
GlyphPainter::~GlyphPainter() = default;

void GlyphPainter::draw(const Outline& outline, const GlyphStyle& style, int side,
                        std::span<std::uint8_t> pixels) {
  INGOT_ASSERT(pixels.size() == static_cast<std::size_t>(side) * static_cast<std::size_t>(side),
               "a picture of side * side pixels");
  const FreeType& f = freetype();
  std::vector<FT_Vector>& points = handles_->points;
  points.clear();
  for (const Outline::Point& p : outline.points) points.push_back({p.x, p.y});
  handles_->tags = outline.tags;
  handles_->contours = outline.contours;
  FT_Outline drawn{};
  drawn.n_points = static_cast<short>(points.size());
  drawn.n_contours = static_cast<short>(outline.contours.size());
  drawn.points = points.data();
  drawn.tags = handles_->tags.data();
  drawn.contours = handles_->contours.data();
  drawn.flags = outline.flags;
  f.FT_Outline_Embolden(&drawn, in_64ths(style.stroke * kOutlineSize));

  // Turn * slant * stretch, then the scale from the outline's pixels to the picture's.
  const double scale = style.size / kOutlineSize, c = std::cos(style.turn),
               s = std::sin(style.turn);
  FT_Matrix matrix{};
  matrix.xx = fixed(scale * c * style.stretch);
  matrix.xy = fixed(scale * (c * style.slant - s));
  matrix.yx = fixed(scale * s * style.stretch);
  matrix.yy = fixed(scale * (s * style.slant + c));
  f.FT_Outline_Transform(&drawn, &matrix);

  FT_BBox box{};
  f.FT_Outline_Get_CBox(&drawn, &box);
  const FT_Pos width = FT_Pos{side} * 64;
  const FT_Pos right = (width - box.xMin - box.xMax) / 2 + in_64ths(style.right);
  const FT_Pos up = (width - box.yMin - box.yMax) / 2 + in_64ths(style.up);
  f.FT_Outline_Translate(&drawn, kept_inside(box.xMin, box.xMax, right, width),
                         kept_inside(box.yMin, box.yMax, up, width));

  std::fill(pixels.begin(), pixels.end(), std::uint8_t{0});
  FT_Bitmap bitmap{};
  bitmap.rows = bitmap.width = static_cast<unsigned>(side);
  bitmap.pitch = side;
  bitmap.buffer = pixels.data();
  bitmap.num_grays = 256;
  bitmap.pixel_mode = FT_PIXEL_MODE_GRAY;
  f.FT_Outline_Get_Bitmap(handles_->library, &drawn, &bitmap);
}

std::string freetype_version() {
  const FT_Library library = new_library();
  int major = 0, minor = 0, patch = 0;
  freetype().FT_Library_Version(library, &major, &minor, &patch);
  freetype().FT_Done_FreeType(library);
  return fmt::format("{}.{}.{}", major, minor, patch);
}

}  // namespace ingot
