#include "features/derivation.h"

namespace ingot {
namespace {

double standard(double x, const ColumnProfile& p) {
  return (x - p.mean) / (p.deviation > 0 ? p.deviation : 1);
}

void derive(const ColumnPair& c, TextColumn& out) {
  for (std::size_t i = 0; i < c.a.numbers().size(); ++i)
    append_number(standard(c.a.numbers()[i], c.a_profile) * standard(c.b.numbers()[i], c.b_profile),
                  out);
}

}  // namespace

DerivationDef define_product_derivation() {
  return {.name = "product",
          .doc =
              "Whether both are high or low together: the product of their distances from\n"
              "their means, in deviations of the training rows.",
          .sign = "x",
          .is_symmetric = true,
          .is_of_numbers = true,
          .derive = derive};
}

}  // namespace ingot
