// Pictures that are read again and again.
#pragma once

#include "ingot/data.h"

namespace ingot {

/// The pictures of `source`, each asked for once and kept: up to 16 MiB in memory, from the
/// beginning; up to 1 GiB in a scratch file, from the first time on that somebody asks for them, as
/// long as the disk has room. More are asked for anew each time.
[[nodiscard]] std::shared_ptr<const PictureSource> kept_pictures(
    std::shared_ptr<const PictureSource> source);

}  // namespace ingot
