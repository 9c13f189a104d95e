// Writes the reference: one Markdown page for each op, layer, loss, optimizer, schedule,
// initializer, model, transform, augmentation and tokeniser, from their records.
//
//   generate_reference FOLDER
#include <fmt/format.h>

#include <filesystem>

#include "base/files.h"
#include "features/augmentation.h"
#include "features/derivation.h"
#include "features/encoder.h"
#include "features/tokenizer_model.h"
#include "features/transform.h"
#include "graph/graph_text.h"
#include "graph/op_def.h"
#include "nn/initializer_def.h"
#include "nn/layer_def.h"
#include "nn/loss_def.h"
#include "nn/model_def.h"
#include "nn/optimizer_def.h"
#include "nn/schedule_def.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

std::string default_text(const SpecValue& value) {
  return std::visit(
      []<class T>(const T& v) -> std::string {
        if constexpr (std::is_same_v<T, std::vector<Spec>>)
          return v.empty() ? "none" : v.front().kind;
        else if constexpr (std::is_same_v<T, Ints> || std::is_same_v<T, Numbers>)
          return fmt::format("{{{}}}", fmt::join(v, ", "));
        else if constexpr (std::is_same_v<T, std::string>)
          return fmt::format("\"{}\"", v);
        else
          return fmt::format("{}", v);
      },
      value);
}

std::string onnx_text(const OpDef& op) {
  if (op.traits.has(Trait::training_only)) return "training only";
  if (op.traits.has(Trait::source)) return "part of the graph";
  if (!op.onnx.name.empty()) return fmt::format("{} (opset {})", op.onnx.name, op.onnx.since);
  return op.scalar || op.expand ? "a function of domain `ingot`" : "none";
}

std::string op_page(const OpDef& op) {
  std::string page = fmt::format("# {}\n\n{}\n\n", op.name, op.doc);
  if (!op.inputs.empty()) page += "| input | what |\n| --- | --- |\n";
  for (const InputDef& in : op.inputs)
    page += fmt::format("| `{}`{} | {} |\n", in.name,
                        in.arity == Arity::optional   ? " (optional)"
                        : in.arity == Arity::variadic ? " (any number)"
                                                      : "",
                        in.doc);
  if (!op.attrs.empty()) page += "\n| attribute | default | what |\n| --- | --- | --- |\n";
  for (const AttrDef& attr : op.attrs)
    if (!std::holds_alternative<Tensor>(attr.default_value))
      page +=
          fmt::format("| `{}` | `{}` | {} |\n", attr.name, to_string(attr.default_value), attr.doc);
  return page + fmt::format("\nGradient: {}. ONNX: {}.\n",
                            op.no_grad.empty() ? "yes" : "none, " + op.no_grad, onnx_text(op));
}

template <class Record>
std::string part_page(const Record& record, const std::string& heading,
                      const OptionDefs& arguments) {
  std::string page = fmt::format("# {}\n\n{}\n", heading, record.doc);
  if (!arguments.empty() || !record.options.empty())
    page += "\n| option | default | what |\n| --- | --- | --- |\n";
  for (const OptionDef& o : arguments)
    page += fmt::format("| `{}` (argument) | | {} |\n", o.name, o.doc);
  for (const OptionDef& o : record.options)
    page += fmt::format("| `{}` | `{}` | {} |\n", o.name, default_text(o.default_value), o.doc);
  return page;
}

std::string range_text(const AugmentationOption& o) {
  return o.words.empty() ? fmt::format("{} to {}", o.least, o.most)
                         : fmt::format("{}", fmt::join(o.words, ", "));
}

std::string augmentation_page(const AugmentationDef& def) {
  std::string page = fmt::format("# {}\n\n{}\n\n{}\n\n", def.name, def.doc,
                                 def.mix ? "Mixes encoded rows and their targets."
                                         : "Changes raw pictures of 1 or 3 channels.");
  page += "| option | default | range | what |\n| --- | --- | --- | --- |\n";
  for (const AugmentationOption& o : def.options)
    page += fmt::format("| `{}` | `{}` | {} | {} |\n", o.name, o.default_value.dump(),
                        range_text(o), o.doc);
  return page;
}

class Reference {
 public:
  explicit Reference(fs::path folder) : folder_(std::move(folder)) {}

  void add(const std::string& kind, const std::string& name, const std::string& page) {
    write_file(folder_ / kind / (name + ".md"), page);
    if (kind != kind_) index_ += fmt::format("\n## {}\n\n", kind_ = kind);
    index_ += fmt::format("- [{}]({}/{}.md)\n", name, kind, name);
    ++count_;
  }
  void finish() {
    write_file(folder_ / "README.md", "# Reference\n" + index_);
    fmt::print("{} pages\n", count_);
  }

 private:
  fs::path folder_;
  std::string kind_, index_;
  int count_ = 0;
};

template <class Record>
void add_parts(Reference& reference, const std::string& kind, const std::vector<Record>& records) {
  for (const Record& r : records)
    reference.add(kind, r.name,
                  part_page(r, fmt::format("{} (`{}`)", r.constructor, r.name), r.arguments));
}

}  // namespace
}  // namespace ingot

int main(int argc, char** argv) {
  using namespace ingot;
  if (argc != 2) {
    fmt::print(stderr, "usage: generate_reference FOLDER\n");
    return 2;
  }
  Reference reference(argv[1]);
  for (const OpDef& op : op_registry().all()) reference.add("ops", op.name, op_page(op));
  add_parts(reference, "layers", layer_registry());
  add_parts(reference, "losses", loss_registry());
  add_parts(reference, "optimizers", optimizer_registry());
  add_parts(reference, "schedules", schedule_registry());
  add_parts(reference, "initializers", initializer_registry());
  for (const ModelDef& m : model_registry())
    reference.add("models", m.name, part_page(m, m.name, {}));
  for (const TransformDef& t : transform_registry())
    reference.add("transforms", t.name, fmt::format("# {}\n\n{}\n", t.name, t.doc));
  for (const EncoderDef& e : encoder_registry())
    reference.add("encoders", e.name, fmt::format("# {}\n\n{}\n", e.name, e.doc));
  for (const DerivationDef& d : derivation_registry())
    reference.add("derivations", d.name,
                  fmt::format("# {} (`a {} b`)\n\n{}\n", d.name, d.sign, d.doc));
  for (const AugmentationDef& a : augmentation_registry())
    reference.add("augmentations", a.name, augmentation_page(a));
  for (const TokenizerDef& t : tokenizer_registry())
    reference.add("tokenizers", t.name, fmt::format("# {} (`{}`)\n\n{}\n", t.name, t.type, t.doc));
  reference.finish();
}
