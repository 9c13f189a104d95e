#include "data/picture_survey.h"

#include <mutex>

#include "base/progress.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "base/workers.h"
#include "data/picture_file.h"
#include "data/picture_format.h"

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
      f.sha256 = sha256(bytes);
      f.misnamed = is_misnamed(name, bytes);
      const Shape shape = picture_shape(bytes, name);
      const Tensor picture = decode_picture(bytes, name, kEnough);
      if (options.with_hashes) f.hash = std::make_unique<PictureHash>(hash_picture(picture));
      f.shape = shape;
    } catch (const Error& e) {
      f.problem = e.message();
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
