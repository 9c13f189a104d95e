// Errors and the bilingual texts they carry.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <exception>
#include <string>
#include <utility>

namespace ingot {

/// One message in both languages of the program. The two stand side by side where the message is
/// written, so that neither can be forgotten; only the command line chooses between them.
struct Text {
  std::string en;
  std::string zh;

  [[nodiscard]] bool empty() const { return en.empty(); }
};

/// Formats both languages with the same arguments. A translation may reorder them with {0}, {1}.
template <class... Args>
[[nodiscard]] Text text(fmt::format_string<Args...> en, fmt::format_string<Args...> zh,
                        Args&&... args) {
  return {fmt::vformat(en, fmt::make_format_args(args...)),
          fmt::vformat(zh, fmt::make_format_args(args...))};
}

/// A failure that the user can mend: what happened with the values, what was expected, where, and
/// how to mend it. `Failure::usage` means wrong usage or input (exit code 2), `running` that
/// something failed while running (exit code 1).
class Error : public std::exception {
 public:
  enum class Failure { usage, running };

  Error(std::string code, Text message) : code_(std::move(code)), message_(std::move(message)) {
    what_ = code_ + ": " + message_.en;
  }

  Error&& expected(Text t) && { return expected_ = std::move(t), std::move(*this); }
  Error&& where(Text t) && { return where_ = std::move(t), std::move(*this); }
  Error&& fix(Text t) && { return fix_ = std::move(t), std::move(*this); }
  Error&& failed_while_running() && { return failure_ = Failure::running, std::move(*this); }

  [[nodiscard]] const std::string& code() const { return code_; }
  [[nodiscard]] const Text& message() const { return message_; }
  [[nodiscard]] const Text& expected() const { return expected_; }
  [[nodiscard]] const Text& where() const { return where_; }
  [[nodiscard]] const Text& fix() const { return fix_; }
  [[nodiscard]] Failure failure() const { return failure_; }
  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

 private:
  std::string code_;
  Text message_, expected_, where_, fix_;
  Failure failure_ = Failure::usage;
  std::string what_;
};

}  // namespace ingot
