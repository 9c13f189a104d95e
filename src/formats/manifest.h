// manifest.json: what a product is, how it was made, and the digest of each of its files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace ingot {

/// The name of the manifest within a product's folder.
inline constexpr const char* kManifestFile = "manifest.json";
/// The newest layout of a product that this program writes and reads.
inline constexpr int kProductFormat = 1;

struct FileRecord {
  std::string sha256;
  std::uint64_t size_bytes = 0;
  friend bool operator==(const FileRecord&, const FileRecord&) = default;
};

/// The members of type json are objects whose keys the tasks define; they are kept as they are.
struct Manifest {
  int format = kProductFormat;
  std::string name;     ///< of the product, without its version: "churn"
  int version = 1;      ///< 2 for the product that was made beside the first
  std::string task;     ///< "image-classification" ...
  std::string created;  ///< UTC, ISO 8601; the only place where a date is kept
  std::string made_by;  ///< program and version: "ingot 0.1.0"

  nlohmann::json schema = nlohmann::json::object();      ///< input columns or picture, classes
  nlohmann::json metrics = nlohmann::json::object();     ///< per part of the data
  nlohmann::json provenance = nlohmann::json::object();  ///< data, rows, seed, threads, machine
  nlohmann::json options = nlohmann::json::object();     ///< of the build, to repeat it
  nlohmann::json model = nlohmann::json::object();       ///< name and options of the model
  nlohmann::json optimizer = nlohmann::json::object();
  nlohmann::json loss = nlohmann::json::object();
  std::vector<std::string> frozen_layers;

  /// By path within the folder, with `/`; every file but the manifest itself.
  std::map<std::string, FileRecord> files;
};

/// Indented JSON with sorted keys: equal manifests give equal bytes.
[[nodiscard]] std::string to_json(const Manifest& manifest);
/// errors: bad_manifest (not JSON, a member missing or of another type, a file name that leaves the
/// folder), newer_product
[[nodiscard]] Manifest parse_manifest(std::string_view json);
/// errors: as above with the path, file_missing, file_unreadable
[[nodiscard]] Manifest load_manifest(const std::filesystem::path& product);

/// Digest and size of every file below `folder` but the manifest and hidden files, by path.
[[nodiscard]] std::map<std::string, FileRecord> record_files(const std::filesystem::path& folder);

/// A file of a product that is not as its manifest says.
struct FileMismatch {
  enum class Kind : std::uint8_t { missing, changed, unknown };
  std::string file;
  Kind kind = Kind::missing;
  friend bool operator==(const FileMismatch&, const FileMismatch&) = default;
};
/// Compares sizes and digests of all files, reading each; empty when all match. Files that the
/// manifest does not know are `unknown`.
[[nodiscard]] std::vector<FileMismatch> verify_files(const std::filesystem::path& folder,
                                                     const Manifest& manifest);

}  // namespace ingot
