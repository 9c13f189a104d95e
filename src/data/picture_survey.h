// A first look at picture files: what they are, before anything is made of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/file_pictures.h"
#include "data/near_duplicates.h"

namespace ingot {

/// Small, for there may be very many.
struct PictureFacts {
  PictureIdentity identity;            ///< the digest is the file's; a hash where it was asked for
  std::unique_ptr<Text> problem = {};  ///< why the file holds no picture; none when it does
  std::int32_t height = 0, width = 0;  ///< in pixels
  std::int8_t channels = 0;
  bool misnamed = false;  ///< its name promises another format

  [[nodiscard]] bool is_good() const { return !problem; }
};

struct SurveyOptions {
  int num_threads = 1;
  bool with_hashes = false;
  Progress* progress = nullptr;
};

/// Reads and decodes each file once, on `num_threads` threads; one picture per thread is in memory
/// at a time. A file that cannot be decoded is a fact, not an error.
[[nodiscard]] std::vector<PictureFacts> survey_pictures(const PictureFiles& files,
                                                        const SurveyOptions& options);

}  // namespace ingot
