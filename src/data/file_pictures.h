// Picture files as rows of one shape.
#pragma once

#include "data/name_list.h"
#include "ingot/data.h"

namespace ingot {

/// Files below a folder; the names are relative to it.
struct PictureFiles {
  std::filesystem::path folder;
  NameList names;

  [[nodiscard]] std::filesystem::path path(std::size_t i) const { return folder / names[i]; }
};

/// The pictures, each brought to the shape `row`, (channels, height, width): decoded by
/// `num_threads` threads whenever they are asked for, so that memory does not grow with their
/// number.
///
/// fit       of pictures of another aspect
/// unread    where it is given, files that hold no picture are noted there and are black
/// errors    file_missing, file_unreadable, bad_picture
[[nodiscard]] std::shared_ptr<const PictureSource> open_picture_files(
    PictureFiles files, const Shape& row, int num_threads, PictureFit fit = PictureFit::stretch,
    UnreadPictures* unread = nullptr);

}  // namespace ingot
