#include "features/derivation.h"

namespace ingot {
namespace {

void derive(const ColumnPair& c, TextColumn& out) {
  constexpr std::string_view kMissing = "(missing)";
  std::string a, b;
  for (std::int64_t i = 0; i < c.a.size(); ++i)
    out.append(fmt::format("{} & {}", c.a[i] ? c.a.key(i, a) : kMissing,
                           c.b[i] ? c.b.key(i, b) : kMissing));
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
