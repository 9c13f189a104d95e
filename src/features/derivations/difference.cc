#include "features/derivation.h"

namespace ingot {
namespace {

void derive(const ColumnPair& c, TextColumn& out) {
  constexpr double kSecondsPerDay = 86400;
  const bool dates = c.a_profile.date() != nullptr;
  for (std::size_t i = 0; i < c.a.numbers().size(); ++i)
    append_number((c.a.numbers()[i] - c.b.numbers()[i]) / (dates ? kSecondsPerDay : 1), out);
}

}  // namespace

DerivationDef define_difference_derivation() {
  return {.name = "difference",
          .doc = "The first number less the second; of two dates the days between them.",
          .sign = "-",
          .is_symmetric = true,
          .is_of_numbers = true,
          .takes_dates = true,
          .derive = derive};
}

}  // namespace ingot
