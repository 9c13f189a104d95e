#include "nn/layer_def.h"

namespace ingot {
namespace {

Value trace_document_segments(LayerContext& c, const Values& in) {
  Builder& g = c.g;
  const Value& x = in[0];
  c.require(x.rank() == 2 && x.dtype() == i64, in,
            text("needs tokens i64 (batch, tokens)", "须为 i64 词元 (批次, 词元)"));
  const Value ends =
      g.cast(g.equal(x, g.scalar_like(x, static_cast<double>(c.options.integer("end")))), i64);
  // An end is the last token of its own document.
  const Value before = g.cumsum(ends, 1) - ends;
  if (!c.decoding()) {
    c.divide(before);
    return x;
  }
  const std::int64_t batch = x.shape()[0];
  const Value count = c.recall("count", {i64, {batch, 1}});
  const Value own = before + count;
  const Value all = g.dynamic_update_slice(
      c.recall("segments", {i64, {batch, c.decoding()->capacity}}), own, c.window_start(2, 1));
  c.keep("count", count + g.sum(ends, {1}, keep_dims));
  c.keep("segments", all);
  c.divide(own, all);
  return x;
}

}  // namespace

LayerDef define_document_segments_layer() {
  return {
      .name = "document_segments",
      .constructor = "DocumentSegments",
      .doc =
          "Tokens i64 (batch, tokens) as they are. Behind each token `end` another document "
          "begins:\n"
          "attention of the layers that follow sees tokens of the same document alone.\n"
          "Source: definition.",
      .arguments = {{"end", 0, "the token that ends a document"}},
      .trace = trace_document_segments,
  };
}

}  // namespace ingot
