#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "features/augment.h"
#include "features/augmentation_presets.h"

namespace ingot {
namespace {

using nlohmann::json;

// Smooth with noise on it, so that neighbours are alike and no two places are.
Tensor scenery(const Shape& shape, std::uint32_t seed) {
  Tensor t(u8, shape);
  std::uint32_t i = 0;
  for (std::uint8_t& v : t.mutable_data<std::uint8_t>()) {
    const std::uint32_t noise = philox4x32({i, 0, 0, 0}, {seed, 2})[0] % 60;
    v = static_cast<std::uint8_t>(20 + i / 3 % 170 + noise);
    ++i;
  }
  return t;
}

std::vector<std::int64_t> counted(std::int64_t count, std::int64_t first = 0) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(count));
  std::iota(rows.begin(), rows.end(), first);
  return rows;
}

Augmenter only(const std::string& name, const json& options = json::object()) {
  return Augmenter(json::array({{{"name", name}, {"options", options}}}));
}

template <class F>
std::string failure_of(F&& f) {
  try {
    f();
  } catch (const Error& e) {
    EXPECT_FALSE(e.message().zh.empty());
    return e.code();
  }
  return "";
}

std::vector<const AugmentationDef*> picture_changes() {
  std::vector<const AugmentationDef*> defs;
  for (const AugmentationDef& def : augmentation_registry())
    if (def.change) defs.push_back(&def);
  return defs;
}

// Every augmentation at work: its default options, on all pictures.
json always(const AugmentationDef& def) {
  json options = json::object();
  for (const AugmentationOption& o : def.options)
    if (o.name == "p") options["p"] = 1;
  return options;
}

const std::vector<Shape> kShapes = {
    {6, 3, 32, 32}, {6, 1, 28, 28}, {6, 3, 9, 17}, {6, 1, 1, 1}, {6, 3, 2, 40}};

TEST(EveryAugmentation, IsADocumentedRecord) {
  ASSERT_GE(augmentation_registry().size(), 17u);
  for (const AugmentationDef& def : augmentation_registry()) {
    EXPECT_NE(def.change == nullptr, def.mix == nullptr) << def.name;
    EXPECT_FALSE(def.doc.empty()) << def.name;
    EXPECT_FALSE(def.identity.empty()) << def.name;
    (void)complete_options(def, def.identity);
    for (const AugmentationOption& o : def.options) {
      EXPECT_FALSE(o.doc.empty()) << def.name << " " << o.name;
      EXPECT_EQ(complete_options(def, {{o.name, o.default_value}}).values(),
                complete_options(def, json::object()).values())
          << def.name << " " << o.name;
    }
  }
}

TEST(EveryAugmentation, ChangesNothingAtStrengthZero) {
  for (const Shape& shape : kShapes) {
    const Tensor pictures = scenery(shape, 1);
    for (const AugmentationDef* def : picture_changes())
      for (std::int64_t epoch = 0; epoch < 4; ++epoch)
        EXPECT_TRUE(bit_equal(only(def->name, def->identity).apply(pictures, counted(6), epoch, 5),
                              pictures))
            << def->name << " " << to_string(shape);
  }
}

TEST(EveryAugmentation, ChangesMostPictures) {
  const Tensor pictures = scenery({40, 3, 24, 24}, 2);
  for (const AugmentationDef* def : picture_changes()) {
    const Tensor changed = only(def->name, always(*def)).apply(pictures, counted(40), 0, 5);
    int same = 0;
    for (std::int64_t row = 0; row < 40; ++row)
      same += bit_equal(changed.rows(row, 1), pictures.rows(row, 1));
    EXPECT_LE(same, 8) << def->name;
  }
}

TEST(EveryAugmentation, OfARowDependsOnNeitherBatchNorThreads) {
  for (const Shape& shape : kShapes) {
    const Tensor pictures = scenery(shape, 3);
    const std::vector<std::int64_t> rows = {7, 0, 3, std::int64_t{1} << 40, 12, 5};
    for (const AugmentationDef* def : picture_changes()) {
      const Augmenter augmenter = only(def->name, always(*def));
      const Tensor all = augmenter.apply(pictures, rows, 2, 9);
      EXPECT_TRUE(bit_equal(augmenter.apply(pictures, rows, 2, 9, 3), all)) << def->name;
      for (std::int64_t i = 0; i < 6; ++i)
        EXPECT_TRUE(bit_equal(
            augmenter.apply(pictures.rows(i, 1),
                            std::span(rows).subspan(static_cast<std::size_t>(i), 1), 2, 9),
            all.rows(i, 1)))
            << def->name << " " << i;
    }
  }
}

