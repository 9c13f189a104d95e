// `inspect` of pictures: classes, files that are skipped, pictures that are nearly the same.
#pragma once

#include <string>

#include "cli/verb.h"

namespace ingot {

/// Tells what is in the pictures of `source`, which is as for open_dataset.
void inspect_pictures(const Context& context, const std::string& source);

}  // namespace ingot
