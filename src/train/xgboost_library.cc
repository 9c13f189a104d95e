#include "train/xgboost_library.h"

#include <dlfcn.h>

#include <string>

namespace ingot {
namespace {

// "[12:00:00] ../src/a.cc:1: Check failed: x: the reason\nStack trace: ..." without what tells of
// the library's own code.
std::string xgboost_reason(std::string message) {
  message = message.substr(0, message.find("\nStack trace"));
  if (message.starts_with('[')) {
    const std::size_t place = message.find("] ");
    const std::size_t begin = place == std::string::npos ? place : message.find(": ", place);
    if (begin != std::string::npos) message = message.substr(begin + 2);
  }
  while (message.ends_with('\n') || message.ends_with(' ')) message.pop_back();
  return message;
}

XgboostLibrary load_xgboost() {
  constexpr const char* kLibrary = "libxgboost.so.0";
  void* library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  XgboostLibrary functions;
  const auto find = [&]<class F>(const char* name, F& function) {
    void* address = library ? dlsym(library, name) : nullptr;
    if (!address)
      throw Error("library_missing", text("{} cannot be loaded: {}", "无法加载 {}: {}", kLibrary,
                                          std::string(dlerror())))
          .failed_while_running()
          .fix(text("apt install libxgboost0", "apt install libxgboost0"));
    function = reinterpret_cast<F>(address);
  };
#define INGOT_FIND(name) find(#name, functions.name);
  INGOT_XGBOOST_FUNCTIONS(INGOT_FIND)
#undef INGOT_FIND
  functions.XGBSetGlobalConfig(R"({"verbosity": 0})");
  functions.XGBRegisterLogCallback([](const char*) {});
  return functions;
}

}  // namespace

const XgboostLibrary& xgboost() {
  static const XgboostLibrary library = load_xgboost();
  return library;
}

void require_xgboost(int status) {
  if (status == 0) return;
  throw Error("trees_failed",
              text("XGBoost: {}", "XGBoost：{}", xgboost_reason(xgboost().XGBGetLastError())))
      .failed_while_running();
}

}  // namespace ingot
