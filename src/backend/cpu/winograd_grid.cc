#include "backend/cpu/winograd_grid.h"

namespace ingot {

std::variant<WinogradGrid, Refusal> read_winograd(const ConvolutionNode& node,
                                                  const MatchContext& context) {
  INGOT_REFUSE_UNLESS(context.device().winograd, "forbidden");
  const dn::ConvolutionSpec& c = node.spec;
  INGOT_REFUSE_UNLESS(c.w[2] == 3 && c.w[3] == 3, "the filter is {} x {}", c.w[2], c.w[3]);
  const Ints ones(2, 1);
  INGOT_REFUSE_UNLESS(c.strides == ones && c.dilation == ones, "strides or dilation");
  INGOT_REFUSE_UNLESS(c.groups == 1, "groups");
  INGOT_REFUSE_UNLESS(c.x[1] % 8 == 0 && c.y[1] % 8 == 0, "{} to {} channels", c.x[1], c.y[1]);
  return WinogradGrid{node.shape(), register_tile()};
}

bool winograd_pays(const WinogradGrid& grid, const WinogradFilterCost& filter) {
  const double pairs = static_cast<double>(grid.in * grid.out);
  const double tiles = static_cast<double>(grid.tiles());
  const double places = static_cast<double>(grid.batch * grid.out_rows * grid.out_columns);
  const double direct = places * pairs * 9 + filter.direct * 9 * pairs;
  const double here = 36 * tiles * (pairs + 12 * static_cast<double>(grid.in + grid.out)) +
                      filter.transformed * 36 * pairs;
  return here < direct;
}

}  // namespace ingot
