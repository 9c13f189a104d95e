#include "tasks/build_record.h"

#include "base/files.h"
#include "base/memory.h"
#include "formats/product_folder.h"
#include "tasks/decisions.h"
#include "tasks/program_facts.h"

namespace ingot {

namespace fs = std::filesystem;
using nlohmann::json;

BuildPlace begin_build(const BuildRequest& request, json run, std::size_t bytes,
                       Progress& progress) {
  const std::string name = product_name(request.out.empty() ? request.data : request.out);
  const fs::path wanted = request.out.empty() ? fs::path("products") / name : fs::path(request.out);
  require_disk_space(wanted, bytes);
  run["name"] = name;
  NewFolder made = begin_product(wanted, run.dump(2) + "\n");
  if (made.version > 1)
    progress.note(text("{} exists: this becomes {}", "{} 已存在: 新产品为 {}", wanted.string(),
                       made.path.string()));
  return {name, made.version, std::move(made.path)};
}

json read_run(const fs::path& folder) {
  return json::parse(read_file(folder / kCheckpointFolder / kRunFile));
}

BuildRequest resumed_request(const fs::path& folder, const std::string& home) {
  BuildRequest request = request_from_json(read_run(folder).at("request"));
  request.home = home;
  return request;
}

BuildPlace resume_build(const fs::path& folder, const BuildRequest& request,
                        const std::string& sha256) {
  const json run = read_run(folder);
  BuildPlace place{run.at("name").get<std::string>(), 1, folder};
  const std::string plain = folder.filename().string();
  if (plain.starts_with(place.name + "-"))
    place.version = std::atoi(plain.c_str() + place.name.size() + 1);
  if (run.at("data_sha256").get<std::string>() != sha256)
    throw Error("data_changed", text("{} is not what it was when this build began",
                                     "{} 与本次构建开始时不同", request.data))
        .fix(text("bring the old data back, or build a new product",
                  "请恢复原来的数据, 或构建新产品"));
  return place;
}

json memory_json(std::size_t predicted_bytes, const BuildRequest& request) {
  json memory = {{"predicted_bytes", predicted_bytes}, {"peak_bytes", peak_resident_bytes()}};
  if (request.memory_limit > 0) memory["limit_bytes"] = request.memory_limit;
  return memory;
}

json provenance_of(const BuildRequest& request) {
  return {{"ingot", program_version()},
          {"seed", request.seed},
          {"threads", request.threads},
          {"cpu", cpu_name()},
          {"command", command_line(request)}};
}

Manifest manifest_of(const ProductFacts& facts, const std::string& task,
                     const BuildRequest& request, const std::vector<Decision>& decisions) {
  Manifest manifest;
  manifest.name = facts.name;
  manifest.version = facts.version;
  manifest.task = task;
  manifest.created = facts.created;
  manifest.made_by = "ingot " + program_version();
  manifest.provenance = {
      {"data", facts.data}, {"run", facts.provenance}, {"decisions", to_json(decisions)}};
  manifest.options = to_json(request);
  return manifest;
}

void finish_product(const fs::path& folder, Manifest manifest) {
  manifest.files = record_files(folder);
  write_file(folder / kManifestFile, to_json(manifest));
}

}  // namespace ingot
