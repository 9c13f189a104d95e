#include "data/samples.h"

#include "base/near_name.h"

namespace ingot {

namespace fs = std::filesystem;

const SampleDef& find_sample(const std::string& name) {
  std::vector<std::string> names;
  for (const SampleDef& sample : sample_registry()) {
    if (sample.name == name) return sample;
    names.push_back(sample.name);
  }
  const std::string near = near_name(name, names);
  throw Error("unknown_sample", text("there is no sample \"{}\"", "没有名为 \"{}\" 的样例", name))
      .expected(text("{}", "{}", fmt::join(names, ", ")))
      .fix(text("sample:{}", "sample:{}", near.empty() ? names.front() : near));
}

fs::path installed_sample(const std::string& name, const fs::path& folder,
                          const std::string& package) {
  if (fs::exists(folder)) return folder;
  throw Error("file_missing", text("sample:{} is not installed", "sample:{} 尚未安装", name))
      .fix(text("apt-get install {}", "apt-get install {}", package));
}

}  // namespace ingot
