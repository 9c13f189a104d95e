#include "formats/product_folder.h"

#include <unistd.h>

#include "base/files.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

constexpr int kMostVersions = 10000;

bool is_free(const fs::path& folder) {
  std::error_code ec;
  return !fs::exists(folder, ec) || (fs::is_directory(folder, ec) && fs::is_empty(folder, ec));
}

}  // namespace

ProductState product_state(const fs::path& folder) {
  std::error_code ec;
  if (!fs::exists(folder, ec)) return ProductState::absent;
  if (fs::exists(folder / kManifestFile, ec)) return ProductState::finished;
  if (fs::exists(folder / kCheckpointFolder / kRunFile, ec)) return ProductState::unfinished;
  return ProductState::other;
}

void require_finished(const fs::path& folder) {
  switch (product_state(folder)) {
    case ProductState::finished: return;
    case ProductState::unfinished:
      throw Error("unfinished_product",
                  text("the build of {} was interrupted", "{} 的构建被中断", folder.string()))
          .fix(text("ingot resume {}", "ingot resume {}", folder.string()));
    case ProductState::absent:
      throw Error("not_a_product", text("there is no {}", "{} 不存在", folder.string()))
          .expected(text("the folder of a product", "产品文件夹"))
          .fix(text("ingot list shows the products here", "ingot list 列出此处的产品"));
    case ProductState::other: break;
  }
  throw Error("not_a_product", text("{} is not a product: it holds no {}",
                                    "{} 不是产品: 其中没有 {}", folder.string(), kManifestFile))
      .expected(text("the folder that `ingot build` made", "`ingot build` 生成的文件夹"))
      .fix(text("ingot list shows the products here", "ingot list 列出此处的产品"));
}

NewFolder begin_product(const fs::path& wanted, const std::string& run_json) {
  const fs::path plain = (wanted / "").parent_path();
  const fs::path aside =
      plain.parent_path() / fmt::format(".{}.{}", plain.filename().string(), ::getpid());
  const auto clean_up = [&] {
    std::error_code ec;
    fs::remove_all(aside, ec);
  };
  try {
    write_file(aside / kCheckpointFolder / kRunFile, run_json);
    for (int version = 1; version < kMostVersions; ++version) {
      const fs::path folder =
          version == 1 ? plain : fs::path(fmt::format("{}-{}", plain.string(), version));
      if (!is_free(folder)) continue;
      // A folder that another build made in this moment is not empty, so the rename refuses it.
      if (::rename(aside.c_str(), folder.c_str()) == 0) return {folder, version};
      if (errno != ENOTEMPTY && errno != EEXIST) throw file_error(errno, folder);
    }
  } catch (...) {
    clean_up();
    throw;
  }
  clean_up();
  throw Error("too_many_versions",
              text("{} versions of {} exist", "{1} 已有 {0} 个版本", kMostVersions, plain.string()))
      .fix(text("choose another place with --out", "请用 --out 另选位置"));
}

}  // namespace ingot
