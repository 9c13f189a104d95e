#include "formats/manifest.h"

#include "base/files.h"
#include "base/sha256.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

Error bad(const Text& what) {
  return Error("bad_manifest", Text{fmt::format("not a valid {}: {}", kManifestFile, what.en),
                                    fmt::format("不是有效的 {}: {}", kManifestFile, what.zh)})
      .fix(text("build the product again, or take it from a backup",
                "请重新构建该产品, 或从备份恢复"));
}

const json& member(const json& object, const char* name, json::value_t type) {
  const auto it = object.find(name);
  const bool integer =
      it != object.end() && it->is_number_integer() && type == json::value_t::number_integer;
  if (it == object.end() || (it->type() != type && !integer))
    throw bad(text("\"{}\" is missing or has another type", "缺少 \"{}\" 或其类型不符", name));
  return *it;
}

std::string string_member(const json& object, const char* name) {
  return member(object, name, json::value_t::string).get<std::string>();
}

int version_member(const json& object, const char* name) {
  const json& value = member(object, name, json::value_t::number_integer);
  const auto number = value.get<std::int64_t>();
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > 1'000'000'000)
    throw bad(text("\"{}\" is {}", "\"{}\" 为 {}", name, value.dump()));
  if (number < 1)
    throw bad(text("\"{}\" is {}, less than 1", "\"{}\" 为 {}, 小于 1", name, number));
  return static_cast<int>(number);
}

// A product may come from elsewhere: its file names must stay within its folder.
void require_inside(const std::string& name) {
  const fs::path path(name);
  const bool leaves = std::any_of(path.begin(), path.end(),
                                  [](const fs::path& part) { return part == ".." || part == "."; });
  if (name.empty() || path.is_absolute() || leaves || name.find('\0') != std::string::npos)
    throw bad(text("the file name \"{}\" is not within the product",
                   "文件名 \"{}\" 不在产品文件夹内", name));
}

FileRecord parse_record(const std::string& name, const json& value) {
  require_inside(name);
  if (!value.is_object())
    throw bad(text("file \"{}\" has no record", "文件 \"{}\" 没有记录", name));
  FileRecord record{string_member(value, "sha256"), 0};
  const auto hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (record.sha256.size() != 64 || !std::all_of(record.sha256.begin(), record.sha256.end(), hex))
    throw bad(text("the SHA-256 of \"{}\" is not one", "\"{}\" 的 SHA-256 无效", name));
  const auto size = value.find("size_bytes");
  if (size == value.end() || !size->is_number_unsigned())
    throw bad(text("the size of \"{}\" is missing", "缺少 \"{}\" 的大小", name));
  record.size_bytes = size->get<std::uint64_t>();
  return record;
}

}  // namespace

std::string to_json(const Manifest& m) {
  json files = json::object();
  for (const auto& [name, record] : m.files)
    files[name] = {{"sha256", record.sha256}, {"size_bytes", record.size_bytes}};
  const json object = {{"format", m.format},
                       {"name", m.name},
                       {"version", m.version},
                       {"task", m.task},
                       {"created", m.created},
                       {"made_by", m.made_by},
                       {"schema", m.schema},
                       {"metrics", m.metrics},
                       {"provenance", m.provenance},
                       {"options", m.options},
                       {"model", m.model},
                       {"optimizer", m.optimizer},
                       {"loss", m.loss},
                       {"frozen_layers", m.frozen_layers},
                       {"files", files}};
  return object.dump(2) + "\n";
}

Manifest parse_manifest(std::string_view bytes) {
  json object;
  try {
    object = json::parse(bytes);
  } catch (const json::exception& e) {
    throw bad(text("it is not JSON ({})", "不是 JSON ({})", e.what()));
  }
  if (!object.is_object()) throw bad(text("it is not a JSON object", "不是 JSON 对象"));
  Manifest m;
  m.format = version_member(object, "format");
  if (m.format > kProductFormat)
    throw Error("newer_product",
                text("the product has format {}; this program knows formats up to {}",
                     "该产品的格式版本为 {}, 本程序最高支持 {}", m.format, kProductFormat))
        .fix(text("use a newer Ingot", "请使用更新版本的 Ingot"));
  m.name = string_member(object, "name");
  m.version = version_member(object, "version");
  m.task = string_member(object, "task");
  m.created = string_member(object, "created");
  m.made_by = string_member(object, "made_by");
  const auto take = [&](const char* name) -> const json& {
    return member(object, name, json::value_t::object);
  };
  m.schema = take("schema");
  m.metrics = take("metrics");
  m.provenance = take("provenance");
  m.options = take("options");
  m.model = take("model");
  m.optimizer = take("optimizer");
  m.loss = take("loss");
  for (const json& layer : member(object, "frozen_layers", json::value_t::array)) {
    if (!layer.is_string())
      throw bad(text("\"frozen_layers\" must hold names", "\"frozen_layers\" 只能包含名称"));
    m.frozen_layers.push_back(layer.get<std::string>());
  }
  for (const auto& [name, record] : take("files").items())
    m.files[name] = parse_record(name, record);
  return m;
}

Manifest load_manifest(const fs::path& product) {
  const fs::path path = product / kManifestFile;
  const std::string bytes = read_file(path);
  try {
    return parse_manifest(bytes);
  } catch (Error& e) {
    throw std::move(e).where({path.string(), path.string()});
  }
}

std::map<std::string, FileRecord> record_files(const fs::path& folder) {
  std::map<std::string, FileRecord> files;
  for (const fs::path& path : list_folder(folder)) {
    const std::string name = path.filename().string();
    if (name.starts_with('.') || name == kManifestFile) continue;
    if (fs::is_directory(path)) {
      for (auto& [inner, record] : record_files(path)) files[name + "/" + inner] = record;
    } else {
      files[name] = {sha256_of_file(path), fs::file_size(path)};
    }
  }
  return files;
}

std::vector<FileMismatch> verify_files(const fs::path& folder, const Manifest& manifest) {
  using Kind = FileMismatch::Kind;
  const auto found = record_files(folder);
  std::vector<FileMismatch> mismatches;
  for (const auto& [name, record] : manifest.files) {
    const auto it = found.find(name);
    if (it == found.end())
      mismatches.push_back({name, Kind::missing});
    else if (it->second != record)
      mismatches.push_back({name, Kind::changed});
  }
  for (const auto& [name, record] : found)
    if (!manifest.files.contains(name)) mismatches.push_back({name, Kind::unknown});
  return mismatches;
}

}  // namespace ingot
