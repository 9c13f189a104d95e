// A large CSV file, for benchmarks of what reads tables.
#pragma once

#include "cli/benches/program_work.h"

namespace ingot {

/// At least so many MB of twelve columns as tables of customers have them: numbers,
/// words, gaps, a date, a text in quotes. The last, `answer`, has a third value where it is empty.
class CustomersFile {
 public:
  explicit CustomersFile(const std::string& megabytes);
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  WorkFolder folder_;
  std::string path_;
};

}  // namespace ingot
