// What the name of a column says about its cells.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace ingot {

/// The words of a name in lower case: "TotalCharges", "total_charges" and "Total charges" have the
/// same ones.
class ColumnName {
 public:
  explicit ColumnName(std::string_view name);

  /// Whether one of `words` is a word of the name; one that is not ASCII, whether it stands in it.
  [[nodiscard]] bool has(std::initializer_list<std::string_view> words) const;

  [[nodiscard]] bool speaks_of_time() const;
  [[nodiscard]] bool speaks_of_money() const;
  [[nodiscard]] bool is_an_id() const;
  [[nodiscard]] bool is_a_postal_code() const;
  [[nodiscard]] bool is_a_phone() const;
  [[nodiscard]] bool is_a_persons_name() const;
  [[nodiscard]] bool is_a_birth_date() const;

 private:
  std::string name_;
  std::vector<std::string> words_;
};

}  // namespace ingot
