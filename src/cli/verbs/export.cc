#include "base/files.h"
#include "cli/verb.h"
#include "formats/onnx.h"
#include "formats/onnx_table.h"
#include "formats/product_folder.h"
#include "formats/safetensors.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

struct ExportOptions {
  std::string product, format = "onnx", out;
};

void export_verb(const Context& context, const ExportOptions& o) {
  require_finished(o.product);
  const fs::path model = fs::path(o.product) / kModelFile;
  const Manifest manifest = load_manifest(o.product);
  const fs::path out = o.out.empty() ? fs::path(manifest.name + "." + o.format) : fs::path(o.out);
  if (fs::exists(out))
    throw Error("file_exists", text("{} exists already", "{} 已存在", out.string()))
        .where(text("-o, command line", "-o, 命令行"))
        .fix(text("choose another name with -o", "请用 -o 另选文件名"));
  auto inputs = nlohmann::json::array();
  if (o.format == "onnx" && manifest.schema.value("kind", "") == "table") {
    const MappedFile file(model);
    const OnnxTable table =
        with_columns(file.bytes(), read_file(fs::path(o.product) / kPipelineFile));
    write_file(out, table.model);
    for (const OnnxColumn& column : table.columns)
      inputs.push_back({{"column", column.name}, {"type", column.type}});
  } else if (o.format == "onnx") {
    write_file(out, read_file(model));
  } else {
    const MappedFile file(model);
    save_safetensors(out, read_onnx(file.bytes(), 1).weights, {{"format", "ingot"}});
  }
  context.say(text("{}  {} bytes", "{}  {} 字节", out.string(), fs::file_size(out)));
  nlohmann::json document = {{"product", o.product},
                             {"file", out.string()},
                             {"format", o.format},
                             {"size_bytes", fs::file_size(out)}};
  if (!inputs.empty()) document["inputs"] = std::move(inputs);
  context.answer(document);
}

}  // namespace

VerbDef define_export() {
  return {.name = "export",
          .summary = text("writes a product's model for other tools", "导出模型供其他工具使用"),
          .declare = [](CLI::App& app, const Context& c) {
            auto o = std::make_shared<ExportOptions>();
            app.add_option("PRODUCT", o->product, c.word("its folder", "产品文件夹"))->required();
            app.add_option("--format", o->format,
                           c.word("onnx or safetensors", "onnx 或 safetensors"))
                ->check(CLI::IsMember({"onnx", "safetensors"}))
                ->capture_default_str();
            app.add_option("-o,--output", o->out,
                           c.word("file to write (NAME.FORMAT)", "要写的文件（名称.格式）"));
            return [o](const Context& context) { export_verb(context, *o); };
          }};
}

}  // namespace ingot
