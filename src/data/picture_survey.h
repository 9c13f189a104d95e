// A first look at picture files: what they are, before anything is made of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data/file_pictures.h"
#include "data/picture_hash.h"

namespace ingot {

struct PictureFacts {
  std::string sha256;     ///< of the file, in hexadecimal digits
  Shape shape;            ///< (channels, height, width); rank 0 when the file holds no picture
  Text problem;           ///< why it holds none; empty when it does
  bool misnamed = false;  ///< its name promises another format
  std::unique_ptr<PictureHash> hash = {};  ///< where it was asked for

  [[nodiscard]] bool is_good() const { return shape.rank() > 0; }
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
