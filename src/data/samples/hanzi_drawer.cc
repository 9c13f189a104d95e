#include "base/threads.h"
#include "data/samples/hanzi.h"
#include "data/samples/hanzi_characters.h"

namespace ingot {

int HanziOptions::rows_of(HanziPart part) const {
  switch (part) {
    case HanziPart::train: return num_classes * train;
    case HanziPart::valid: return num_classes * valid;
    default: return num_classes * test;
  }
}

HanziDrawer::HanziDrawer(const HanziOptions& options, HanziPart part)
    : options_(options), part_(part), classes_(static_cast<std::size_t>(options.num_classes)) {
  require_hanzi_fonts();
  const std::vector<HanziFamily>& families = hanzi_families();
  for (std::size_t f = 0; f < families.size(); ++f) {
    std::vector<int>& counts = counts_.emplace_back(families[f].faces.size());
    if (families[f].part != part) continue;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const HanziFace& wanted = families[f].faces[i];
      const FontFace face(wanted.file, wanted.index);
      for (std::size_t c = 0; c < classes_.size(); ++c) {
        Outline outline = face.outline(hanzi_characters()[c]);
        if (outline.points.empty()) continue;
        ++counts[i];
        std::vector<Family>& of_class = classes_[c];
        if (of_class.empty() || of_class.back().index != f) of_class.push_back({f, {}});
        of_class.back().faces.push_back({std::move(outline), wanted.stroke});
      }
    }
  }
}

void HanziDrawer::draw(std::int64_t begin, std::int64_t end, int threads,
                       std::span<std::uint8_t> pixels) const {
  constexpr std::size_t kPixels = kHanziSide * kHanziSide;
  on_threads(threads, [&](int thread, int num_threads) {
    GlyphPainter painter;
    const Share share = share_of(end - begin, thread, num_threads);
    for (std::int64_t i = share.begin; i < share.end; ++i) {
      const auto row = static_cast<std::size_t>(begin + i);
      const std::size_t number = row / classes_.size();
      const std::vector<Family>& families = classes_[row % classes_.size()];
      const std::vector<Face>& faces = families[number % families.size()].faces;
      const HanziRow which{options_.seed, part_, static_cast<std::uint32_t>(row)};
      const auto picture = pixels.subspan(static_cast<std::size_t>(i) * kPixels, kPixels);
      const Face& face = faces[number / families.size() % faces.size()];
      GlyphStyle style = hanzi_style(which);
      style.stroke += face.stroke;
      painter.draw(face.outline, style, kHanziSide, picture);
      finish_hanzi(which, picture);
    }
  });
}

std::vector<std::size_t> HanziDrawer::families_of(std::int64_t c) const {
  std::vector<std::size_t> indices;
  for (const Family& family : classes_[static_cast<std::size_t>(c)])
    indices.push_back(family.index);
  return indices;
}

}  // namespace ingot
