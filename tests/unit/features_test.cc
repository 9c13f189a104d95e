#include <gtest/gtest.h>

#include <numeric>

#include "base/rng.h"
#include "data/resize.h"
#include "features/pipeline.h"

namespace ingot {
namespace {

using nlohmann::json;

Tensor noise(const Shape& shape, std::uint32_t seed) {
  Tensor t(u8, shape);
  std::uint32_t i = 0;
  for (std::uint8_t& v : t.mutable_data<std::uint8_t>())
    v = static_cast<std::uint8_t>(philox4x32({i++, 0, 0, 0}, {seed, 0})[0]);
  return t;
}

std::vector<std::int64_t> first_rows(std::int64_t count) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(count));
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

// The rows `chosen` of `pixels`, to be learned from.
auto chosen_of(const Tensor& pixels, std::vector<std::int64_t> chosen) {
  return selected_pictures(pictures_in_memory(pixels), std::move(chosen));
}

template <class F>
std::string code_of(F&& f) {
  try {
    f();
  } catch (const Error& e) {
    EXPECT_FALSE(e.message().zh.empty());
    return e.code();
  }
  return "";
}

TEST(Pipeline, DividesPicturesBy255) {
  const Tensor pixels = noise({5, 1, 4, 6}, 1);
  const Pipeline pipeline = Pipeline::for_pictures(*chosen_of(pixels, first_rows(3)));
  const Tensor rows = pipeline.apply(pixels);
  EXPECT_EQ(rows.type(), pipeline.output_type(5));
  EXPECT_EQ(rows.type(), (TensorType{f32, {5, 1, 4, 6}}));
  for (std::int64_t i = 0; i < rows.num_elements(); ++i)
    ASSERT_EQ(rows.data<float>()[static_cast<std::size_t>(i)],
              static_cast<float>(pixels.at(i)) / 255.0F);
}

TEST(Pipeline, StandardisesEachChannelOverTheTrainingRows) {
  const Tensor pixels = noise({8, 3, 5, 5}, 2);
  const std::vector<std::int64_t> chosen{1, 4, 6};
  const Tensor rows = Pipeline::for_pictures(*chosen_of(pixels, chosen), "standard").apply(pixels);
  for (std::int64_t c = 0; c < 3; ++c) {
    double sum = 0, squares = 0;
    for (const std::int64_t row : chosen)
      for (std::int64_t i = 0; i < 25; ++i) {
        const double v = rows.at((row * 3 + c) * 25 + i);
        sum += v;
        squares += v * v;
      }
    EXPECT_NEAR(sum / 75, 0, 1e-6);
    EXPECT_NEAR(squares / 75, 1, 1e-5);
  }
}

TEST(Pipeline, LearnsNothingFromOtherRows) {
  Tensor pixels = noise({6, 1, 3, 3}, 3);
  const std::vector<std::int64_t> chosen{0, 2, 5};
  const std::string before =
      Pipeline::for_pictures(*chosen_of(pixels, chosen), "standard").to_json();
  for (const std::size_t row : {1u, 3u, 4u})
    for (std::size_t i = 0; i < 9; ++i) pixels.mutable_data<std::uint8_t>()[row * 9 + i] = 0;
  EXPECT_EQ(Pipeline::for_pictures(*chosen_of(pixels, chosen), "standard").to_json(), before);
  pixels.mutable_data<std::uint8_t>()[2 * 9] ^= 1;
  EXPECT_NE(Pipeline::for_pictures(*chosen_of(pixels, chosen), "standard").to_json(), before);
}

TEST(Pipeline, DoesNotDependOnTheOrderOfTheTrainingRows) {
  const Tensor pixels = noise({50, 2, 7, 7}, 4);
  std::vector<std::int64_t> chosen = first_rows(50);
  const std::vector<TransformChoice> scale{{"scale", {{"to", "standard"}}}};
  const std::string text = Pipeline::fit(scale, *chosen_of(pixels, chosen)).to_json();
  std::reverse(chosen.begin(), chosen.end());
  EXPECT_EQ(Pipeline::fit(scale, *chosen_of(pixels, chosen)).to_json(), text);
}

TEST(Pipeline, GivesAChannelWithoutSpreadTheDeviationOne) {
  const Tensor grey = Tensor::full({u8, {4, 1, 2, 2}}, 7);
  const Tensor rows =
      Pipeline::for_pictures(*chosen_of(grey, first_rows(4)), "standard").apply(grey);
  EXPECT_TRUE(bit_equal(rows, Tensor::zeros({f32, {4, 1, 2, 2}})));
}

TEST(Pipeline, GivesARowTheSameBitsWhateverTheBatch) {
  const Tensor fitted = noise({9, 3, 8, 8}, 5), others = noise({7, 1, 13, 5}, 6);
  const Pipeline pipeline = Pipeline::for_pictures(*chosen_of(fitted, first_rows(9)), "standard");
  const Tensor all = pipeline.apply(others);
  EXPECT_EQ(all.type(), (TensorType{f32, {7, 3, 8, 8}}));
  for (std::int64_t row = 0; row < 7; ++row)
    EXPECT_TRUE(bit_equal(pipeline.apply(others.rows(row, 1)), all.rows(row, 1))) << row;
  EXPECT_EQ(pipeline.apply(others.rows(0, 0)).shape(), (Shape{0, 3, 8, 8}));
}

TEST(Pipeline, FitsPicturesOfOtherSizesAsItIsTold) {
  const Tensor pixels = noise({3, 3, 8, 8}, 19), others = noise({4, 1, 13, 5}, 20);
  for (const PictureFit fit :
       {PictureFit::stretch, PictureFit::letterbox, PictureFit::center_crop}) {
    const Pipeline pipeline = Pipeline::for_pictures(*pictures_in_memory(pixels), "unit", fit);
    const Tensor raw = pipeline.to_raw_rows(others);
    EXPECT_TRUE(bit_equal(raw, fit_pictures(others, {3, 8, 8}, fit)));
    EXPECT_TRUE(bit_equal(pipeline.apply(raw), pipeline.apply(others)));
    EXPECT_TRUE(bit_equal(pipeline.to_raw_rows(pixels), pixels));
    EXPECT_EQ(pipeline.to_raw_rows(others.rows(0, 0)).shape(), (Shape{0, 3, 8, 8}));
  }
  const Pipeline scale = Pipeline::fit({{"scale", json::object()}}, *pictures_in_memory(pixels));
  EXPECT_EQ(code_of([&] { (void)scale.to_raw_rows(others); }), "shape_mismatch");
}

TEST(Pipeline, ComesBackFromItsJsonWithTheSameBits) {
  const Tensor pixels = noise({9, 3, 8, 8}, 7);
  const Pipeline pipeline = Pipeline::for_pictures(*chosen_of(pixels, first_rows(5)), "standard");
  const Pipeline again = Pipeline::from_json(pipeline.to_json());
  EXPECT_EQ(again.to_json(), pipeline.to_json());
  EXPECT_EQ(again.input(), pipeline.input());
  EXPECT_TRUE(bit_equal(again.apply(pixels), pipeline.apply(pixels)));
}

class PipelineFile : public ::testing::Test {
 protected:
  static std::string code_of_json(const json& document) {
    return code_of([&] { (void)Pipeline::from_json(document.dump()); });
  }
  json document_ = json::parse(
      Pipeline::for_pictures(*pictures_in_memory(noise({2, 1, 4, 4}, 8)), "standard").to_json());
};

TEST_F(PipelineFile, OfANewerVersionIsRefused) {
  json newer = document_;
  newer["format"] = 2;
  EXPECT_EQ(code_of_json(newer), "newer_product");
  newer = document_;
  newer["transforms"][2]["version"] = 4000000000;
  EXPECT_EQ(code_of_json(newer), "newer_product");
}

TEST_F(PipelineFile, OfTheFirstVersionKeepsTheFilterOfItsResize) {
  json old = document_;
  old["transforms"][1]["version"] = 1;
  old["transforms"][1]["values"].erase("filter");
  const Pipeline pipeline = Pipeline::from_json(old.dump());
  const Tensor large = noise({2, 1, 9, 7}, 13);
  EXPECT_TRUE(bit_equal(pipeline.apply(large),
                        Pipeline::from_json(document_.dump())
                            .apply(resize_pictures(large, 4, 4, ResizeFilter::area))));
  EXPECT_EQ(Pipeline::from_json(pipeline.to_json()).to_json(), pipeline.to_json());
  EXPECT_TRUE(
      bit_equal(Pipeline::from_json(pipeline.to_json()).apply(large), pipeline.apply(large)));
  EXPECT_FALSE(
      bit_equal(Pipeline::from_json(document_.dump()).apply(large), pipeline.apply(large)));
}

TEST_F(PipelineFile, WithAnUnknownTransformIsRefusedWithANearName) {
  document_["transforms"][2]["name"] = "scales";
  try {
    (void)Pipeline::from_json(document_.dump());
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "unknown_transform");
    EXPECT_NE(e.fix().en.find("\"scale\""), std::string::npos);
  }
}

