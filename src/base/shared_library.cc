#include "base/shared_library.h"

#include <dlfcn.h>

#include "ingot/error.h"

namespace ingot {
namespace {

Error library_missing(const std::string& name, const std::string& package) {
  return Error("library_missing",
               text("{} cannot be loaded: {}", "无法加载 {}: {}", name, std::string(dlerror())))
      .failed_while_running()
      .fix(text("install {}", "请安装 {}", package));
}

}  // namespace

SharedLibrary::SharedLibrary(std::string name, std::string package)
    : name_(std::move(name)),
      package_(std::move(package)),
      handle_(dlopen(name_.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (handle_ == nullptr) throw library_missing(name_, package_);
}

void* SharedLibrary::address_of(const char* name) const {
  void* address = dlsym(handle_, name);
  if (address == nullptr) throw library_missing(name_, package_);
  return address;
}

}  // namespace ingot
