#include "ingot/train.h"

#include <set>

#include "base/files.h"

namespace ingot {
namespace {

void add_columns(std::string& line, const std::set<std::string>& names, const char* prefix,
                 const Figures* figures) {
  for (const std::string& name : names) {
    if (figures == nullptr) {
      line += fmt::format(",{}{}", prefix, name);
    } else {
      const auto found = figures->find(name);
      line += found == figures->end() ? "," : fmt::format(",{}", found->second);
    }
  }
}

}  // namespace

std::string history_to_csv(const History& history) {
  std::set<std::string> train, valid;
  for (const EpochFigures& e : history) {
    for (const auto& [name, value] : e.train) train.insert(name);
    for (const auto& [name, value] : e.valid) valid.insert(name);
  }
  std::string csv = "epoch,learning_rate";
  add_columns(csv, train, "train_", nullptr);
  add_columns(csv, valid, "valid_", nullptr);
  for (const EpochFigures& e : history) {
    csv += fmt::format("\n{},{}", e.epoch, e.learning_rate);
    add_columns(csv, train, "", &e.train);
    add_columns(csv, valid, "", &e.valid);
  }
  return csv + "\n";
}

void CsvLog::on_epoch(const History& history) { write_file(path_, history_to_csv(history)); }

}  // namespace ingot
