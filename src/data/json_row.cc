#include "data/json_row.h"

#include <nlohmann/json.hpp>

namespace ingot {
namespace {

using Json = nlohmann::json;

// Numbers come with the text they were read from, which a parsed value no longer has.
class CellsOfRow final : public nlohmann::json_sax<Json> {
 public:
  explicit CellsOfRow(const JsonCell& cell) : cell_(cell) {}
  [[nodiscard]] const std::optional<Text>& wrong() const { return wrong_; }

  bool null() override {
    if (in_array()) return add_to_array("null");
    if (outer_.empty()) return no_object();
    cell_(name_, std::nullopt);
    return true;
  }
  bool boolean(bool value) override { return scalar(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return scalar(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return scalar(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& written) override { return scalar(written); }
  bool string(string_t& value) override {
    return scalar(in_array() ? Json(value).dump() : std::string_view(value));
  }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override {
    if (in_array()) return open_in_array('{');
    constexpr std::size_t kDeepest = 64;
    if (outer_.size() == kDeepest) return fail(text("objects 64 deep", "对象嵌套达 64 层"));
    outer_.push_back(outer_.empty() ? std::string() : name_ + ".");
    return true;
  }
  bool key(string_t& value) override {
    if (in_array()) {
      if (needs_comma_) array_ += ',';
      array_ += Json(value).dump() + ":";
      needs_comma_ = false;
    } else {
      name_ = outer_.back() + value;
    }
    return true;
  }
  bool end_object() override {
    if (in_array()) return close_in_array('}');
    outer_.pop_back();
    return true;
  }
  bool start_array(std::size_t) override {
    if (outer_.empty()) return no_object();
    return open_in_array('[');
  }
  bool end_array() override { return close_in_array(']'); }

  bool parse_error(std::size_t position, const std::string& token,
                   const Json::exception&) override {
    return fail(text("no JSON at byte {}: \"{}\"", "第 {} 字节处不是 JSON: \"{}\"", position,
                     token.substr(0, kShown)));
  }

 private:
  static constexpr std::size_t kShown = 60;
  [[nodiscard]] bool in_array() const { return depth_ > 0; }

  bool fail(Text what) {
    wrong_ = std::move(what);
    return false;
  }
  bool no_object() { return fail(text("no JSON object", "不是 JSON 对象")); }

  bool scalar(std::string_view written) {
    if (in_array()) return add_to_array(written);
    if (outer_.empty()) return no_object();
    cell_(name_, written);
    return true;
  }
  bool add_to_array(std::string_view written) {
    if (needs_comma_) array_ += ',';
    array_ += written;
    needs_comma_ = true;
    return true;
  }
  bool open_in_array(char bracket) {
    if (needs_comma_) array_ += ',';
    array_ += bracket;
    needs_comma_ = false;
    ++depth_;
    return true;
  }
  bool close_in_array(char bracket) {
    array_ += bracket;
    needs_comma_ = true;
    if (--depth_ > 0) return true;
    cell_(name_, array_);
    array_.clear();
    needs_comma_ = false;
    return true;
  }

  const JsonCell& cell_;
  std::optional<Text> wrong_;
  std::vector<std::string> outer_;  // what names of the objects that are open begin with
  std::string name_, array_;
  std::size_t depth_ = 0;  // of arrays, and of objects within them
  bool needs_comma_ = false;
};

}  // namespace

std::optional<Text> read_json_row(std::string_view line, const JsonCell& cell) {
  CellsOfRow row(cell);
  if (Json::sax_parse(line.begin(), line.end(), &row)) return std::nullopt;
  return row.wrong() ? row.wrong() : text("no JSON", "不是 JSON");
}

}  // namespace ingot
