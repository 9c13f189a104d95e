// Seconds spent in each stage of a build.
#pragma once

#include <chrono>
#include <map>
#include <string>

namespace ingot {

class Stages {
 public:
  /// The stage before ends here.
  void begin(const std::string& name) {
    end();
    name_ = name;
  }
  void end() {
    const auto now = std::chrono::steady_clock::now();
    if (!name_.empty()) seconds_[name_] += std::chrono::duration<double>(now - last_).count();
    last_ = now;
    name_.clear();
  }
  /// With "total".
  [[nodiscard]] std::map<std::string, double> seconds() const {
    std::map<std::string, double> all = seconds_;
    all["total"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    return all;
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now(), last_ = start_;
  std::string name_;
  std::map<std::string, double> seconds_;
};

}  // namespace ingot
