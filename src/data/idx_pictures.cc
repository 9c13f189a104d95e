#include "data/idx_pictures.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/assert.h"
#include "base/files.h"
#include "data/idx.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHeader = 16;  // magic and three sizes

class IdxRows final : public PictureSource {
 public:
  IdxRows(fs::path file, const Shape& shape) : path_(std::move(file)), shape_(shape) {
    file_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ < 0) throw file_error(errno, path_);
  }
  ~IdxRows() override { ::close(file_); }
  IdxRows(const IdxRows&) = delete;
  IdxRows& operator=(const IdxRows&) = delete;

  [[nodiscard]] std::int64_t size() const override { return shape_[0]; }
  [[nodiscard]] Shape row() const override { return {1, shape_[1], shape_[2]}; }
  [[nodiscard]] std::string name(std::int64_t) const override { return {}; }
  [[nodiscard]] Tensor get(std::span<const std::int64_t> rows) const override {
    Tensor result(u8, row().inserted(0, static_cast<std::int64_t>(rows.size())));
    std::uint8_t* to = result.mutable_data<std::uint8_t>().data();
    const auto bytes = static_cast<std::size_t>(shape_[1] * shape_[2]);
    for (std::size_t i = 0; i < rows.size();) {
      INGOT_ASSERT(rows[i] >= 0 && rows[i] < size(), "row {} of {}", rows[i], size());
      std::size_t run = 1;  // neighbours are read at once
      while (i + run < rows.size() && rows[i + run] == rows[i + run - 1] + 1) ++run;
      read(static_cast<std::size_t>(rows[i]) * bytes, run * bytes, to + i * bytes);
      i += run;
    }
    return result;
  }

 private:
  void read(std::size_t from, std::size_t count, std::uint8_t* to) const {
    while (count > 0) {
      const ssize_t n = ::pread(file_, to, count, static_cast<off_t>(kHeader + from));
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) throw file_error(n < 0 ? errno : EIO, path_);
      from += static_cast<std::size_t>(n);
      to += n;
      count -= static_cast<std::size_t>(n);
    }
  }

  fs::path path_;
  Shape shape_;
  int file_ = -1;
};

}  // namespace

std::shared_ptr<const PictureSource> open_idx_pictures(const fs::path& file) {
  constexpr std::int64_t kKeptBytes = 64 << 20;
  if (const std::optional<Shape> shape = plain_idx_shape(file);
      shape && shape->rank() == 3 && shape->num_elements() > kKeptBytes)
    return std::make_shared<IdxRows>(file, *shape);
  const Tensor pixels = read_idx(file);
  const Shape& s = pixels.shape();
  if (s.rank() != 3 || pixels.dtype() != u8)
    throw Error("bad_idx", text("{} holds {}, not u8 (rows, height, width)",
                                "{} 的内容为 {}, 而不是 u8 (行, 高, 宽)", file.string(),
                                to_string(pixels.type())));
  return pictures_in_memory(pixels.reshape({s[0], 1, s[1], s[2]}));
}

}  // namespace ingot
