#include "data/byte_feed.h"

#include <zlib.h>

#include <cerrno>

#include "base/files.h"
#include "data/table_error.h"

namespace ingot {

namespace fs = std::filesystem;

// gzread passes plain files through.
ByteFeed::ByteFeed(const fs::path& file) : path_(file), file_(nullptr) {
  if (!fs::exists(file)) throw file_error(ENOENT, file);
  if (fs::is_directory(file)) throw file_error(EISDIR, file);
  file_ = gzopen(file.c_str(), "rb");
  if (file_ == nullptr) throw file_error(errno, file);
  constexpr unsigned kBufferBytes = 1 << 18;
  gzbuffer(file_, kBufferBytes);
}

ByteFeed::~ByteFeed() { gzclose_r(file_); }

bool ByteFeed::read(std::string& bytes, std::size_t most) {
  const std::size_t before = bytes.size();
  bytes.resize(before + most);
  const int n = gzread(file_, bytes.data() + before, static_cast<unsigned>(most));
  bytes.resize(before + static_cast<std::size_t>(std::max(n, 0)));
  int code = Z_OK;
  (void)gzerror(file_, &code);
  if (code == Z_ERRNO) throw file_error(errno, path_);
  if (n < 0 || (static_cast<std::size_t>(n) < most && code != Z_OK))
    throw bad_table(path_.string(), 0,
                    text("the gzip data is damaged or cut off", "gzip 数据损坏或不完整"))
        .fix(text("copy or download the file again", "请重新复制或下载该文件"));
  return n > 0;
}

}  // namespace ingot
