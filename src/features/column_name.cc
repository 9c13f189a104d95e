#include "features/column_name.h"

#include <algorithm>

#include "features/characters.h"

namespace ingot {
namespace {

bool is_all_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return is_ascii(c); });
}

}  // namespace

ColumnName::ColumnName(std::string_view name) : name_(in_lower_case(name)) {
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words_.push_back(in_lower_case(word));
    word.clear();
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_word_byte(c)) {
      end_word();
      continue;
    }
    // customerID and IDNumber: a capital begins a word, the last of several does too.
    const bool after_small = i > 0 && is_word_byte(name[i - 1]) && !is_capital(name[i - 1]);
    const bool before_small =
        i + 1 < name.size() && is_word_byte(name[i + 1]) && !is_capital(name[i + 1]);
    const bool after_capital = i > 0 && is_capital(name[i - 1]);
    if (is_capital(c) && (after_small || (after_capital && before_small))) end_word();
    word += c;
  }
  end_word();
}

bool ColumnName::has(std::initializer_list<std::string_view> words) const {
  return std::ranges::any_of(words, [&](std::string_view w) {
    if (!is_all_ascii(w)) return name_.find(w) != std::string::npos;
    return std::ranges::find(words_, w) != words_.end();
  });
}

bool ColumnName::speaks_of_time() const {
  return has({"time", "date", "datetime", "timestamp", "ts", "epoch", "created", "updated", "at",
              "unix", "when", "day", "datum", "zeit", "fecha", "时间", "日期", "时刻"});
}

bool ColumnName::speaks_of_money() const {
  return has({"price",    "prices",  "cost",     "costs",   "amount", "charge",  "charges",
              "fare",     "fares",   "fee",      "fees",    "salary", "wage",    "wages",
              "income",   "revenue", "payment",  "profit",  "budget", "rent",    "capital",
              "turnover", "spend",   "spending", "balance", "money",  "premium", "tax",
              "preis",    "betrag",  "umsatz",   "gehalt",  "prix",   "usd",     "eur",
              "价格",     "金额",    "费用",     "工资",    "收入",   "单价",    "余额",
              "成本",     "薪资",    "费"});
}

bool ColumnName::is_an_id() const {
  return has({"id", "ids", "uuid", "guid", "rownames", "rowname", "rownum", "sha", "hash", "serial",
              "编号", "序号", "主键", "单号"}) ||
         name_ == "no" || name_ == "nr" || name_ == "#" || name_ == "row" || name_ == "key" ||
         name_ == "index" || name_.empty();
}

bool ColumnName::is_a_postal_code() const {
  return has({"zip", "zipcode", "postcode", "postal", "plz", "pincode", "cep", "邮编", "邮政编码"});
}

bool ColumnName::is_a_phone() const {
  return has({"phone", "phones", "telephone", "tel", "mobile", "cell", "cellphone", "fax",
              "telefon", "手机", "电话", "联系方式"});
}

bool ColumnName::is_a_persons_name() const {
  const bool of_a_person = has({"first", "last", "full", "customer", "user", "client", "patient",
                                "employee", "person", "contact", "family", "given", "middle"});
  return has({"surname", "firstname", "lastname", "fullname", "vorname", "nachname", "姓名"}) ||
         (has({"name", "names"}) && (of_a_person || words_.size() == 1));
}

bool ColumnName::is_a_birth_date() const {
  return has({"birth", "birthday", "birthdate", "dob", "born", "geburtsdatum", "生日", "出生"});
}

}  // namespace ingot
