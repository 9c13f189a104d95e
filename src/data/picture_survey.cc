#include "data/picture_survey.h"

#include "base/files.h"
#include "base/sha256.h"
#include "base/workers.h"
#include "data/picture_file.h"

namespace ingot {

std::vector<PictureFacts> survey_pictures(const PictureFiles& files, int num_threads) {
  std::vector<PictureFacts> facts(files.names.size());
  on_workers(num_threads, static_cast<std::int64_t>(facts.size()), [&](std::int64_t i) {
    PictureFacts& f = facts[static_cast<std::size_t>(i)];
    try {
      const std::string bytes = read_file(files.path(static_cast<std::size_t>(i)));
      f.sha256 = sha256(bytes);
      f.shape = decode_picture(bytes, files.names[static_cast<std::size_t>(i)]).shape();
    } catch (const Error& e) {
      f.problem = e.message();
    }
  });
  return facts;
}

}  // namespace ingot
