// The lines of an ARFF file.
#pragma once

#include <cstdint>

#include "ingot/table.h"

namespace ingot {

/// Attribute-Relation File Format: a header of named, typed attributes, then rows of values between
/// commas, or sparse rows `{index value, ...}` whose other values are 0 or the first nominal one.
/// `?` is missing. Numbers and nominal values are held against the header.
///
/// source    Weka, "ARFF (stable version)"
class ArffParser {
 public:
  explicit ArffParser(std::string name) : name_(std::move(name)) {}

  /// One line of the header; true when it was `@data`, the last one. errors: bad_table
  [[nodiscard]] bool read_header_line(std::string_view line, std::int64_t number);
  [[nodiscard]] std::vector<std::string> columns() const;
  /// Appends the row of a line behind `@data` to `rows`; nothing for an empty line or a comment.
  ///
  /// errors    bad_table
  void read_row(std::string_view line, std::int64_t number, Table& rows) const;

 private:
  enum class Kind { number, text, nominal };
  struct Attribute {
    std::string name;
    Kind kind = Kind::text;
    std::vector<std::string> values = {};  // of a nominal one
  };
  struct Value {
    std::string text;
    bool is_quoted = false;
  };
  class Words;

  void read_attribute(Words& words);
  void read_dense(Words& words, std::vector<Value>& row) const;
  void read_sparse(Words& words, std::vector<Value>& row) const;
  void require_fits(const Attribute& attribute, const Value& value, std::int64_t number) const;

  std::string name_;
  std::vector<Attribute> attributes_;
};

}  // namespace ingot