TEST_F(PipelineFile, IsRefusedWhenAMemberIsMissingOrOfAnotherType) {
  std::vector<json::json_pointer> places;
  const json flat = document_.flatten();
  for (const auto& [path, value] : flat.items()) places.emplace_back(path);
  for (const auto& [name, value] : document_.items()) places.emplace_back("/" + name);
  places.emplace_back("/transforms/1/values");
  for (const json::json_pointer& place : places)
    for (const json& wrong :
         {json(nullptr), json(true), json(-1), json(json::object({{"a", 1}}))}) {
      if (place.to_string().starts_with("/transforms/2/values/mean") && wrong == -1) continue;
      json changed = document_;
      changed[place] = wrong;
      const std::string code = code_of_json(changed);
      EXPECT_EQ(code, "bad_pipeline") << place.to_string() << " " << wrong;
    }
}

TEST_F(PipelineFile, IsRefusedWhenItIsCutAnywhere) {
  const std::string whole = document_.dump();
  for (std::size_t n = 0; n < whole.size(); ++n)
    EXPECT_EQ(code_of([&] { (void)Pipeline::from_json(whole.substr(0, n)); }), "bad_pipeline") << n;
}

TEST_F(PipelineFile, WhoseTransformsDoNotFitTogetherIsRefused) {
  std::swap(document_["transforms"][0], document_["transforms"][2]);
  EXPECT_EQ(code_of_json(document_), "bad_pipeline");
}

