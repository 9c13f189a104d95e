#include "data/samples/hanzi_fonts.h"

#include "ingot/error.h"

namespace ingot {
namespace {

constexpr const char* kFonts = "/usr/share/fonts/";

constexpr double kBold = -0.02, kLight = 0.012;

std::vector<HanziFace> faces(const std::string& file, std::initializer_list<int> indices = {0},
                             double stroke = 0) {
  std::vector<HanziFace> list;
  for (const int index : indices) list.push_back({kFonts + file, index, stroke});
  return list;
}

std::vector<HanziFace> both(std::vector<HanziFace> a, const std::vector<HanziFace>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

// Each part has a sans-serif (Hei), a serif (Song) and a brush style (Kai). Index 2 and 3 of Noto
// and 0 and 2 of Arphic are the mainland's and Taiwan's shapes. Not used, since they would stand on
// both sides: Droid Sans Fallback (Micro Hei grew from it), Klee One (LXGW WenKai did), BabelStone
// Han and the older Arphic fonts (as UMing and UKai). cwTeX and Kouzan have about 700 of the 1000
// characters, Seto 897.
const std::vector<HanziFamily>& hanzi_families() {
  using enum HanziPart;
  static const std::vector<HanziFamily> list = {
      {"Noto Sans CJK", train, "fonts-noto-cjk",
       both(faces("opentype/noto/NotoSansCJK-Regular.ttc", {2, 3}),
            faces("opentype/noto/NotoSansCJK-Bold.ttc", {2, 3}, kBold))},
      {"Noto Serif CJK", train, "fonts-noto-cjk",
       both(faces("opentype/noto/NotoSerifCJK-Regular.ttc", {2, 3}),
            faces("opentype/noto/NotoSerifCJK-Bold.ttc", {2, 3}))},
      {"AR PL UMing", train, "fonts-arphic-uming",
       faces("truetype/arphic/uming.ttc", {0, 2}, kLight)},
      {"AR PL UKai", train, "fonts-arphic-ukai", faces("truetype/arphic/ukai.ttc", {0, 2})},
      {"Smiley Sans", train, "fonts-smiley-sans",
       faces("truetype/smiley-sans/SmileySans-Oblique.ttf", {0}, kBold)},
      {"Seto", train, "fonts-seto", faces("truetype/seto/setofont.ttf")},
      {"Kouzan brush", train, "fonts-kouzan-mouhitsu",
       faces("truetype/kouzan-mouhitsu/kouzan-mouhitsu.ttf", {0}, kBold)},
      {"cwTeX FangSong", train, "fonts-cwtex-fs", faces("truetype/cwtex/cwfs.ttf")},
      {"cwTeX HeiBold", train, "fonts-cwtex-heib", faces("truetype/cwtex/cwheib.ttf", {0}, kBold)},
      {"cwTeX Kai", train, "fonts-cwtex-kai", faces("truetype/cwtex/cwkai.ttf")},
      {"cwTeX Ming", train, "fonts-cwtex-ming", faces("truetype/cwtex/cwming.ttf")},
      {"cwTeX Yen", train, "fonts-cwtex-yen", faces("truetype/cwtex/cwyen.ttf")},
      {"WenQuanYi Micro Hei", valid, "fonts-wqy-microhei", faces("truetype/wqy/wqy-microhei.ttc")},
      {"Hanazono", valid, "fonts-hanazono", faces("truetype/hanazono/HanaMinA.ttf")},
      {"TW-Kai", valid, "fonts-cns11643-kai", faces("truetype/cns11643/TW-Kai-98_1.ttf")},
      {"WenQuanYi Zen Hei", test, "fonts-wqy-zenhei", faces("truetype/wqy/wqy-zenhei.ttc")},
      {"TW-Sung", test, "fonts-cns11643-sung", faces("truetype/cns11643/TW-Sung-98_1.ttf")},
      {"LXGW WenKai", test, "fonts-lxgw-wenkai",
       both(faces("truetype/lxgw-wenkai/LXGWWenKai-Light.ttf", {0}, kLight),
            both(faces("truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"),
                 faces("truetype/lxgw-wenkai/LXGWWenKai-Bold.ttf", {0}, kBold / 2)))},
  };
  return list;
}

void require_hanzi_fonts() {
  std::vector<std::string> packages;
  for (const HanziFamily& family : hanzi_families())
    for (const HanziFace& face : family.faces)
      if (!std::filesystem::exists(face.file) &&
          (packages.empty() || packages.back() != family.package))
        packages.push_back(family.package);
  if (packages.empty()) return;
  throw Error("fonts_missing",
              text("{} of the packages with the fonts to draw characters with are not installed",
                   "有 {} 个用于绘制汉字的字体软件包尚未安装", packages.size()))
      .fix(text("apt-get install {0}", "apt-get install {0}", fmt::join(packages, " ")));
}

}  // namespace ingot
