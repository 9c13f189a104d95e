// Trees on real rows, where the data sets are.
#include <gtest/gtest.h>

#include <charconv>
#include <filesystem>

#include "data/csv.h"
#include "data/gzip.h"
#include "tests/library/tree_cases.h"

namespace ingot::testing {
namespace {

const std::filesystem::path kData = INGOT_SOURCE_DIR "/../shared/data";

std::string trimmed(const std::string& field) {
  const std::size_t begin = field.find_first_not_of(" ");
  return begin == std::string::npos ? "" : field.substr(begin);
}

// The columns that hold numbers as features; the last one is the label.
TreeBatch numbers_of(const std::string& csv, const std::vector<std::size_t>& columns,
                     const std::function<float(const std::string&)>& label) {
  const std::vector<CsvRecord> records = parse_csv(csv, "data");
  const auto rows = static_cast<std::int64_t>(records.size());
  const auto width = static_cast<std::int64_t>(columns.size());
  TreeBatch batch{Tensor(f32, {rows, width}), Tensor(f32, {rows}), {}};
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::vector<std::string>& fields = records[static_cast<std::size_t>(row)].fields;
    for (std::int64_t c = 0; c < width; ++c) {
      const std::string text = trimmed(fields[columns[static_cast<std::size_t>(c)]]);
      float value = std::nanf("");
      std::from_chars(text.data(), text.data() + text.size(), value);
      batch.x.set(row * width + c, value);
    }
    batch.labels.set(row, label(trimmed(fields.back())));
  }
  return batch;
}

double accuracy(const BoostedTrees& model, const TreeBatch& test) {
  const Tensor p = predictions(model, test.x);
  const std::int64_t rows = test.labels.num_elements();
  int right = 0;
  for (std::int64_t row = 0; row < rows; ++row)
    right += (p.at(2 * row + 1) > 0.5) == (test.labels.at(row) == 1);
  return static_cast<double>(right) / static_cast<double>(rows);
}

BoostedTrees train(const TreeBatch& batch) {
  TreeRowsInMemory rows(batch);
  return train_boosted_trees(rows, {.objective = TreeObjective::binary, .num_threads = 2});
}

TEST(BoostedTrees, TellBenignFromMalignant) {
  const auto file = kData / "breast-cancer-wisconsin/breast_cancer.csv";
  if (!exists(file)) GTEST_SKIP() << "no " << file;
  std::string csv = *read_gzipped(file);
  csv.erase(0, csv.find('\n') + 1);  // counts and class names
  std::vector<std::size_t> columns(30);
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = i;
  const TreeBatch all =
      numbers_of(csv, columns, [](const std::string& label) { return std::stof(label); });
  ASSERT_EQ(all.x.shape(), (Shape{569, 30}));
  const BoostedTrees model = train(part_of(all, 0, 400));
  EXPECT_GE(accuracy(model, part_of(all, 400, 169)), 0.93);
  EXPECT_TRUE(bit_equal(own_margins(model, all.x), xgboost_margins(model.xgboost_model, all.x)));
}

TEST(BoostedTrees, TellIncomesFromNumbersAlone) {
  if (!exists(kData / "adult")) GTEST_SKIP() << "no " << kData / "adult";
  const auto read = [](const char* name) {
    return numbers_of(*read_gzipped(kData / "adult" / name), {0, 2, 4, 10, 11, 12},
                      [](const std::string& label) { return label.starts_with(">50K"); });
  };
  const TreeBatch test = read("adult-test.csv.gz");
  const BoostedTrees model = train(read("adult-train.csv.gz"));
  EXPECT_GE(accuracy(model, test), 0.83);
  EXPECT_TRUE(bit_equal(own_margins(model, test.x), xgboost_margins(model.xgboost_model, test.x)));
}

}  // namespace
}  // namespace ingot::testing