TEST(Pipeline, RefusesWhatItCannotTake) {
  const Tensor pixels = noise({2, 1, 4, 4}, 9);
  const Pipeline pipeline = Pipeline::for_pictures(*chosen_of(pixels, first_rows(2)));
  EXPECT_EQ(code_of([&] { (void)pipeline.apply(pixels.to(f32)); }), "dtype_mismatch");
  EXPECT_EQ(code_of([&] { (void)pipeline.apply(pixels.reshape({8, 4})); }), "shape_mismatch");
  EXPECT_EQ(code_of([&] { (void)pipeline.apply(pixels.reshape({2, 2, 2, 4})); }), "shape_mismatch");
  EXPECT_EQ(
      code_of([&] { (void)Pipeline::for_pictures(*chosen_of(pixels, first_rows(2)), "log"); }),
      "bad_option");
  EXPECT_EQ(code_of([&] { (void)Pipeline::for_pictures(*chosen_of(pixels, {}), "standard"); }),
            "no_rows");
}

TEST(Scale, TakesGivenMeansAndDeviations) {
  const Tensor pixels = noise({2, 3, 4, 4}, 14);
  const json given{{"to", "given"}, {"mean", {10, 20, 30}}, {"deviation", {2, 4, 8}}};
  const Tensor rows = Pipeline::fit({{"scale", given}}, *pictures_in_memory(pixels)).apply(pixels);
  for (std::int64_t i = 0; i < pixels.num_elements(); ++i) {
    const std::int64_t c = i / 16 % 3;
    ASSERT_EQ(rows.at(i), (pixels.at(i) - 10.0 * static_cast<double>(c + 1)) / (2 << c));
  }
  const auto fit = [&](const json& options) {
    return code_of([&] { (void)Pipeline::fit({{"scale", options}}, *pictures_in_memory(pixels)); });
  };
  EXPECT_EQ(fit({{"to", "given"}}), "bad_pipeline");
  EXPECT_EQ(fit({{"to", "given"}, {"mean", {1, 2, 3}}, {"deviation", {1, 0, 1}}}), "bad_pipeline");
  EXPECT_EQ(fit({{"to", "given"}, {"mean", {1, 2}}, {"deviation", {1, 2}}}), "shape_mismatch");
}

TEST(Letterbox, KeepsTheAspectOnAGroundOfItsColour) {
  const Tensor wide = Tensor::full({u8, {2, 3, 4, 8}}, 200);
  const Pipeline pipeline =
      Pipeline::fit({{"letterbox", {{"height", 6}, {"width", 6}, {"colour", {1, 2, 3}}}}},
                    *pictures_in_memory(wide));
  const Tensor boxed = Pipeline::from_json(pipeline.to_json()).apply(wide);
  ASSERT_EQ(boxed.shape(), (Shape{2, 3, 6, 6}));
  for (std::int64_t i = 0; i < boxed.num_elements(); ++i) {
    const std::int64_t y = i / 6 % 6, c = i / 36 % 3;
    ASSERT_EQ(boxed.at(i), y < 1 || y > 3 ? static_cast<double>(c + 1) : 200.0) << i;
  }
}

