// Samples: data sets that a fresh machine can get, named `sample:NAME`.
#pragma once

#include <functional>

#include "ingot/data.h"

namespace ingot {

struct SampleDef {
  std::string name;
  std::string doc;  ///< what is in it, then "Source: ..."
  std::vector<std::string> class_names;
  /// The folder with its IDX files, made where it has to be. errors: file_missing where a package
  /// is not installed, and what making it brings
  std::function<std::filesystem::path(const DataOptions& options)> folder;
};

/// All samples in the order of their names; generated from src/data/samples.
[[nodiscard]] const std::vector<SampleDef>& sample_registry();
/// errors: unknown_sample, with a near name
[[nodiscard]] const SampleDef& find_sample(const std::string& name);

/// Where a Debian package has put a sample. errors: file_missing, with the command that installs it
[[nodiscard]] std::filesystem::path installed_sample(const std::string& name,
                                                     const std::filesystem::path& folder,
                                                     const std::string& package);

}  // namespace ingot
