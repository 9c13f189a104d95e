// The program itself as work: a child process from start to end.
#pragma once

#include "cli/bench_def.h"

namespace ingot {

/// Runs this program with `arguments` and waits; what it prints is dropped.
/// errors    child_failed
void run_program(const std::vector<std::string>& arguments);

/// A folder for the length of a benchmark.
class WorkFolder {
 public:
  WorkFolder();
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const;

 private:
  std::string path_;
};

}  // namespace ingot
