#include "data/npy_header.h"

#include <charconv>

namespace ingot {
namespace {

// Reads the few kinds of Python literals that a header is made of. Once one is not as expected,
// `ok` stays false.
class Literals {
 public:
  explicit Literals(std::string_view left) : left_(left) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() {
    skip_space();
    return left_.empty();
  }
  bool take(std::string_view word) {
    skip_space();
    if (!left_.starts_with(word)) return false;
    left_.remove_prefix(word.size());
    return true;
  }
  void expect(std::string_view word) { ok_ = take(word) && ok_; }

  std::string string() {
    skip_space();
    if (left_.empty() || (left_[0] != '\'' && left_[0] != '"')) return fail();
    const std::size_t end = left_.find(left_[0], 1);
    if (end == left_.npos) return fail();
    std::string s(left_.substr(1, end - 1));
    left_.remove_prefix(end + 1);
    return s;
  }

  Shape tuple() {
    Shape shape;
    expect("(");
    while (ok_ && !take(")")) {
      skip_space();
      std::int64_t size = 0;
      const auto [end, error] = std::from_chars(left_.data(), left_.data() + left_.size(), size);
      if (error != std::errc() || size < 0 || shape.rank() == Shape::kMaxRank) {
        fail();
        break;
      }
      left_.remove_prefix(static_cast<std::size_t>(end - left_.data()));
      shape.push_back(size);
      take("L");  // Python 2 wrote long integers so
      if (!take(",")) {
        expect(")");
        break;
      }
    }
    return shape;
  }

 private:
  std::string fail() {
    ok_ = false;
    return {};
  }
  void skip_space() {
    left_.remove_prefix(std::min(left_.find_first_not_of(" \n\t"), left_.size()));
  }

  std::string_view left_;
  bool ok_ = true;
};

}  // namespace

std::optional<NpyHeader> parse_npy_header(std::string_view dictionary) {
  Literals in(dictionary);
  NpyHeader header;
  int found = 0;
  in.expect("{");
  while (in.ok() && !in.take("}")) {
    const std::string key = in.string();
    in.expect(":");
    if (key == "descr") {
      header.element = in.string();
      found |= 1;
    } else if (key == "fortran_order") {
      const bool fortran = in.take("True");
      if (!fortran) in.expect("False");
      header.order = fortran ? ArrayOrder::fortran : ArrayOrder::c;
      found |= 2;
    } else if (key == "shape") {
      header.shape = in.tuple();
      found |= 4;
    } else {
      return std::nullopt;
    }
    if (!in.take(",")) {
      in.expect("}");
      break;
    }
  }
  if (!in.ok() || !in.at_end() || found != 7) return std::nullopt;
  return header;
}

}  // namespace ingot
