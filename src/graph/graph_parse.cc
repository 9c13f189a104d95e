// Reads the text form back.
#include <cstdlib>

#include "graph/graph_text.h"
#include "graph/op_def.h"

namespace ingot {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view input) : input_(input) {}

  Graph parse() {
    for (skip_space(); at_ < input_.size(); skip_space()) {
      if (peek() == '%')
        node();
      else
        statement();
    }
    return builder_.take();
  }

  Attrs attributes(const OpDef& op) {
    Attrs attrs;
    Values none;
    for (skip_space(); at_ < input_.size(); skip_space()) {
      if (!attrs.empty()) expect(',');
      skip_space();
      argument(op, none, attrs);
    }
    return attrs;
  }

  AttrValue attribute(const AttrValue& like) {
    switch (like.index()) {
      case 0: return integer();
      case 1: return number();
      case 2: return string();
      case 3: return integers();
      case 4: return parse_dtype(word());
      case 5: return word() == "keep" ? keep_dims : drop_dims;
      default: return tensor();
    }
  }

 private:
  [[noreturn]] void fail(std::string_view wanted) const {
    const std::string_view before = input_.substr(0, at_);
    const auto row = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t start = before.rfind('\n');
    const std::size_t column = start == std::string_view::npos ? at_ + 1 : at_ - start;
    throw Error("parse_error", text("graph text, line {} column {}: expected {}, found \"{}\"",
                                    "图文本第 {} 行第 {} 列: 应为 {}, 实为 \"{}\"", row, column,
                                    wanted, input_.substr(at_, 12)));
  }
  char peek() const { return at_ < input_.size() ? input_[at_] : '\0'; }
  void skip_blank() {
    while (peek() == ' ') ++at_;
  }
  void skip_space() {
    while (peek() == ' ' || peek() == '\n') ++at_;
  }
  bool accept(char c) {
    skip_blank();
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) fail(fmt::format("'{}'", c));
  }
  std::string word() {
    skip_blank();
    const std::size_t start = at_;
    while (std::isalnum(static_cast<unsigned char>(peek())) || peek() == '_') ++at_;
    if (at_ == start) fail("a name");
    return std::string(input_.substr(start, at_ - start));
  }
  std::string number_text() {
    skip_blank();
    const std::size_t start = at_;
    while (std::isalnum(static_cast<unsigned char>(peek())) || peek() == '+' || peek() == '-' ||
           peek() == '.')
      ++at_;
    if (at_ == start) fail("a number");
    return std::string(input_.substr(start, at_ - start));
  }
  std::int64_t integer() {
    const std::string s = number_text();
    char* end = nullptr;
    const std::int64_t v = std::strtoll(s.c_str(), &end, 10);
    if (*end != '\0') fail("an integer");
    return v;
  }
  std::uint32_t index() {
    const std::string s = [&] {
      const std::size_t start = at_;
      while (std::isdigit(static_cast<unsigned char>(peek()))) ++at_;
      return std::string(input_.substr(start, at_ - start));
    }();
    if (s.empty() || s.size() > 9) fail("a node number");
    return static_cast<std::uint32_t>(std::stoul(s));
  }
  double number() {
    const std::string s = number_text();
    char* end = nullptr;
    const double v = std::strtod(s.c_str(), &end);
    if (*end != '\0') fail("a number");
    return v;
  }
  std::string string() {
    expect('"');
    std::string s;
    while (at_ < input_.size() && peek() != '"') {
      if (peek() == '\\') {
        ++at_;
        s += peek() == 'n' ? '\n' : peek();
      } else {
        s += peek();
      }
      ++at_;
    }
    if (!accept('"')) fail("'\"'");
    return s;
  }
  Ints integers() {
    Ints v;
    expect('[');
    if (accept(']')) return v;
    do v.push_back(integer());
    while (accept(','));
    expect(']');
    return v;
  }
  TensorType type() {
    const std::string dtype = word();
    const Ints dims = integers();
    if (dims.size() > Shape::kMaxRank) fail("at most 8 axes");
    std::int64_t total = 1;
    for (std::int64_t d : dims)
      if (d < 0 || __builtin_mul_overflow(total, std::max<std::int64_t>(d, 1), &total) ||
          total > (std::int64_t{1} << 40))
        fail("a sensible shape");
    return {parse_dtype(dtype), Shape(dims)};
  }
  Tensor tensor() {
    const TensorType t = type();
    expect('{');
    // A text cannot hold more elements than characters.
    if (t.num_elements() > static_cast<std::int64_t>(input_.size())) fail("all elements");
    Tensor result = Tensor::zeros(t);
    for (std::int64_t i = 0; i < t.num_elements(); ++i) {
      if (i > 0) expect(',');
      if (t.dtype == i64)
        result.mutable_data<std::int64_t>()[static_cast<std::size_t>(i)] = integer();
      else
        result.set(i, number());
    }
    expect('}');
    return result;
  }
  Value reference() {
    skip_blank();
    if (accept('_')) return {};
    expect('%');
    ValueId v{index(), 0};
    if (peek() == '.') {
      ++at_;
      v.output = index();
    }
    if (v.node >= ids_.size() || v.output >= ids_[v.node].size()) fail("a value defined above");
    return ids_[v.node][v.output];
  }

  void node() {
    expect('%');
    if (index() != ids_.size()) fail(fmt::format("node number {}", ids_.size()));
    expect('=');
    const OpDef& op = op_registry().at(word());
    expect('(');
    Values inputs;
    Attrs attrs;
    if (!accept(')')) {
      do argument(op, inputs, attrs);
      while (accept(','));
      expect(')');
    }
    expect(':');
    std::vector<TensorType> types;
    do types.push_back(type());
    while (accept(','));
    skip_blank();
    std::string scope;
    if (accept('@')) {
      skip_blank();
      const std::size_t end = std::min(input_.find('\n', at_), input_.size());
      scope = input_.substr(at_, end - at_);
      at_ = end;
    }
    builder_.set_scope(scope);
    Values outputs;
    if (op.name == "input")
      outputs = {builder_.input(std::get<std::string>(attrs.at("name")), types.at(0))};
    else if (op.name == "state")
      outputs = {builder_.state(std::get<std::string>(attrs.at("name")), types.at(0))};
    else
      outputs = builder_.emit(op, inputs, std::move(attrs));
    for (std::size_t i = 0; i < outputs.size(); ++i)
      if (types.size() != outputs.size() || types[i] != outputs[i].type())
        fail(fmt::format("type {}", to_string(outputs[i].type())));
    ids_.push_back(std::move(outputs));
  }

  void argument(const OpDef& op, Values& inputs, Attrs& attrs) {
    skip_blank();
    if (peek() == '%' || (peek() == '_' && !std::isalnum(static_cast<unsigned char>(
                                               at_ + 1 < input_.size() ? input_[at_ + 1] : 0)))) {
      inputs.push_back(reference());
      return;
    }
    const std::string name = word();
    expect('=');
    const auto it = std::find_if(op.attrs.begin(), op.attrs.end(),
                                 [&](const AttrDef& a) { return a.name == name; });
    if (it == op.attrs.end()) fail(fmt::format("an attribute of {}", op.name));
    attrs[name] = attribute(it->default_value);
  }

  void statement() {
    const std::string kind = word();
    if (kind == "guard") {
      builder_.guard(reference());
      return;
    }
    if (kind != "output" && kind != "update") fail("output, update or guard");
    skip_blank();
    const std::string name = string();
    expect('=');
    const Value v = reference();
    if (!v) fail("a value");
    if (kind == "output")
      builder_.output(name, v);
    else
      builder_.update(name, v);
  }

  std::string_view input_;
  std::size_t at_ = 0;
  Builder builder_;
  std::vector<Values> ids_;
};

}  // namespace

Graph parse_graph(std::string_view text) { return Parser(text).parse(); }

Attrs parse_attrs(const OpDef& op, std::string_view text) { return Parser(text).attributes(op); }

}  // namespace ingot
