#include "data/gzip.h"

#include <zlib.h>

#include <cerrno>
#include <vector>

#include "base/files.h"

namespace ingot {

// gzread passes plain files through.
std::optional<std::string> read_gzipped(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) throw file_error(ENOENT, path);
  gzFile file = gzopen(path.c_str(), "rb");
  if (!file) throw file_error(errno, path);
  std::string bytes;
  std::vector<char> buffer(1 << 20);
  int n = 0;
  while ((n = gzread(file, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0)
    bytes.append(buffer.data(), static_cast<std::size_t>(n));
  int code = Z_OK;
  (void)gzerror(file, &code);
  const int closed = gzclose_r(file);
  if (n < 0 || code != Z_OK || closed != Z_OK) return std::nullopt;
  return bytes;
}

}  // namespace ingot
