// Pictures that are read again and again.
#pragma once

#include "ingot/data.h"

namespace ingot {

/// The pictures of `source`, each asked for once and kept: up to 16 MiB in memory, more in a
/// scratch file. Without names.
///
/// errors    those of the source and of ScratchFile
[[nodiscard]] std::shared_ptr<const PictureSource> kept_pictures(const PictureSource& source);

}  // namespace ingot
