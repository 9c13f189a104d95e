#include "invent_tables.h"

#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "evaluate/profile_page.h"
#include "features/table_profile.h"
#include "features/text_hash.h"

namespace ingot {
namespace {

using Cell = std::function<std::string(std::int64_t)>;
using Columns = std::vector<std::pair<std::string, Cell>>;

double uniform(std::int64_t row, std::uint64_t stream) {
  return static_cast<double>(hash_number(hash_number(row) + stream) >> 11) * 0x1p-53;
}
/// Roughly normal, mean 0, deviation 1.
double normal(std::int64_t row, std::uint64_t stream) {
  double sum = -6;
  for (std::uint64_t i = 0; i < 12; ++i) sum += uniform(row, 100 * stream + i);
  return sum;
}
std::string pick(const std::vector<std::string>& of, double share) {
  return of[std::min(of.size() - 1,
                     static_cast<std::size_t>(share * static_cast<double>(of.size())))];
}
bool churns(std::int64_t row) { return uniform(row, 1) < 0.08; }

Columns customers() {
  const std::vector<std::string> names = {"Anna Smith", "Bert Jones", "Carla Rossi",
                                          "Dino Meyer", "Eva Brown",  "Frank Weber"};
  return {
      {"customerID", [](auto row) { return fmt::format("{:04}-KQXV", row); }},
      {"customer name", [=](auto row) { return pick(names, uniform(row, 2)); }},
      {"contact", [](auto row) { return fmt::format("p{}@example.org", row); }},
      {"since",
       [](auto row) {
         return fmt::format("20{:02}-{:02}-{:02}", 10 + row % 14, row % 12 + 1, row % 28 + 1);
       }},
      {"age",
       [](auto row) {
         return row % 9 == 0 ? "?" : fmt::format("{:.0f}", 45 + 12 * normal(row, 3));
       }},
      {"monthly fee",
       [](auto row) { return fmt::format("${:.2f}", std::exp(3 + normal(row, 4))); }},
      {"contract",
       [](auto row) {
         return pick({"month to month", "one year", "two years"}, uniform(row, 5));
       }},
      {"satisfaction",
       [](auto row) {
         return pick({"low", "medium", "high"}, uniform(row, 6));
       }},
      {"last words",
       [](auto row) {
         return row % 3 ? "" : fmt::format("what customer {} said to us last", row);
       }},
      {"pdays", [](auto row) { return row % 4 ? "999" : fmt::format("{}", row % 23); }},
      {"closed_on",
       [](auto row) { return churns(row) ? fmt::format("2024-03-{:02}", row % 28 + 1) : ""; }},
      {"churn", [](auto row) { return churns(row) ? "yes" : "no"; }},
  };
}

Columns clean() {
  return {{"width", [](auto row) { return fmt::format("{:.9f}", 3 + uniform(row, 7)); }},
          {"colour", [](auto row) {
             return pick({"red", "green", "blue"}, uniform(row, 8));
           }}};
}

Columns wide() {
  Columns columns;
  for (std::uint64_t c = 0; c < 300; ++c)
    columns.emplace_back(
        fmt::format("sensor_{}_with_a_name_that_has_no_end_and_no_blank", c), [c](auto row) {
          return c % 7 == 0 ? "1" : row % (c + 2) == 0 ? "" : fmt::format("{:.4f}", normal(row, c));
        });
  return columns;
}

Columns hostile() {
  return {{"<b>bold</b><img src=x onerror=alert(1)>",
           [](auto row) {
             return pick({"</script><script>alert(1)</script>", "<!--", "\u2028"}, uniform(row, 9));
           }},
          {"", [](auto row) { return fmt::format("{}", 1e15 * normal(row, 3)); }},
          {"constructor", [](auto row) {
             return pick({"__proto__", "toString", std::string(4000, 'w')}, uniform(row, 4));
           }}};
}

struct Invented {
  std::string name, target, language;
  std::int64_t rows;
  Columns columns;
};

nlohmann::json profile_of(const Invented& invented) {
  Table table;
  for (const auto& [name, cell] : invented.columns) {
    table.names.push_back(name);
    table.columns.emplace_back();
    for (std::int64_t row = 0; row < invented.rows; ++row)
      table.columns.back().push_back(cell(row));
  }
  nlohmann::json profile =
      to_json(profile_table(*table_in_memory(std::move(table)), {.target = invented.target}));
  profile["name"] = invented.name;
  profile["notes"] = {{{"en", "encoding GB18030 (guessed)"}, {"zh", "编码 GB18030 (推测)"}}};
  if (!invented.language.empty()) profile["language"] = invented.language;
  return profile;
}

}  // namespace

void write_table_pages(const std::filesystem::path& folder) {
  const auto write = [&](const std::string& page, const Invented& invented) {
    write_file(folder / (page + ".html"), render_profile(profile_of(invented)));
  };
  write("customers", {"customers.csv", "churn", "", 3000, customers()});
  write("clean", {"clean.csv", "", "zh", 500, clean()});
  write("wide", {"wide.csv", "", "", 200, wide()});
  write("hostile-table", {"<b>table</b>.csv", "", "", 300, hostile()});
}

}  // namespace ingot
