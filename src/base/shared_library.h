// Libraries that are loaded on first use, so that a program that never needs them starts without.
#pragma once

#include <string>
#include <type_traits>

namespace ingot {

/// Stays loaded until the program ends.
class SharedLibrary {
 public:
  /// `package` is what brings the library, for the message.
  ///
  /// errors    library_missing
  SharedLibrary(std::string name, std::string package);
  /// errors    library_missing
  template <class Function>
  void find(const char* name, Function*& function) const {
    static_assert(std::is_function_v<Function>);
    function = reinterpret_cast<Function*>(address_of(name));
  }

 private:
  [[nodiscard]] void* address_of(const char* name) const;
  std::string name_, package_;
  void* handle_;
};

}  // namespace ingot
