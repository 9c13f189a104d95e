// What every build keeps in its folder: what it was asked for, where it stands, and the manifest.
#pragma once

#include "base/progress.h"
#include "evaluate/findings.h"
#include "formats/manifest.h"
#include "tasks/build_request.h"
#include "tasks/product_pages.h"

namespace ingot {

/// The product that a build makes.
struct BuildPlace {
  std::string name;  ///< without its version
  int version = 1;
  std::filesystem::path folder;
};

/// Makes the folder of a new product as the request names it, with `run` as its record.
///
/// run        what a resumed build reads: task, request, data_sha256 ...
/// errors     disk_full unless `bytes` are free; those of begin_product
[[nodiscard]] BuildPlace begin_build(const BuildRequest& request, nlohmann::json run,
                                     std::size_t bytes, Progress& progress);

/// The record of an unfinished build.
[[nodiscard]] nlohmann::json read_run(const std::filesystem::path& folder);
/// What it was asked for, on this machine.
[[nodiscard]] BuildRequest resumed_request(const std::filesystem::path& folder,
                                           const std::string& home);
/// errors     data_changed unless the data are those that it began with
[[nodiscard]] BuildPlace resume_build(const std::filesystem::path& folder,
                                      const BuildRequest& request, const std::string& sha256);

/// What a build was thought to need and what it took.
[[nodiscard]] nlohmann::json memory_json(std::size_t predicted_bytes, const BuildRequest& request);

/// Program, seed, threads, processor and command.
[[nodiscard]] nlohmann::json provenance_of(const BuildRequest& request);

/// What all tasks write into a manifest; schema, model, optimizer and loss are theirs.
[[nodiscard]] Manifest manifest_of(const ProductFacts& facts, const std::string& task,
                                   const BuildRequest& request,
                                   const std::vector<Decision>& decisions);
/// Records the files of the folder and writes its manifest: the product is finished.
void finish_product(const std::filesystem::path& folder, Manifest manifest);

}  // namespace ingot
