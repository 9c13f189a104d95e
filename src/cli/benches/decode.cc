#include <cstdio>
// jpeglib.h needs the types of stdio.h.
#include <jpeglib.h>

#include <cstdlib>

#include "base/rng.h"
#include "cli/bench_def.h"
#include "data/picture_file.h"

namespace ingot {
namespace {

constexpr int kHeight = 480, kWidth = 640;
constexpr std::uint32_t kPictures = 16;

// Waves of three lengths in each colour, and noise of four levels: about 1.5 bits a pixel.
std::vector<std::uint8_t> waves(std::uint32_t picture) {
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x)
      for (int c = 0; c < 3; ++c) {
        const auto index = static_cast<std::uint32_t>((y * kWidth + x) * 3 + c);
        const double slow = std::sin(0.01 * x + 0.02 * y + picture + c);
        const double fast = std::sin(0.15 * x - 0.1 * y * (c + 1)) * std::sin(0.03 * y + picture);
        const auto noise = static_cast<double>(philox4x32({index, picture, 0, 0}, {3, 0})[0] % 4);
        pixels.push_back(static_cast<std::uint8_t>(128 + 60 * slow + 40 * fast + noise));
      }
  return pixels;
}

std::string jpeg_of_waves(std::uint32_t picture) {
  std::vector<std::uint8_t> pixels = waves(picture);
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_height = kHeight;
  jpeg.image_width = kWidth;
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  constexpr int kQuality = 90;
  jpeg_set_quality(&jpeg, kQuality, TRUE);
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height) {
    JSAMPROW row = pixels.data() + std::size_t{jpeg.next_scanline} * kWidth * 3;
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  std::string file(reinterpret_cast<char*>(bytes), size);
  jpeg_destroy_compress(&jpeg);
  std::free(bytes);
  return file;
}

}  // namespace

BenchDef define_decode_bench() {
  return {.name = "decode",
          .summary = text("16 JPEG pictures of 640 x 480 on one thread, whole and at a quarter",
                          "单线程解码 16 张 640 x 480 的 JPEG 图片: 原尺寸与四分之一"),
          .sizes = {"whole", "quarter"},
          .prepare = [](int, const std::string& size) {
            auto files = std::make_shared<std::vector<std::string>>();
            for (std::uint32_t i = 0; i < kPictures; ++i) files->push_back(jpeg_of_waves(i));
            const PictureSize wanted =
                size == "whole" ? PictureSize{} : PictureSize{kHeight / 4, kWidth / 4};
            BenchRun run;
            run.once = [files, wanted] {
              for (const std::string& file : *files) (void)decode_picture(file, "bench", wanted);
            };
            run.files = [files] {
              std::vector<std::pair<std::string, std::string>> named;
              for (std::size_t i = 0; i < files->size(); ++i)
                named.emplace_back(fmt::format("decode{}.jpg", i), (*files)[i]);
              return named;
            };
            return run;
          }};
}

}  // namespace ingot
