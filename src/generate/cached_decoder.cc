#include "generate/cached_decoder.h"

#include <algorithm>

#include "base/assert.h"
#include "base/files.h"
#include "formats/onnx.h"
#include "formats/product_folder.h"
#include "graph/rewrite.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr int kFormat = 1;

std::vector<DecodeStep> steps_of(const std::filesystem::path& folder) {
  return decode_steps_from_json(json::parse(read_file(folder / kDecodeFile), nullptr, false));
}

// `from` at the corner of zeros.
Tensor enlarged(const Tensor& from, const TensorType& type) {
  Tensor to = Tensor::zeros(type);
  if (!from.defined() || from.num_elements() == 0) return to;
  const Shape &a = from.shape(), &b = type.shape;
  // Rows along the last two axes; before them the shapes are alike.
  const std::int64_t rows = a[a.rank() - 2], width = a.back(), more = b[b.rank() - 2];
  const std::size_t bytes = static_cast<std::size_t>(rows * width) * size_bytes(type.dtype);
  const auto* source = static_cast<const std::byte*>(from.raw());
  auto* target = static_cast<std::byte*>(to.mutable_raw());
  for (std::int64_t i = 0; i < from.num_elements() / (rows * width); ++i) {
    std::copy_n(source, bytes, target);
    source += bytes;
    target += static_cast<std::size_t>(more * width) * size_bytes(type.dtype);
  }
  return to;
}

}  // namespace

State decoding_weights(const std::filesystem::path& folder) {
  const auto file = std::make_shared<MappedFile>(folder / kModelFile);
  const auto weights = OnnxReader(file->bytes(), file).model(1).weights;
  return {weights.begin(), weights.end()};
}

json to_json(std::span<const DecodeStep> steps) {
  json list = json::array();
  for (const DecodeStep& step : steps)
    list.push_back(
        {{"tokens", step.tokens}, {"capacity", step.capacity}, {"graph", to_string(step.graph)}});
  return {{"format", kFormat}, {"steps", std::move(list)}};
}

std::vector<DecodeStep> decode_steps_from_json(const json& document) {
  const auto bad = [](const Text& what) {
    return Error("bad_decode", {fmt::format("{}: {}", kDecodeFile, what.en),
                                fmt::format("{}: {}", kDecodeFile, what.zh)});
  };
  std::vector<DecodeStep> steps;
  try {
    if (document.at("format").get<int>() > kFormat)
      throw Error("newer_product", text("{} has a newer format", "{} 的格式较新", kDecodeFile))
          .fix(text("use a newer Ingot", "请使用更新版本的 Ingot"));
    for (const json& step : document.at("steps"))
      steps.push_back({step.at("tokens").get<std::int64_t>(),
                       step.at("capacity").get<std::int64_t>(),
                       parse_graph(step.at("graph").get<std::string>())});
  } catch (const json::exception& e) {
    throw bad(text("{}", "{}", e.what()));
  }
  std::int64_t most = 0, most_of_one = 0;
  for (const DecodeStep& step : steps) {
    const TensorType input{i64, {1, step.tokens}};
    const auto& inputs = step.graph.inputs();
    if (step.tokens < 1 || step.capacity < step.tokens || inputs.size() != 2 ||
        step.graph.type(inputs[0].value) != input ||
        step.graph.type(inputs[1].value) != TensorType{i64, {}} || step.graph.outputs().size() != 1)
      throw bad(text("no graph for {} of {} tokens", "不是 {}/{} 个词元的计算图", step.tokens,
                     step.capacity));
    most = std::max(most, step.capacity);
    if (step.tokens == 1) most_of_one = std::max(most_of_one, step.capacity);
  }
  if (most == 0 || most != most_of_one)
    throw bad(text("no graph for one token", "缺少单个词元的计算图"));
  return steps;
}

CachedDecoder::CachedDecoder(const std::filesystem::path& folder, InferenceOptions options)
    : CachedDecoder(steps_of(folder), decoding_weights(folder), options) {}

CachedDecoder::CachedDecoder(std::vector<DecodeStep> steps, State weights, InferenceOptions options)
    : options_(options),
      steps_(std::move(steps)),
      weights_(std::move(weights)),
      executor_(options.num_threads),
      packs_(std::make_unique<PackCache>()) {
  for (const DecodeStep& step : steps_) context_ = std::max(context_, step.capacity);
}

// The least caches that hold what is there and the tokens; then the most tokens at once.
const DecodeStep& CachedDecoder::step_for(std::int64_t tokens) const {
  const DecodeStep* best = nullptr;
  for (const DecodeStep& step : steps_) {
    if (step.tokens > tokens || position_ + step.tokens > step.capacity) continue;
    if (!best || step.tokens > best->tokens ||
        (step.tokens == best->tokens && step.capacity < best->capacity))
      best = &step;
  }
  INGOT_ASSERT(best, "no place for {} tokens after {}", tokens, position_);
  return *best;
}

const Plan& CachedDecoder::plan_for(std::int64_t tokens, std::int64_t capacity) {
  auto& plan = plans_[{tokens, capacity}];
  if (plan) return *plan;
  const auto step = std::ranges::find_if(
      steps_, [&](const DecodeStep& s) { return s.tokens == tokens && s.capacity == capacity; });
  INGOT_ASSERT(step != steps_.end(), "no step of {} tokens, {} in all", tokens, capacity);
  plan = compile(bind_states(step->graph, weights_),
                 {.num_threads = options_.num_threads, .packs = packs_.get()});
  return *plan;
}

void CachedDecoder::make_room(const Plan& plan) {
  for (const auto& state : plan.states) {
    Tensor& cache = caches_[state.name];
    if (!cache.defined() || cache.type() != state.type) cache = enlarged(cache, state.type);
  }
}

Tensor CachedDecoder::read(std::span<const TokenId> tokens) {
  INGOT_ASSERT(!tokens.empty() && position_ + std::ssize(tokens) <= context_,
               "{} tokens after {} of {}", tokens.size(), position_, context_);
  Tensor said;
  while (!tokens.empty()) {
    const DecodeStep& step = step_for(std::ssize(tokens));
    const Plan& plan = plan_for(step.tokens, step.capacity);
    make_room(plan);
    Tensor input(i64, {1, step.tokens}), position(i64, {});
    std::ranges::copy(tokens.first(static_cast<std::size_t>(step.tokens)),
                      input.mutable_data<std::int64_t>().begin());
    position.set(0, static_cast<double>(position_));
    said = executor_.run(plan, std::array{input, position}, caches_).outputs[0];
    position_ += step.tokens;
    tokens = tokens.subspan(static_cast<std::size_t>(step.tokens));
  }
  const std::int64_t rows = said.shape()[1], width = said.shape()[2];
  return said.reshape({rows, width}).rows(rows - 1, 1).reshape({width});
}

void CachedDecoder::forget() {
  caches_.clear();
  position_ = 0;
}

}  // namespace ingot
