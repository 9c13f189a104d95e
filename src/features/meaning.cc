#include "features/meaning.h"

#include <algorithm>
#include <array>

#include "base/lower_case.h"
#include "features/column_name.h"
#include "features/text_kinds.h"

namespace ingot {
namespace {

constexpr double kMostOfThem = 0.9;

class MeaningFinder {
 public:
  explicit MeaningFinder(const ColumnEvidence& e) : e_(e), name_(e.name) {}

  [[nodiscard]] Meaning find() const {
    if (e_.present == 0) return Meaning::empty;
    if (e_.distinct == 1) return e_.missing == 0 ? Meaning::constant : Meaning::boolean;
    if (share(is_email) >= kMostOfThem) return Meaning::email;
    if (share(is_url) >= kMostOfThem) return Meaning::url;
    if (is_phone_column()) return Meaning::phone;
    if (name_.is_a_postal_code() && share(may_be_postal_code) >= kMostOfThem)
      return Meaning::postal_code;
    if (std::holds_alternative<DateFormat>(e_.reading)) return Meaning::date;
    if (std::holds_alternative<NumberFormat>(e_.reading) && !is_code()) return of_numbers();
    return of_texts();
  }

 private:
  template <class Predicate>
  [[nodiscard]] double share(const Predicate& predicate) const {
    std::int64_t rows = 0, with = 0;
    for (const CategoryCount& v : e_.values) {
      rows += v.rows;
      if (predicate(v.value)) with += v.rows;
    }
    return rows == 0 ? 0 : static_cast<double>(with) / static_cast<double>(rows);
  }

  [[nodiscard]] bool is_unique() const {
    const double least = e_.distinct_is_exact ? 0.98 : 0.96;
    return e_.present >= 10 &&
           static_cast<double>(e_.distinct) >= least * static_cast<double>(e_.present);
  }
  [[nodiscard]] bool is_named_id() const { return name_.is_an_id() && e_.distinct > 20; }

  [[nodiscard]] bool is_phone_column() const {
    if (name_.is_a_phone()) return share(may_be_phone) >= kMostOfThem;
    return e_.distinct >= 10 && (share(is_international_phone) >= kMostOfThem ||
                                 (share(is_chinese_mobile) >= kMostOfThem && is_unique()));
  }

  /// Digits with zeros in front and all of one length, such as 00501.
  [[nodiscard]] bool is_code() const {
    const std::size_t length = e_.values[0].value.size();
    return length >= 3 && share(is_digits) == 1 &&
           std::ranges::all_of(e_.values,
                               [&](const auto& v) { return v.value.size() == length; }) &&
           std::ranges::any_of(e_.values, [](const auto& v) { return v.value[0] == '0'; });
  }

  [[nodiscard]] Meaning of_numbers() const {
    const auto& format = std::get<NumberFormat>(e_.reading);
    const NumberMoments& m = e_.moments;
    if (is_currency(format.prefix) || is_currency(format.suffix)) return Meaning::money;
    if (!format.suffix.empty()) return Meaning::number;
    if (m.is_integer) {
      if (e_.distinct == 2 && m.max == 1 && (m.min == 0 || m.min == -1)) return Meaning::boolean;
      if (is_named_id() || is_sequence() || (is_unique() && m.min >= 1e11)) return Meaning::id;
      if (is_small_scale()) return Meaning::ordinal;
    }
    const bool is_figure = name_.has({"idx", "index", "rate", "ratio", "percent", "pct", "count",
                                      "num", "number", "score", "比例", "率"});
    return name_.speaks_of_money() && !is_figure ? Meaning::money : Meaning::number;
  }

  /// Every number from the least to the greatest, once.
  [[nodiscard]] bool is_sequence() const {
    return is_unique() && e_.present >= 20 &&
           e_.moments.max - e_.moments.min + 1 == static_cast<double>(e_.present);
  }

  [[nodiscard]] bool is_small_scale() const {
    return e_.distinct <= 16 && e_.moments.min >= 0 && e_.moments.max - e_.moments.min <= 20 &&
           e_.present >= 3 * e_.distinct;
  }

  [[nodiscard]] Meaning of_texts() const {
    if (e_.distinct == 2 && is_yes_and_no()) return Meaning::boolean;
    if (!e_.order.empty()) return Meaning::ordinal;
    const double with_blanks = share(has_blank);
    const double unique = static_cast<double>(e_.distinct) / static_cast<double>(e_.present);
    if (with_blanks < 0.05 && (is_named_id() || (is_unique() && share(has_digit) >= 0.5)) &&
        e_.mean_length <= 128)
      return Meaning::id;
    const double words = mean_words();
    const bool is_long = words >= 3 || e_.mean_length >= 40 || share(is_long_han) >= 0.5;
    if (is_long && unique > 0.3 && e_.distinct > 10) return Meaning::text;
    return is_unique() ? Meaning::text : Meaning::category;
  }

  [[nodiscard]] double mean_words() const {
    std::int64_t rows = 0, words = 0;
    for (const CategoryCount& v : e_.values) {
      rows += v.rows;
      words += v.rows * (1 + std::ranges::count(v.value, ' '));
    }
    return rows == 0 ? 0 : static_cast<double>(words) / static_cast<double>(rows);
  }

  [[nodiscard]] bool is_yes_and_no() const {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kPairs = {
        {{"no", "yes"},
         {"false", "true"},
         {"n", "y"},
         {"f", "t"},
         {"off", "on"},
         {"否", "是"},
         {"无", "有"},
         {"nein", "ja"},
         {"non", "oui"},
         {"no", "sí"},
         {"no", "si"},
         {"不", "是"},
         {"假", "真"},
         {"0", "1"}}};
    const std::string a = in_lower_case(clean_label(e_.values[0].value));
    const std::string b = in_lower_case(clean_label(e_.values[1].value));
    return std::ranges::any_of(kPairs, [&](const auto& pair) {
      return (a == pair.first && b == pair.second) || (b == pair.first && a == pair.second);
    });
  }

  const ColumnEvidence& e_;
  ColumnName name_;
};

}  // namespace

Meaning find_meaning(const ColumnEvidence& evidence) { return MeaningFinder(evidence).find(); }

}  // namespace ingot