TEST(Letterbox, OfTheSameAspectIsAResize) {
  const Tensor pictures = noise({2, 3, 10, 6}, 15);
  const Pipeline pipeline =
      Pipeline::fit({{"letterbox", {{"height", 5}, {"width", 3}}}}, *pictures_in_memory(pictures));
  EXPECT_TRUE(bit_equal(pipeline.apply(pictures), resize_pictures(pictures, 5, 3)));
}

TEST(Letterbox, OfAnExtremeAspectKeepsALine) {
  const Tensor line = Tensor::full({u8, {1, 1, 1, 500}}, 255);
  const Pipeline pipeline =
      Pipeline::fit({{"letterbox", {{"height", 8}, {"width", 8}}}}, *pictures_in_memory(line));
  const Tensor boxed = pipeline.apply(line);
  for (std::int64_t i = 0; i < 64; ++i) ASSERT_EQ(boxed.at(i), i / 8 == 3 ? 255 : 0) << i;
}

TEST(Letterbox, RefusesAColourThatDoesNotFit) {
  const Tensor pictures = noise({1, 3, 4, 4}, 16);
  const auto fit = [&](const json& colour) {
    return code_of([&] {
      (void)Pipeline::fit({{"letterbox", {{"height", 8}, {"width", 4}, {"colour", colour}}}},
                          *pictures_in_memory(pictures))
          .apply(pictures);
    });
  };
  EXPECT_EQ(fit({1, 2}), "shape_mismatch");
  for (const json& colour : {json(7), json::array(), json{1, 2, 256}, json{-1}, json{0.5}})
    EXPECT_EQ(fit(colour), "bad_pipeline") << colour;
}

TEST(CenterCrop, CutsTheMiddle) {
  const Tensor pictures = noise({2, 3, 6, 10}, 17);
  const Tensor cropped =
      Pipeline::fit({{"center_crop", {{"height", 4}, {"width", 4}, {"share", 0.6667}}}},
                    *pictures_in_memory(pictures))
          .apply(pictures);
  ASSERT_EQ(cropped.shape(), (Shape{2, 3, 4, 4}));
  for (std::int64_t p = 0; p < 6; ++p)
    for (std::int64_t y = 0; y < 4; ++y)
      for (std::int64_t x = 0; x < 4; ++x)
        ASSERT_EQ(cropped.at((p * 4 + y) * 4 + x), pictures.at((p * 6 + y + 1) * 10 + x + 3));
}

TEST(CenterCrop, OfAllOfThePictureIsAResize) {
  const Tensor pictures = noise({2, 1, 6, 10}, 18);
  const json options{{"height", 3}, {"width", 5}};
  EXPECT_TRUE(bit_equal(
      Pipeline::fit({{"center_crop", options}}, *pictures_in_memory(pictures)).apply(pictures),
      resize_pictures(pictures, 3, 5)));
  EXPECT_EQ(code_of([&] {
              (void)Pipeline::fit({{"center_crop", {{"height", 3}, {"width", 5}, {"share", 0}}}},
                                  *pictures_in_memory(pictures));
            }),
            "bad_pipeline");
}

TEST(Channels, OfAColourBecomeItsLuma) {
  const Tensor rgb = Tensor::from<std::uint8_t>({255, 0, 0, 255,  //
                                                 0, 255, 0, 255,  //
                                                 0, 0, 255, 255},
                                                {3, 1, 4});
  EXPECT_TRUE(
      bit_equal(with_channels(rgb, 1), Tensor::from<std::uint8_t>({76, 150, 29, 255}, {1, 1, 4})));
}

TEST(Channels, OfAGreyPictureComeBackAfterColour) {
  const Tensor grey = noise({3, 1, 6, 5}, 11);
  const Tensor colour = with_channels(grey, 3);
  EXPECT_EQ(colour.shape(), (Shape{3, 3, 6, 5}));
  EXPECT_TRUE(bit_equal(with_channels(colour, 1), grey));
  EXPECT_EQ(code_of([&] { (void)with_channels(noise({1, 2, 3, 3}, 12), 3); }), "shape_mismatch");
}

}  // namespace
}  // namespace ingot
