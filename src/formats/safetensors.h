// safetensors: named tensors in one file, header first.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "ingot/tensor.h"

namespace ingot {

/// What a safetensors file holds.
struct Safetensors {
  std::map<std::string, Tensor> tensors;
  /// The header's `__metadata__`: free strings.
  std::map<std::string, std::string> metadata;
};

/// The bytes of a safetensors file: 8 bytes of header length, a JSON header padded with blanks to a
/// multiple of 8, then the tensors, widest element type first and by name within one width, without
/// gaps, so that each is aligned to its elements. Equal tensors and metadata give equal bytes.
///
/// errors    bad_safetensors for the reserved name "__metadata__"
/// source    https://github.com/huggingface/safetensors, "Format"
[[nodiscard]] std::string write_safetensors(
    const std::map<std::string, Tensor>& tensors,
    const std::map<std::string, std::string>& metadata = {});

/// Reads the bytes of a safetensors file. With an `owner` that keeps `bytes` alive, aligned tensors
/// refer to them; else every tensor is a copy.
///
/// errors    bad_safetensors: truncated, header too long or not the expected JSON, unknown element
///           type, sizes that do not match, tensors that overlap or leave gaps
[[nodiscard]] Safetensors read_safetensors(std::span<const std::byte> bytes,
                                           std::shared_ptr<void> owner = {});

/// Writes a file that is either complete or absent, from where the tensors lie. errors: as above,
/// disk_full, file_unwritable
void save_safetensors(const std::filesystem::path& path,
                      const std::map<std::string, Tensor>& tensors,
                      const std::map<std::string, std::string>& metadata = {});
/// Maps the file; its pages are read when a tensor is. errors: as above (naming the file),
/// cannot_read
[[nodiscard]] Safetensors load_safetensors(const std::filesystem::path& path);

}  // namespace ingot