TEST(EveryAugmentation, DrawsAnewForEachRowEpochSeedAndPlaceInTheList) {
  const Tensor same = [] {
    Tensor t(u8, {2, 3, 24, 24});
    const Tensor one = scenery({1, 3, 24, 24}, 4);
    for (std::int64_t i = 0; i < t.num_elements(); ++i) t.set(i, one.at(i % one.num_elements()));
    return t;
  }();
  const std::vector<std::int64_t> rows = counted(2);
  // Those that draw nothing but whether they happen are covered by the flips' distribution.
  for (const std::string name :
       {"pad_crop", "rotate", "affine", "colour", "erase", "random_resized_crop", "sharpness"}) {
    const Augmenter a = only(name, always(find_augmentation(name)));
    const Tensor first = a.apply(same, rows, 0, 1);
    EXPECT_FALSE(bit_equal(first.rows(0, 1), first.rows(1, 1))) << name;
    EXPECT_FALSE(bit_equal(a.apply(same, rows, 1, 1), first)) << name;
    EXPECT_FALSE(bit_equal(a.apply(same, rows, 0, 2), first)) << name;
    EXPECT_FALSE(bit_equal(a.apply(same, rows, 0, std::uint64_t{1} << 32 | 1), first)) << name;
    const Augmenter second(
        json::array({{{"name", "flip_vertical"}, {"options", {{"p", 0}}}}, a.declared()[0]}));
    EXPECT_FALSE(bit_equal(second.apply(same, rows, 0, 1), first)) << name;
  }
}

TEST(EveryAugmentation, OfAGreyPictureInThreeChannelsStaysGrey) {
  const Tensor grey = scenery({8, 1, 20, 20}, 5);
  Tensor colour(u8, {8, 3, 20, 20});
  for (std::int64_t i = 0; i < colour.num_elements(); ++i)
    colour.set(i, grey.at(i / 1200 * 400 + i % 400));
  for (const AugmentationDef* def : picture_changes()) {
    if (def->name == "erase") continue;  // its noise is coloured
    const Tensor changed = only(def->name, always(*def)).apply(colour, counted(8), 0, 3);
    for (std::int64_t i = 0; i < 8; ++i)
      for (std::int64_t k = 0; k < 800; ++k)
        ASSERT_NEAR(changed.at(i * 1200 + k), changed.at(i * 1200 + 400 + k), 1) << def->name;
  }
}

TEST(Flips, TwiceAreTheIdentity) {
  for (const Shape& shape : kShapes)
    for (const std::string name : {"flip_horizontal", "flip_vertical"}) {
      const Tensor pictures = scenery(shape, 6);
      const Augmenter flip = only(name, {{"p", 1}});
      const Tensor once = flip.apply(pictures, counted(6), 0, 0);
      EXPECT_TRUE(bit_equal(flip.apply(once, counted(6), 1, 1), pictures));
      EXPECT_EQ(bit_equal(once, pictures), shape == (Shape{6, 1, 1, 1})) << to_string(shape);
    }
}

TEST(Flips, MirrorTheAxisThatTheyName) {
  const Tensor p = Tensor::from<std::uint8_t>({1, 2, 3, 4, 5, 6}, {1, 1, 2, 3});
  const auto flipped = [&](const char* name) {
    return only(name, {{"p", 1}}).apply(p, counted(1), 0, 0);
  };
  EXPECT_TRUE(bit_equal(flipped("flip_horizontal"),
                        Tensor::from<std::uint8_t>({3, 2, 1, 6, 5, 4}, {1, 1, 2, 3})));
  EXPECT_TRUE(bit_equal(flipped("flip_vertical"),
                        Tensor::from<std::uint8_t>({4, 5, 6, 1, 2, 3}, {1, 1, 2, 3})));
}

