#include "base/scratch_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/files.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

// /tmp may be memory.
fs::path scratch_folder() {
  if (const char* named = std::getenv("TMPDIR"); named != nullptr && *named != '\0') return named;
  std::error_code ec;
  return fs::is_directory("/var/tmp", ec) ? fs::path("/var/tmp") : fs::temp_directory_path();
}

Error scratch_error(int error_number) {
  return file_error(error_number, scratch_folder() / "ingot")
      .fix(text("set TMPDIR to a folder on a disk with more space",
                "请将 TMPDIR 设为空间更大的磁盘上的文件夹"));
}

}  // namespace

ScratchFile::ScratchFile() {
  std::string name = (scratch_folder() / "ingot-XXXXXX").string();
  file_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file_ < 0) throw scratch_error(errno);
  ::unlink(name.c_str());
}

ScratchFile::~ScratchFile() { ::close(file_); }

void ScratchFile::append(std::span<const std::byte> bytes) {
  write(size_, bytes);
  size_ += std::ssize(bytes);
}

void ScratchFile::write(std::int64_t place, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::pwrite(file_, bytes.data(), bytes.size(), place);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) throw scratch_error(done < 0 ? errno : EIO);
    place += done;
    bytes = bytes.subspan(static_cast<std::size_t>(done));
  }
}

void ScratchFile::read(std::int64_t place, std::span<std::byte> into) const {
  while (!into.empty()) {
    const ssize_t found = ::pread(file_, into.data(), into.size(), place);
    if (found < 0 && errno == EINTR) continue;
    if (found <= 0) throw scratch_error(found < 0 ? errno : EIO);
    place += found;
    into = into.subspan(static_cast<std::size_t>(found));
  }
}

}  // namespace ingot
