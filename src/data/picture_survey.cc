#include "data/picture_survey.h"

#include <mutex>

#include "base/progress.h"
#include "base/utf8.h"
#include "base/workers.h"
#include "data/picture_file.h"
#include "data/picture_format.h"
#include "data/repeated_pictures.h"

namespace ingot {

std::vector<PictureFacts> survey_pictures(const PictureFiles& files, const SurveyOptions& options) {
  constexpr std::int64_t kReportEvery = 500;
  // What a hash needs; a JPEG file is decoded to its end at this size, too.
  constexpr PictureSize kEnough{2 * kHashSide, 2 * kHashSide};
  std::vector<PictureFacts> facts(files.names.size());
  const auto total = static_cast<std::int64_t>(facts.size());
  std::mutex mutex;
  std::int64_t done = 0;
  on_workers(options.num_threads, total, [&](std::int64_t i) {
    PictureFacts& f = facts[static_cast<std::size_t>(i)];
    const std::string name = mended_utf8(files.names[static_cast<std::size_t>(i)]);
    try {
      const std::string bytes = read_picture_bytes(files.path(static_cast<std::size_t>(i)));
      f.identity.digest = sha256_digest(bytes);
      f.misnamed = is_misnamed(name, bytes);
      const Shape shape = picture_shape(bytes, name);
      const Tensor picture = decode_picture(bytes, name, kEnough);
      f.channels = static_cast<std::int8_t>(shape[0]);
      f.height = static_cast<std::int32_t>(shape[1]);
      f.width = static_cast<std::int32_t>(shape[2]);
      if (options.with_hashes && std::min(f.height, f.width) >= kFewestComparedPixels)
        f.identity.hash = std::make_unique<PictureHash>(hash_picture(picture));
    } catch (const Error& e) {
      f.problem = std::make_unique<Text>(e.message());
    }
    const std::lock_guard lock(mutex);
    if (++done % kReportEvery == 0 && options.progress)
      options.progress->at({.stage = text("looking at the pictures", "检查图片"),
                            .done = done,
                            .total = total,
                            .unit = text("files", "个文件"),
                            .figures = {}});
  });
  return facts;
}

}  // namespace ingot
