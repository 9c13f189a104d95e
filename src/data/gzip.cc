#include "data/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/files.h"

namespace ingot {

// gzread passes plain files through.
std::optional<std::string> read_gzipped(const std::filesystem::path& path, std::size_t most) {
  if (!std::filesystem::exists(path)) throw file_error(ENOENT, path);
  gzFile file = gzopen(path.c_str(), "rb");
  if (!file) throw file_error(errno, path);
  std::string bytes;
  std::vector<char> buffer(1 << 20);
  int n = 0;
  while (bytes.size() < most &&
         (n = gzread(file, buffer.data(),
                     static_cast<unsigned>(std::min(buffer.size(), most - bytes.size())))) > 0)
    bytes.append(buffer.data(), static_cast<std::size_t>(n));
  int code = Z_OK;
  (void)gzerror(file, &code);
  const int closed = gzclose_r(file);
  // Z_BUF_ERROR at closing: the file was not read to its end.
  const bool is_whole = bytes.size() < most;
  if (n < 0 || code != Z_OK || (is_whole && closed != Z_OK)) return std::nullopt;
  return bytes;
}

}  // namespace ingot
