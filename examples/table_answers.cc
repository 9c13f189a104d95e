// What a product of tables says of each row of a table: the probabilities of its classes, or its
// number, with all their digits. The same bits as `ingot predict` gives.
#include <fmt/format.h>
#include <ingot/product.h>
#include <ingot/table.h>

using namespace ingot;

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: example_table_answers PRODUCT TABLE\n");
    return 2;
  }
  try {
    Product product(argv[1]);
    const auto rows = open_table(argv[2]);
    const TableCheck check = product.check(*rows);
    const Tensor answers = product.predict(*rows);
    const std::int64_t width = answers.shape()[1];
    for (std::int64_t row = 0; row < answers.shape()[0]; ++row) {
      const bool is_refused = check.rows[static_cast<std::size_t>(row)].verdict == Verdict::refused;
      fmt::print("{}", row);
      for (std::int64_t c = 0; c < width; ++c) {
        if (is_refused)
          fmt::print(",");
        else
          fmt::print(",{}", answers.data<float>()[static_cast<std::size_t>(row * width + c)]);
      }
      fmt::print("\n");
    }
  } catch (const Error& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 1;
  }
}
