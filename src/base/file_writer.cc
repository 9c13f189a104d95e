#include "base/file_writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "base/files.h"

namespace ingot {
namespace {

int open_new(const std::filesystem::path& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) throw file_error(errno, path);
  return fd;
}

}  // namespace

FileWriter::FileWriter(const std::filesystem::path& path)
    : path_(path), fd_(open_new(path, O_WRONLY | O_TRUNC)) {}

FileWriter::~FileWriter() {
  if (fd_ >= 0) ::close(fd_);
}

void FileWriter::append(std::string_view bytes) {
  if (const int error = write_all(fd_, bytes); error != 0) throw file_error(error, path_);
}

void FileWriter::finish() {
  const int fd = std::exchange(fd_, -1);
  const int failed = ::fsync(fd) != 0 ? errno : 0;
  if (::close(fd) != 0 || failed != 0) throw file_error(failed != 0 ? failed : errno, path_);
}

FileLock::FileLock(const std::filesystem::path& path) : fd_(open_new(path, O_RDWR)) {
  while (::flock(fd_, LOCK_EX) != 0)
    if (errno != EINTR) {
      const int error = errno;
      ::close(fd_);
      throw file_error(error, path);
    }
}

FileLock::~FileLock() { ::close(fd_); }

}  // namespace ingot
