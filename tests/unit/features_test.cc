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

TEST(Resize, OfACheckerboardToHalfIsTheMeanOfFourPixels) {
  const Tensor board = Tensor::from<std::uint8_t>({0, 100, 10, 20,  //
                                                   200, 40, 30, 41},
                                                  {2, 4});
  EXPECT_TRUE(
      bit_equal(resize_pictures(board, 1, 2), Tensor::from<std::uint8_t>({85, 25}, {1, 2})));
}

TEST(Resize, ByAFractionWeighsPixelsByTheirArea) {
  // A new pixel covers 1.5 old ones: (2 a + b) / 3 and (b + 2 c) / 3.
  const Tensor line = Tensor::from<std::uint8_t>({30, 90, 240}, {1, 3});
  EXPECT_TRUE(
      bit_equal(resize_pictures(line, 1, 2), Tensor::from<std::uint8_t>({50, 190}, {1, 2})));
}

TEST(Resize, ToTwiceTheSizeInterpolatesBetweenCentres) {
  // Centres of the new pixels lie at -1/4, 1/4, 3/4, 5/4 of the old ones.
  const Tensor line = Tensor::from<std::uint8_t>({40, 80}, {2, 1});
  EXPECT_TRUE(
      bit_equal(resize_pictures(line, 4, 1), Tensor::from<std::uint8_t>({40, 50, 70, 80}, {4, 1})));
}

TEST(Resize, KeepsAnEvenPictureEvenAtEverySize) {
  for (const double value : {0.0, 1.0, 127.0, 255.0})
    for (std::int64_t h = 1; h < 40; h += 3)
      for (std::int64_t w = 1; w < 40; w += 4)
        ASSERT_TRUE(bit_equal(resize_pictures(Tensor::full({u8, {17, 11}}, value), h, w),
                              Tensor::full({u8, {h, w}}, value)))
            << value << " " << h << " " << w;
}

TEST(Resize, MirrorsWithThePicture) {
  const auto mirrored = [](const Tensor& t) {
    Tensor m = t.clone();
    const std::size_t w = static_cast<std::size_t>(t.shape()[1]);
    auto out = m.mutable_data<std::uint8_t>();
    for (std::size_t y = 0; y < out.size(); y += w) std::reverse(&out[y], &out[y] + w);
    return m;
  };
  const Tensor picture = noise({9, 14}, 10);
  for (const std::int64_t w : {5, 7, 28, 31}) {
    const Tensor a = mirrored(resize_pictures(picture, 6, w));
    const Tensor b = resize_pictures(mirrored(picture), 6, w);
    for (std::int64_t i = 0; i < a.num_elements(); ++i) ASSERT_NEAR(a.at(i), b.at(i), 1) << w;
  }
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