TEST(Flips, HappenAsOftenAsTheySay) {
  const Tensor p = [] {
    Tensor t(u8, {4000, 1, 1, 2});
    for (std::int64_t i = 0; i < 8000; ++i) t.set(i, static_cast<double>(i % 2));
    return t;
  }();
  for (const double share : {0.1, 0.5, 0.8}) {
    const Augmenter flip = only("flip_horizontal", {{"p", share}});
    std::vector<int> together(4);
    const Tensor a = flip.apply(p, counted(4000), 0, 3), b = flip.apply(p, counted(4000), 1, 3);
    for (std::int64_t i = 0; i < 4000; ++i)
      ++together[static_cast<std::size_t>(2 * a.at(2 * i) + b.at(2 * i))];
    // Five standard deviations; two epochs are independent.
    const auto near = [](int count, double expected) {
      EXPECT_NEAR(count, 4000 * expected, 5 * std::sqrt(4000 * expected * (1 - expected)));
    };
    near(together[2] + together[3], share);
    near(together[1] + together[3], share);
    near(together[3], share * share);
  }
}

TEST(PadCrop, MovesByEveryOffsetAlike) {
  Tensor p(u8, {4900, 1, 8, 8});
  for (std::int64_t i = 0; i < p.num_elements(); ++i) p.set(i, static_cast<double>(i % 64));
  const Tensor moved = only("pad_crop", {{"padding", 0.375}}).apply(p, counted(4900), 0, 0);
  std::map<std::int64_t, int> offsets;
  for (std::int64_t i = 0; i < 4900; ++i) {
    // The pixel in the middle tells where it came from.
    const auto from = static_cast<std::int64_t>(moved.at(i * 64 + 4 * 8 + 4));
    ++offsets[from];
    const std::int64_t dy = from / 8 - 4, dx = from % 8 - 4;
    const auto mirrored = [](std::int64_t k) { return k < 0 ? -k : k > 7 ? 14 - k : k; };
    for (std::int64_t y = 0; y < 8; ++y)
      for (std::int64_t x = 0; x < 8; ++x)
        ASSERT_EQ(moved.at(i * 64 + y * 8 + x), mirrored(y + dy) * 8 + mirrored(x + dx));
  }
  EXPECT_EQ(offsets.size(), 49u);
  for (const auto& [offset, count] : offsets) EXPECT_NEAR(count, 100, 50) << offset;
}

TEST(PadCrop, WithZeroHasNothingAtTheBorder) {
  const Tensor p = Tensor::full({u8, {200, 3, 8, 8}}, 9);
  const Tensor moved =
      only("pad_crop", {{"padding", 1}, {"border", "zero"}}).apply(p, counted(200), 0, 0);
  std::map<double, int> values;
  for (std::int64_t i = 0; i < moved.num_elements(); ++i) ++values[moved.at(i)];
  EXPECT_EQ(values.size(), 2u);
  EXPECT_GT(values[0], values[9] / 4);
}

TEST(Erase, ReplacesTheShareOfTheAreaThatItSays) {
  const Tensor p = Tensor::full({u8, {300, 3, 40, 40}}, 255);
  const json options{{"p", 1}, {"area_min", 0.1}, {"area_max", 0.3}, {"fill", "zero"}};
  const Tensor erased = only("erase", options).apply(p, counted(300), 0, 0);
  double sum = 0;
  for (std::int64_t row = 0; row < 300; ++row) {
    int count = 0;
    for (std::int64_t k = 0; k < 1600; ++k) {
      count += erased.at(row * 4800 + k) == 0;
      ASSERT_EQ(erased.at(row * 4800 + k), erased.at(row * 4800 + 3200 + k));
    }
    ASSERT_GE(count, 1600 * 0.1 * 0.85);
    ASSERT_LE(count, 1600 * 0.3 * 1.15);
    sum += count / 1600.0;
  }
  EXPECT_NEAR(sum / 300, 0.2, 0.02);
}

TEST(Presets, AreAugmenters) {
  const Tensor pictures = scenery({4, 3, 32, 32}, 7);
  for (const std::string& name : augmentation_preset_names()) {
    const Augmenter augmenter(augmentation_preset(name));
    const Tensor changed = augmenter.apply(pictures, counted(4), 0, 0);
    EXPECT_EQ(bit_equal(changed, pictures), name == "none") << name;
    EXPECT_EQ(augmenter.changes_pictures(), name != "none");
    const bool flips = augmenter.declared().dump().find("flip_") != std::string::npos;
    EXPECT_EQ(flips, name == "flip" || name == "light" || name == "strong") << name;
    // What is declared does the same, whatever the defaults become.
    const Augmenter again(json::parse(augmenter.declared().dump()));
    EXPECT_EQ(again.declared(), augmenter.declared());
    EXPECT_TRUE(bit_equal(again.apply(pictures, counted(4), 0, 0), changed)) << name;
  }
  EXPECT_EQ(failure_of([] { (void)augmentation_preset("lihgt"); }), "unknown_augmentation");
}

