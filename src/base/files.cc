#include "base/files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace ingot {
namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {
    if (fd_ < 0) throw file_error(errno, path);
  }
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

void sync_folder(const fs::path& folder) {
  const Descriptor d(folder.empty() ? fs::path(".") : folder, O_RDONLY | O_DIRECTORY);
  ::fsync(d.get());
}

}  // namespace

int write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

Error file_error(int error_number, const fs::path& path) {
  const std::string name = path.string();
  switch (error_number) {
    case ENOENT:
      return Error("file_missing", text("{} does not exist", "{} 不存在", name))
          .fix(text("check the spelling, or name another path", "请检查拼写, 或指定其他路径"));
    case EACCES:
    case EPERM:
    case EROFS:
      return Error("file_unreadable", text("{} may not be accessed: {}", "{} 无法访问: {}", name,
                                           std::strerror(error_number)))
          .fix(text("change its permissions, or run as a user who may",
                    "请修改其权限, 或以有权限的用户运行"));
    case ENOSPC:
    case EDQUOT:
      return Error("disk_full",
                   text("the disk is full: {} was not written", "磁盘已满: {} 未能写入", name))
          .failed_while_running()
          .fix(text("free some space, or write to another disk with --out",
                    "请释放空间, 或用 --out 写到其他磁盘"));
    default:
      return Error("file_unwritable", text("{}: {}", "{}: {}", name, std::strerror(error_number)))
          .failed_while_running();
  }
}

std::string read_file(const fs::path& path) {
  const Descriptor d(path, O_RDONLY);
  struct stat info {};
  if (::fstat(d.get(), &info) != 0) throw file_error(errno, path);
  if (S_ISDIR(info.st_mode))
    throw Error("file_unreadable",
                text("{} is a folder, not a file", "{} 是文件夹, 不是文件", path.string()));
  std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t filled = 0;
  // Files such as those in /proc have no size: read on until the end.
  for (;;) {
    if (filled == bytes.size()) bytes.resize(bytes.size() + 4096);
    const ssize_t n = ::read(d.get(), bytes.data() + filled, bytes.size() - filled);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw file_error(errno, path);
    if (n == 0) break;
    filled += static_cast<std::size_t>(n);
  }
  bytes.resize(filled);
  return bytes;
}

void write_file(const fs::path& path, std::string_view bytes) {
  write_file(path, std::span(&bytes, 1));
}

void write_file(const fs::path& path, std::span<const std::string_view> parts) {
  const fs::path parent = path.parent_path();
  std::error_code ec;
  if (!parent.empty()) fs::create_directories(parent, ec);
  if (ec) throw file_error(ec.value(), parent);
  const fs::path aside = path.string() + ".part" + std::to_string(::getpid());
  try {
    {
      const Descriptor d(aside, O_WRONLY | O_CREAT | O_TRUNC);
      for (const std::string_view part : parts)
        if (const int error = write_all(d.get(), part); error != 0) throw file_error(error, path);
      if (::fsync(d.get()) != 0) throw file_error(errno, path);
    }
    if (::rename(aside.c_str(), path.c_str()) != 0) throw file_error(errno, path);
  } catch (...) {
    ::unlink(aside.c_str());
    throw;
  }
  sync_folder(parent);
}

void publish_folder(const fs::path& from, const fs::path& to) {
  sync_folder(from);
  if (::rename(from.c_str(), to.c_str()) != 0) throw file_error(errno, to);
  sync_folder(to.parent_path());
}

void require_disk_space(const fs::path& path, std::size_t bytes) {
  std::error_code ec;
  fs::path there = fs::absolute(path, ec);
  while (!fs::exists(there, ec) && there.has_relative_path()) there = there.parent_path();
  const fs::space_info space = fs::space(there, ec);
  if (ec || space.available >= bytes) return;
  throw Error("disk_full", text("{:.1f} MB are free where {} would be, {:.1f} MB are needed",
                                "{1} 所在磁盘可用 {0:.1f} MB, 需要 {2:.1f} MB",
                                static_cast<double>(space.available) / 1e6, path.string(),
                                static_cast<double>(bytes) / 1e6))
      .failed_while_running()
      .fix(text("free some space, or write to another disk with --out",
                "请释放空间, 或用 --out 写到其他磁盘"));
}

std::vector<fs::path> list_folder(const fs::path& folder) {
  std::error_code ec;
  std::vector<fs::path> entries;
  for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec))
    entries.push_back(it->path());
  if (ec) throw file_error(ec.value(), folder);
  std::sort(entries.begin(), entries.end(),
            [](const fs::path& a, const fs::path& b) { return a.native() < b.native(); });
  return entries;
}

MappedFile::MappedFile(const fs::path& path) {
  const Descriptor d(path, O_RDONLY);
  struct stat info {};
  if (::fstat(d.get(), &info) != 0) throw file_error(errno, path);
  if (!S_ISREG(info.st_mode))
    throw Error("file_unreadable", text("{} is not a file", "{} 不是文件", path.string()));
  size_ = static_cast<std::size_t>(info.st_size);
  if (size_ == 0) return;
  // Private: a tensor over these pages that is written to gets its own copy of a page.
  data_ = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE, d.get(), 0);
  if (data_ == MAP_FAILED) {
    data_ = nullptr;
    throw file_error(errno, path);
  }
}

MappedFile::~MappedFile() {
  if (data_) ::munmap(data_, size_);
}

}  // namespace ingot
