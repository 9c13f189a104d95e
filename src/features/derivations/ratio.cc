#include "features/derivation.h"

namespace ingot {
namespace {

void derive(const ColumnPair& c, TextColumn& out) {
  for (std::size_t i = 0; i < c.a.numbers().size(); ++i)
    append_number(c.a.numbers()[i] / c.b.numbers()[i], out);
}

}  // namespace

DerivationDef define_ratio_derivation() {
  return {.name = "ratio",
          .doc =
              "The first number divided by the second: rooms for each household. Missing where\n"
              "that is 0.",
          .sign = "/",
          .is_of_numbers = true,
          .derive = derive};
}

}  // namespace ingot
