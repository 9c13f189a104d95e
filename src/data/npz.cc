#include "data/npz.h"

#include <minizip/unzip.h>

#include <cstring>

#include "data/npy.h"

namespace ingot {
namespace {

Error bad_npz(const std::string& name, const Text& what) {
  return Error("bad_npz", {name + ": " + what.en, name + ": " + what.zh})
      .expected(text("a file as numpy.savez or numpy.savez_compressed writes it",
                     "numpy.savez 或 numpy.savez_compressed 写出的文件"))
      .fix(text("copy or download the file again, or save it again with NumPy",
                "请重新复制或下载该文件, 或用 NumPy 重新保存"));
}

constexpr std::string_view kEnding = ".npy";

}  // namespace

struct NpzFile::Zip {
  // minizip reads through functions like those of stdio; these read memory.
  struct Memory {
    std::string_view bytes;
    std::size_t at = 0;

    static Memory& of(voidpf stream) { return *static_cast<Memory*>(stream); }
    static voidpf open(voidpf self, const void*, int) { return self; }
    static uLong read(voidpf, voidpf stream, void* out, uLong count) {
      Memory& m = of(stream);
      const std::size_t n = std::min<std::size_t>(count, m.bytes.size() - m.at);
      std::memcpy(out, m.bytes.data() + m.at, n);
      m.at += n;
      return n;
    }
    static ZPOS64_T tell(voidpf, voidpf stream) { return of(stream).at; }
    static long seek(voidpf, voidpf stream, ZPOS64_T offset, int origin) {
      Memory& m = of(stream);
      const std::size_t from = origin == ZLIB_FILEFUNC_SEEK_CUR   ? m.at
                               : origin == ZLIB_FILEFUNC_SEEK_END ? m.bytes.size()
                                                                  : 0;
      if (offset > m.bytes.size() - from) return -1;
      m.at = from + offset;
      return 0;
    }
    static int close(voidpf, voidpf) { return 0; }
    static int error(voidpf, voidpf) { return 0; }
  };

  Memory memory;
  unzFile file = nullptr;

  explicit Zip(std::string_view bytes) : memory{bytes} {
    zlib_filefunc64_def functions{};
    functions.zopen64_file = Memory::open;
    functions.zread_file = Memory::read;
    functions.ztell64_file = Memory::tell;
    functions.zseek64_file = Memory::seek;
    functions.zclose_file = Memory::close;
    functions.zerror_file = Memory::error;
    functions.opaque = &memory;
    file = unzOpen2_64("", &functions);
  }
  Zip(const Zip&) = delete;
  Zip& operator=(const Zip&) = delete;
  ~Zip() {
    if (file != nullptr) unzClose(file);
  }
};

NpzFile::NpzFile(std::string_view bytes, std::string name)
    : zip_(std::make_unique<Zip>(bytes)), name_(std::move(name)) {
  if (zip_->file == nullptr)
    throw bad_npz(name_, text("it is not a ZIP file, or it is cut off", "不是 ZIP 文件, 或不完整"));
  constexpr std::size_t kMaxNameBytes = 1024;
  int status = unzGoToFirstFile(zip_->file);
  for (; status == UNZ_OK; status = unzGoToNextFile(zip_->file)) {
    char entry[kMaxNameBytes + 1] = "";
    unz_file_info64 info{};
    status =
        unzGetCurrentFileInfo64(zip_->file, &info, entry, kMaxNameBytes, nullptr, 0, nullptr, 0);
    if (status != UNZ_OK) break;
    const std::string_view found(entry);
    if (found.ends_with(kEnding))
      names_.emplace_back(found.substr(0, found.size() - kEnding.size()));
  }
  if (status != UNZ_END_OF_LIST_OF_FILE || names_.empty())
    throw bad_npz(name_, names_.empty() && status == UNZ_END_OF_LIST_OF_FILE
                             ? text("it holds no .npy file", "其中没有 .npy 文件")
                             : text("its list of files is damaged", "文件目录已损坏"));
}

NpzFile::~NpzFile() = default;

bool NpzFile::has(std::string_view array) const {
  return std::ranges::find(names_, array) != names_.end();
}

Tensor NpzFile::read(const std::string& array) const {
  const std::string entry = array + std::string(kEnding), label = name_ + ": " + array;
  unz_file_info64 info{};
  constexpr int kCaseSensitive = 1;
  if (unzLocateFile(zip_->file, entry.c_str(), kCaseSensitive) != UNZ_OK ||
      unzGetCurrentFileInfo64(zip_->file, &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK)
    throw bad_npz(name_, text("it holds no array {}, only {}", "其中没有数组 {}, 只有 {}", array,
                              fmt::join(names_, ", ")));
  if ((info.flag & 1) != 0) throw bad_npz(label, text("it is encrypted", "已加密"));
  constexpr std::uint64_t kDeflateLimit = 1032, kSlackBytes = 64;
  const bool is_stored = info.compression_method == 0, is_deflated = info.compression_method == 8;
  if (!is_stored && !is_deflated)
    throw bad_npz(
        label, text("it is compressed by method {}", "其压缩方式为 {}", info.compression_method));
  if (info.compressed_size > zip_->memory.bytes.size() ||
      (is_stored && info.uncompressed_size != info.compressed_size) ||
      info.uncompressed_size / kDeflateLimit > info.compressed_size + kSlackBytes)
    throw bad_npz(label, text("its sizes are absurd: {} bytes packed, {} unpacked",
                              "其大小不合理: 压缩后 {} 字节, 解压后 {} 字节", info.compressed_size,
                              info.uncompressed_size));
  if (unzOpenCurrentFile(zip_->file) != UNZ_OK)
    throw bad_npz(label, text("its entry is damaged", "条目已损坏"));
  const auto read = [&](char* out, std::size_t count) {
    constexpr std::size_t kMostAtOnce = 1 << 24;
    std::size_t done = 0;
    while (done < count) {
      const auto wanted = static_cast<unsigned>(std::min(kMostAtOnce, count - done));
      const int n = unzReadCurrentFile(zip_->file, out + done, wanted);
      if (n <= 0) break;
      done += static_cast<std::size_t>(n);
    }
    return done;
  };
  struct Close {
    unzFile file;
    ~Close() {
      if (file != nullptr) unzCloseCurrentFile(file);
    }
  } close{zip_->file};
  Tensor tensor = read_npy({label, info.uncompressed_size, read});
  close.file = nullptr;
  if (unzCloseCurrentFile(zip_->file) != UNZ_OK)  // compares the checksum
    throw bad_npz(label, text("its checksum is wrong", "校验和不符"));
  return tensor;
}

}  // namespace ingot
