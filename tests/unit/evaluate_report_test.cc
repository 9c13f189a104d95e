#include <gtest/gtest.h>
#include <png.h>

#include <nlohmann/json.hpp>

#include "evaluate/png.h"
#include "evaluate/report.h"
#include "evaluate/report_template.h"

namespace ingot {
namespace {

using nlohmann::json;

Evaluation small_evaluation() {
  const Predictions p = {Tensor::from(std::vector<float>{0.9F, 0.8F, 0.2F}, {3}),
                         Tensor::from(std::vector<std::int64_t>{1, 0, 0}, {3}),
                         {"stays", "leaves"}};
  EvaluateOptions options{.replicates = 100};
  options.training_truth = Tensor::from(std::vector<std::int64_t>{0, 0, 1}, {3});
  return evaluate(p, options);
}

json small_report() {
  return {{"product", {{"name", "churn"}}}, {"evaluation", to_json(small_evaluation())}};
}

/// What a browser finds in the script element of the data.
std::string data_of(const std::string& page) {
  const std::string open = "id=\"report-data\">";
  const std::size_t from = page.find(open) + open.size();
  return page.substr(from, page.find("</script", from) - from);
}

TEST(ReportTemplate, IsOneSmallFileThatAsksForNothing) {
  const std::string page(report_template());
  EXPECT_LT(page.size(), 300'000U);
  EXPECT_EQ(data_of(page), "\"__INGOT_REPORT__\"");
  for (const char* loads :
       {"<script src", "<link rel=\"stylesheet\"", "modulepreload", "@import", "url(http"})
    EXPECT_EQ(page.find(loads), std::string::npos) << loads;
}

TEST(Report, GivesItsDataBack) {
  const json report = small_report();
  json found = json::parse(data_of(render_report(report)));
  EXPECT_EQ(found["schema"], 1);
  found.erase("schema");
  EXPECT_EQ(found, report);
}

TEST(Report, CannotBeBrokenOutOf) {
  json report = small_report();
  const std::string hostile =
      "</script><script>alert(1)</script><!-- \xe2\x80\xa8\xe2\x80\xa9 & \"\\";
  report["product"]["name"] = hostile;
  const std::string page = render_report(report), data = data_of(page);
  EXPECT_EQ(data.find_first_of("<>&"), std::string::npos);
  EXPECT_EQ(data.find("\xe2\x80\xa8"), std::string::npos);
  EXPECT_EQ(json::parse(data)["product"]["name"], hostile);
  EXPECT_EQ(page.find("alert(1)</script>"), std::string::npos);
}

TEST(Report, MendsTextThatIsNotUtf8) {
  json report = small_report();
  report["product"]["name"] = "caf\xe9";
  EXPECT_EQ(json::parse(data_of(render_report(report)))["product"]["name"], "caf\xef\xbf\xbd");
}

TEST(Report, IsRefusedWithoutItsRequiredParts) {
  EXPECT_THROW((void)render_report(json::object()), Error);
  EXPECT_THROW((void)render_report({{"product", {{"name", "x"}}}}), Error);
  EXPECT_THROW((void)render_report(json()), Error);
}

TEST(EvaluationAsJson, HoldsWhatThePageShows) {
  const json j = to_json(small_evaluation());
  EXPECT_EQ(j["rows"], 3);
  const json& accuracy = j["metrics"][0];
  EXPECT_EQ(accuracy["name"], "accuracy");
  EXPECT_EQ(accuracy["direction"], "higher");
  EXPECT_EQ(accuracy["unit"], "share");
  EXPECT_DOUBLE_EQ(accuracy["value"], 2.0 / 3);
  EXPECT_EQ(accuracy["interval"]["replicates"], 100);
  EXPECT_EQ(accuracy["label"]["zh"], "准确率");
  EXPECT_EQ(j["confusion"], json::parse("[[1,1],[0,1]]"));
  EXPECT_EQ(j["mistakes"][0]["truth"], "stays");
  EXPECT_EQ(j["mistakes"][0]["predicted"], "leaves");
  EXPECT_EQ(j["per_class"][1]["name"], "leaves");
  EXPECT_EQ(j["baselines"][0]["name"], "majority");
  for (const json& metric : j["metrics"])
    if (metric["name"] == "log_loss") {
      EXPECT_TRUE(metric["range"][1].is_null()) << "there is no limit";
    }
}

TEST(EvaluationAsJson, LeavesOutAMatrixThatNobodyCanRead) {
  constexpr std::int64_t kClasses = 65;
  std::vector<std::string> names;
  for (int c = 0; c < kClasses; ++c) names.push_back(std::to_string(c));
  Tensor scores = Tensor::zeros({f32, {1, kClasses}});
  scores.set(3, 1);
  const json j = to_json(evaluate({scores, Tensor::from(std::vector<std::int64_t>{8}, {1}), names},
                                  {.replicates = 0}));
  EXPECT_FALSE(j.contains("confusion"));
  EXPECT_EQ(j["confused_pairs"][0]["truth"], "8");
}

TEST(Summary, SpeaksBothLanguagesAndNamesTheFigures) {
  const Text summary = summarise(small_evaluation(), "outcome");
  for (const char* part : {"\"outcome\"", "in 66.7% of the cases", "leaves"})
    EXPECT_NE(summary.en.find(part), std::string::npos) << part << " in " << summary.en;
  for (const char* part : {"“outcome”", "66.7%", "leaves"})
    EXPECT_NE(summary.zh.find(part), std::string::npos) << part << " in " << summary.zh;
}

TEST(Summary, SaysSoWhenTheModelIsNoBetterThanTheBaseline) {
  const Predictions p = {Tensor::from(std::vector<float>{0.9F, 0.9F, 0.9F}, {3}),
                         Tensor::from(std::vector<std::int64_t>{0, 0, 0}, {3}),
                         {"no", "yes"}};
  EvaluateOptions options{.replicates = 20};
  options.training_truth = Tensor::from(std::vector<std::int64_t>{0}, {1});
  EXPECT_NE(summarise(evaluate(p, options), "").en.find("learned nothing"), std::string::npos);
}

TEST(Summary, DoesNotCallAModelUselessThatRanksWell) {
  // Never certain enough to call a "yes", but every "yes" is before every "no".
  std::vector<float> scores(40, 0.1F);
  std::vector<std::int64_t> truth(40, 0);
  for (std::size_t i = 0; i < 8; ++i) {
    scores[i] = 0.4F;
    truth[i] = 1;
  }
  const Predictions p = {Tensor::from(scores, {40}), Tensor::from(truth, {40}), {"no", "yes"}};
  EvaluateOptions options{.replicates = 100};
  options.training_truth = Tensor::from(std::vector<std::int64_t>{0}, {1});
  const Text summary = summarise(evaluate(p, options), "");
  EXPECT_EQ(summary.en.find("learned nothing"), std::string::npos) << summary.en;
  EXPECT_NE(summary.en.find("lower threshold"), std::string::npos) << summary.en;
}

TEST(Summary, OfNumbersStatesTheError) {
  const Predictions p = {Tensor::from(std::vector<double>{1, 2, 4}, {3}),
                         Tensor::from(std::vector<double>{1, 2, 3}, {3})};
  EXPECT_NE(summarise(evaluate(p, {.replicates = 0}), "price").en.find("off by 0.3333"),
            std::string::npos);
}

/// Reads with libpng's own reader.
Tensor decode_png(const std::string& file, png_uint_32 format, std::int64_t channels) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  EXPECT_NE(png_image_begin_read_from_memory(&image, file.data(), file.size()), 0);
  image.format = format;
  Tensor pixels(u8, {image.height, image.width, channels});
  EXPECT_NE(png_image_finish_read(&image, nullptr, pixels.mutable_raw(), 0, nullptr), 0);
  return pixels;
}

TEST(Png, GivesEveryPixelBack) {
  for (const std::int64_t channels : {1, 3, 4}) {
    Tensor picture(u8, {5, 7, channels});
    for (std::int64_t i = 0; i < picture.num_elements(); ++i)
      picture.set(i, static_cast<double>((i * 37) % 256));
    const png_uint_32 format = channels == 1   ? PNG_FORMAT_GRAY
                               : channels == 3 ? PNG_FORMAT_RGB
                                               : PNG_FORMAT_RGBA;
    EXPECT_TRUE(bit_equal(decode_png(encode_png(picture), format, channels), picture)) << channels;
  }
}

TEST(Png, RefusesWhatIsNoPicture) {
  EXPECT_THROW((void)encode_png(Tensor::zeros({u8, {4}})), Error);
  EXPECT_THROW((void)encode_png(Tensor::zeros({u8, {4, 4, 2}})), Error);
  EXPECT_THROW((void)encode_png(Tensor::zeros({u8, {0, 4}})), Error);
  EXPECT_THROW((void)encode_png(Tensor::zeros({f32, {4, 4}})), Error);
}

TEST(Png, AsAUriIsBase64) {
  const std::string uri = png_data_uri(Tensor::zeros({u8, {2, 2}}));
  EXPECT_TRUE(uri.starts_with("data:image/png;base64,iVBORw0KGgo")) << uri;
  EXPECT_EQ(uri.find('\0'), std::string::npos);
}

TEST(Png, BytesOfFloatsAreClipped) {
  const Tensor picture = Tensor::from(
      std::vector<float>{-1, 0, 0.5F, 1, 2, std::numeric_limits<float>::quiet_NaN()}, {2, 3});
  const Tensor bytes = to_bytes(picture, 0, 1);
  const std::vector<int> expected = {0, 0, 128, 255, 255, 0};
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_EQ(bytes.data<std::uint8_t>()[i], expected[i]);
}

}  // namespace
}  // namespace ingot