TEST(Augmenter, RefusesWhatItDoesNotKnow) {
  const auto made = [](const json& list) { return failure_of([&] { Augmenter a(list); }); };
  EXPECT_EQ(made({{"name", "rotate"}}), "bad_augmentation");
  EXPECT_EQ(made(json::array({1})), "bad_augmentation");
  EXPECT_EQ(made(json::array({{{"name", 3}}})), "bad_augmentation");
  EXPECT_EQ(made(json::array({{{"name", "rotat"}}})), "unknown_augmentation");
  const auto rotate = [&](const json& options) {
    return made(json::array({{{"name", "rotate"}, {"options", options}}}));
  };
  EXPECT_EQ(rotate({{"degree", 3}}), "unknown_option");
  EXPECT_EQ(rotate(7), "bad_option");
  for (const json& wrong : {json(-1), json(181), json("3"), json(nullptr), json(NAN)})
    EXPECT_EQ(rotate({{"degrees", wrong}}), "bad_option") << wrong;
  for (const json& wrong : {json(1.5), json(256), json(true)})
    EXPECT_EQ(rotate({{"fill", wrong}}), "bad_option") << wrong;
  EXPECT_EQ(rotate({{"degrees", 3}, {"fill", 255}}), "");
  EXPECT_EQ(failure_of([] { (void)only("pad_crop", {{"border", "wrap"}}); }), "bad_option");
  try {
    (void)only("rotate", {{"degree", 3}});
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(e.fix().en.find("\"degrees\""), std::string::npos);
  }
}

TEST(Augmenter, RefusesRowsThatAreNotPictures) {
  const Augmenter flip = only("flip_horizontal");
  const auto applied = [&](const Tensor& t, std::int64_t rows) {
    return failure_of([&] { (void)flip.apply(t, counted(rows), 0, 0); });
  };
  EXPECT_EQ(applied(scenery({2, 3, 4, 4}, 1), 2), "");
  EXPECT_EQ(applied(scenery({0, 3, 4, 4}, 1), 0), "");
  EXPECT_EQ(applied(scenery({2, 3, 4, 4}, 1), 3), "shape_mismatch");
  EXPECT_EQ(applied(scenery({2, 2, 4, 4}, 1), 2), "shape_mismatch");
  EXPECT_EQ(applied(scenery({2, 3, 0, 4}, 1), 2), "shape_mismatch");
  EXPECT_EQ(applied(scenery({2, 48}, 1), 2), "shape_mismatch");
  EXPECT_EQ(applied(scenery({2, 3, 4, 4}, 1).to(f32), 2), "dtype_mismatch");
}

TEST(AugmentationList, IsAPresetOrAugmentationsWithOptions) {
  EXPECT_EQ(augmentation_list("light"), augmentation_preset("light"));
  const nlohmann::json list = augmentation_list("flip_horizontal+rotate(degrees=10, fill=255)");
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[1]["name"], "rotate");
  EXPECT_EQ(list[1]["options"]["degrees"], 10);
  EXPECT_EQ(list[1]["options"]["fill"], 255);
  EXPECT_TRUE(mirrors_pictures(list));
  EXPECT_EQ(augmentation_list("rotate")[0]["options"]["degrees"], 15);
  EXPECT_FALSE(mirrors_pictures(augmentation_list("rotate")));
  const auto failure = [](const char* given) {
    return failure_of([&] { (void)augmentation_list(given); });
  };
  EXPECT_EQ(failure("lihgt"), "unknown_augmentation");
  EXPECT_EQ(failure("flip_horizontal+rotat"), "unknown_augmentation");
  EXPECT_EQ(failure("rotate(degree=10)"), "unknown_option");
  EXPECT_EQ(failure("rotate(degrees=1000)"), "bad_option");
  EXPECT_EQ(failure("rotate(degrees=ten)"), "bad_option");
  EXPECT_EQ(failure("flip_horizontal+mixup"), "bad_augmentation");
}

}  // namespace
}  // namespace ingot
