#include "features/derivation.h"

namespace ingot {
namespace {

void derive(const ColumnPair& c, TextColumn& out) {
  constexpr std::string_view kMissing = "(missing)";
  for (std::int64_t i = 0; i < c.a.size(); ++i)
    out.append(fmt::format("{} & {}", c.a[i].value_or(kMissing), c.b[i].value_or(kMissing)));
}

}  // namespace

DerivationDef define_pair_derivation() {
  return {.name = "pair",
          .doc = "Both values together, as one category.",
          .sign = "&",
          .is_symmetric = true,
          .derive = derive};
}

}  // namespace ingot
