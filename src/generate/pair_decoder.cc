#include "generate/pair_decoder.h"

#include <algorithm>

#include "base/assert.h"
#include "base/files.h"
#include "features/pair_tokens.h"
#include "generate/cached_decoder.h"
#include "graph/rewrite.h"
#include "tensor/rows.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr int kPairFormat = 1;

bool is_for_rows(const PairGraphs& g) {
  const auto &read = g.reading.inputs(), &written = g.writing.inputs();
  if (g.rows < 1 || read.size() != 1 || written.size() != 2 || g.writing.outputs().size() != 1)
    return false;
  const TensorType source = g.reading.type(read[0].value);
  // What is read is a state of what writes.
  for (const NamedValue& made : g.reading.outputs()) {
    const auto state = std::ranges::find(g.writing.states(), made.name, &NamedValue::name);
    if (state == g.writing.states().end() ||
        g.writing.type(state->value) != g.reading.type(made.value))
      return false;
  }
  return source.dtype == i64 && source.shape.rank() == 2 && source.shape[0] == g.rows &&
         g.writing.type(written[0].value) == TensorType{i64, {g.rows, 1}} &&
         g.writing.type(written[1].value) == TensorType{i64, {}};
}

}  // namespace

json to_json(std::span<const PairGraphs> graphs) {
  json list = json::array();
  for (const PairGraphs& g : graphs)
    list.push_back(
        {{"rows", g.rows}, {"reading", to_string(g.reading)}, {"writing", to_string(g.writing)}});
  return {{"format", kPairFormat}, {"pairs", std::move(list)}};
}

std::vector<PairGraphs> pair_graphs_from_json(const json& document) {
  std::vector<PairGraphs> all;
  try {
    if (document.at("format").get<int>() > kPairFormat)
      throw Error("newer_product", text("{} has a newer format", "{} 的格式较新", kDecodeFile))
          .fix(text("use a newer Ingot", "请使用更新版本的 Ingot"));
    for (const json& g : document.at("pairs"))
      all.push_back({g.at("rows").get<std::int64_t>(),
                     parse_graph(g.at("reading").get<std::string>()),
                     parse_graph(g.at("writing").get<std::string>())});
  } catch (const json::exception& e) {
    throw Error("bad_decode", text("{}: {}", "{}: {}", kDecodeFile, e.what()));
  }
  if (all.empty() || !std::ranges::all_of(all, is_for_rows))
    throw Error("bad_decode",
                text("{}: no graphs that read and write", "{}: 缺少读写的计算图", kDecodeFile));
  std::ranges::sort(all, {}, &PairGraphs::rows);
  return all;
}

PairDecoder::PairDecoder(const std::filesystem::path& folder, InferenceOptions options)
    : PairDecoder(
          pair_graphs_from_json(json::parse(read_file(folder / kDecodeFile), nullptr, false)),
          decoding_weights(folder), options) {}

PairDecoder::PairDecoder(std::vector<PairGraphs> graphs, State weights, InferenceOptions options)
    : options_(options),
      weights_(std::move(weights)),
      executor_(options.num_threads),
      packs_(std::make_unique<PackCache>()) {
  for (PairGraphs& of_rows : graphs) sizes_.push_back({std::move(of_rows)});
  const Graph& reading = sizes_[0].graphs.reading;
  context_ = reading.type(reading.inputs()[0].value).shape[1];
}

PairDecoder::Size& PairDecoder::size_for(std::int64_t rows) {
  const auto size =
      std::ranges::find_if(sizes_, [&](const Size& s) { return s.graphs.rows >= rows; });
  INGOT_ASSERT(size != sizes_.end(), "{} rows of at most {}", rows, most_rows());
  return *size;
}

// A text does not depend on those beside it.
std::shared_ptr<const Plan> PairDecoder::compiled(const Graph& graph) {
  return compile(
      bind_states(graph, weights_),
      {.num_threads = options_.num_threads, .batch_invariant = true, .packs = packs_.get()});
}

void PairDecoder::read(std::span<const std::vector<std::int64_t>> sources, std::int64_t copies) {
  Size& size = size_for(std::ssize(sources));
  if (!size.reading) size.reading = compiled(size.graphs.reading);
  Tensor input = Tensor::full({i64, {size.graphs.rows, context_}}, kPairPadding);
  std::int64_t* at = input.mutable_data<std::int64_t>().data();
  for (const std::vector<std::int64_t>& source : sources) {
    INGOT_ASSERT(std::ssize(source) <= context_, "{} tokens of {}", source.size(), context_);
    std::ranges::copy(source, at);
    at += context_;
  }
  const RunResult run = executor_.run(*size.reading, std::array{input}, State());
  rows_ = std::ssize(sources) * copies;
  // Rows that nobody asks for read as the first one did.
  std::vector<std::int64_t> from(static_cast<std::size_t>(size_for(rows_).graphs.rows), 0);
  for (std::int64_t row = 0; row < rows_; ++row) from[static_cast<std::size_t>(row)] = row / copies;
  read_.clear(), caches_.clear();
  for (std::size_t i = 0; i < run.outputs.size(); ++i)
    read_[size.reading->outputs[i].name] = gather_rows(run.outputs[i], from);
  position_ = 0;
}

Tensor PairDecoder::write(std::span<const std::int64_t> tokens) {
  INGOT_ASSERT(std::ssize(tokens) == rows_ && position_ < context_, "{} tokens for {} rows",
               tokens.size(), rows_);
  Size& size = size_for(rows_);
  if (!size.writing) size.writing = compiled(size.graphs.writing);
  if (position_ == 0)
    for (const auto& state : size.writing->states) {
      const auto found = read_.find(state.name);
      caches_[state.name] = found != read_.end() ? found->second : Tensor::zeros(state.type);
    }
  Tensor input = Tensor::full({i64, {size.graphs.rows, 1}}, kPairPadding), position(i64, {});
  std::ranges::copy(tokens, input.mutable_data<std::int64_t>().begin());
  position.set(0, static_cast<double>(position_));
  const Tensor said = executor_.run(*size.writing, std::array{input, position}, caches_).outputs[0];
  ++position_;
  return said.reshape({size.graphs.rows, said.shape().back()}).rows(0, rows_);
}

void PairDecoder::reorder(std::span<const std::int64_t> from) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(size_for(rows_).graphs.rows), 0);
  bool same = true;
  for (std::size_t row = 0; row < from.size(); ++row) {
    all[row] = from[row];
    same = same && from[row] == static_cast<std::int64_t>(row);
  }
  if (same) return;
  for (auto& [name, cache] : caches_)
    if (!read_.contains(name)) cache = gather_rows(cache, all);
}

}  // namespace ingot
