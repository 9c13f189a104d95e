#include "nn/layers/members.h"

namespace ingot {

Value with_members(const LayerContext& c, const Value& x) {
  const std::int64_t members = c.options.integer("members");
  c.options.require(members >= 1, "members", text("must be at least 1", "须至少为 1"));
  c.require(x.rank() == 2 || (x.rank() == 3 && x.shape()[1] == members), {x},
            text("needs (batch, width) or (batch, {}, width)",
                 "须为 (批次, 宽度) 或 (批次, {}, 宽度)", members));
  return x.rank() == 3 ? x : c.g.reshape(x, {x.shape()[0], 1, x.shape()[1]});
}

}  // namespace ingot
