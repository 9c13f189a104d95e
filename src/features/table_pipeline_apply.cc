// The rows of a table through its fitted pipeline.
#include <unordered_map>
#include <utility>

#include "base/near_name.h"
#include "base/rng.h"
#include "base/threads.h"
#include "base/workers.h"
#include "data/read_ahead.h"
#include "features/cell_run.h"
#include "features/table_pipeline.h"

namespace ingot {
namespace {

constexpr std::int64_t kFolds = 5;

// Of a training row: a function of its place alone.
std::int64_t fold_of(std::int64_t row) {
  const auto low = static_cast<std::uint32_t>(row);
  const auto high = static_cast<std::uint32_t>(static_cast<std::uint64_t>(row) >> 32);
  return philox4x32({low, high, 0, 0}, {0, 0})[0] % kFolds;
}

Error missing_column(const Table& rows, const std::string& name) {
  const std::string near = near_name(name, rows.names);
  return Error("missing_column", text("there is no column {}", "缺少列 {}", name))
      .expected(text("the columns that the product was built with", "构建产品时所用的列"))
      .fix(near.empty() ? text("add the column; empty cells are fine where it is not known",
                               "请补上该列; 未知的值可留空")
                        : text("is {} meant? rename it", "是否应为 {}? 请改名", near));
}

const TextColumn& column_of(const Table& rows, const std::string& name) {
  if (const auto found = rows.find(name)) return rows.columns[*found];
  throw missing_column(rows, name);
}

// Calls `body` with the cells of one column, of a run of rows at a time.
void for_each_run_of(const TableSource& rows, const std::vector<ColumnProfile>& profiles,
                     const std::string& column, const DerivedColumn* derived,
                     const std::function<void(const TextColumn& cells)>& body) {
  const auto first = [&](const Table& run) { body(run.columns[0]); };
  if (derived)
    DerivedTable(rows, profiles, {*derived}).for_each_run(first);
  else
    rows.for_each_run_of({column}, first);
}

}  // namespace

ForEachCells TablePipeline::cells_outside(const TableSource& train, std::span<const double> targets,
                                          const std::string& column, std::int64_t fold) const {
  return [this, &train, targets, column, fold](const auto& body) {
    std::int64_t first = 0;
    for_each_run_of(train, profiles_, column, find_derived(column), [&](const TextColumn& cells) {
      const auto own =
          targets.subspan(static_cast<std::size_t>(std::exchange(first, first + cells.size())),
                          static_cast<std::size_t>(cells.size()));
      if (fold < 0) return body(cells, own);
      TextColumn kept;
      std::vector<double> kept_targets;
      for (std::int64_t i = 0; i < cells.size(); ++i) {
        if (fold_of(first - cells.size() + i) == fold) continue;
        kept.push_back(cells.is_missing(i) ? std::nullopt : std::optional(cells[i]));
        kept_targets.push_back(own[static_cast<std::size_t>(i)]);
      }
      body(kept, kept_targets);
    });
  };
}

template <class CellsOf>
CellRun TablePipeline::run_of(const std::string& column, CellsOf cells_of, TextColumn& made) const {
  const DerivedColumn* derived = find_derived(column);
  if (!derived) return cells_of(column);
  const auto& [first, second] = derived->of;
  const CellRun a = cells_of(first), b = cells_of(second);
  made = derive(*derived, {a, b, profile_of(first), profile_of(second)});
  return {made, derived->profile};
}

Tensor TablePipeline::apply(const Table& rows, int num_threads) const {
  Tensor encoded(f32, {rows.size(), width_});
  float* out = encoded.mutable_data<float>().data();
  // Thousands of columns are not searched through for each of them.
  std::unordered_map<std::string_view, const TextColumn*> by_name;
  for (std::size_t c = 0; c < rows.names.size(); ++c)
    by_name.emplace(rows.names[c], &rows.columns[c]);
  struct Column {
    const TextColumn* cells;  // none where it is derived
    const ColumnProfile* profile;
    std::vector<const Part*> parts = {};
  };
  std::vector<Column> columns;
  std::unordered_map<std::string_view, std::size_t> places;
  for (const ColumnProfile& profile : profiles_) {
    const auto found = by_name.find(profile.name);
    if (found == by_name.end()) throw missing_column(rows, profile.name);
    places.emplace(profile.name, columns.size());
    columns.push_back({found->second, &profile});
  }
  for (const DerivedColumn& derived : derived_) {
    places.emplace(derived.name(), columns.size());
    columns.push_back({nullptr, &derived.profile});
  }
  for (const View& view : views_)
    for (const Part& part : view.parts) columns[places.at(part.column)].parts.push_back(&part);
  // So many rows that their features stay in the cache while they are written.
  constexpr std::int64_t kBlock = 256;
  const std::int64_t blocks = (rows.size() + kBlock - 1) / kBlock;
  parallel_for(num_threads, blocks, [&](std::int64_t block) {
    const std::int64_t first = block * kBlock, count = std::min(kBlock, rows.size() - first);
    const auto cells_of = [&](const std::string& name) {
      const Column& column = columns[places.at(name)];
      return CellRun(*column.cells, *column.profile, first, count);
    };
    for (const Column& column : columns) {
      if (column.parts.empty()) continue;
      TextColumn made;
      const CellRun cells = run_of(column.profile->name, cells_of, made);
      float* rows_of_block = out + first * width_;
      for (const Part* part : column.parts) {
        if (part->same_from < 0) {
          part->encoder.encode(cells, rows_of_block + part->first, width_);
          continue;
        }
        const std::size_t width = part->encoder.features.size();
        for (float* row = rows_of_block; row < rows_of_block + count * width_; row += width_)
          std::copy_n(row + part->same_from, width, row + part->first);
      }
    }
  });
  return encoded;
}

Tensor TablePipeline::apply(const TableSource& rows, int num_threads) const {
  std::vector<Tensor> runs;
  std::int64_t count = 0;
  rows.for_each_run([&](const Table& run) {
    runs.push_back(apply(run, num_threads));
    count += run.size();
  });
  Tensor all(f32, {count, width_});
  float* out = all.mutable_data<float>().data();
  for (Tensor& run : runs) {
    out = std::ranges::copy(run.data<float>(), out).out;
    run = {};
  }
  return all;
}

void TablePipeline::apply_to_training(
    const TableSource& train, std::span<const double> targets, std::int64_t num_classes,
    int num_threads, const std::function<void(const Tensor& encoded)>& body) const {
  struct ByFold {
    const Part* part;
    std::vector<Encoder> encoders = std::vector<Encoder>(kFolds);
  };
  std::vector<ByFold> learned;
  std::vector<const Part*> copies;
  for (const View& view : views_)
    for (const Part& part : view.parts) {
      if (!find_encoder(part.name).learns_target) continue;
      if (part.same_from < 0)
        learned.push_back({&part});
      else
        copies.push_back(&part);
    }
  on_workers(num_threads, std::ssize(learned) * kFolds, [&](std::int64_t i) {
    ByFold& by_fold = learned[static_cast<std::size_t>(i / kFolds)];
    const Part& part = *by_fold.part;
    const EncoderDef& def = find_encoder(part.name);
    const ColumnProfile& profile = profile_of(part.column);
    const ForEachCells cells = cells_outside(train, targets, part.column, i % kFolds);
    by_fold.encoders[static_cast<std::size_t>(i % kFolds)] =
        def.load(def.fit(part.options, {profile, cells, num_classes}), profile);
  });
  std::int64_t first = 0;
  std::vector<float> features;
  for_each_run_ahead(train, num_threads, [&](const Table& rows) {
    Tensor encoded = apply(rows, num_threads);
    for (const ByFold& by_fold : learned) {
      TextColumn made;
      const auto cells_of = [&](const std::string& name) {
        return CellRun(column_of(rows, name), profile_of(name));
      };
      const CellRun cells = run_of(by_fold.part->column, cells_of, made);
      const std::size_t width = by_fold.part->encoder.features.size();
      float* out = encoded.mutable_data<float>().data() + by_fold.part->first;
      features.resize(static_cast<std::size_t>(cells.size()) * width);
      for (std::int64_t fold = 0; fold < kFolds; ++fold) {
        by_fold.encoders[static_cast<std::size_t>(fold)].encode(cells, features.data(),
                                                                static_cast<std::int64_t>(width));
        for (std::int64_t row = 0; row < cells.size(); ++row)
          if (fold_of(first + row) == fold)
            std::copy_n(features.data() + static_cast<std::size_t>(row) * width, width,
                        out + row * width_);
      }
    }
    for (const Part* part : copies)
      for (float *row = encoded.mutable_data<float>().data(), *end = row + encoded.num_elements();
           row < end; row += width_)
        std::copy_n(row + part->same_from, part->encoder.features.size(), row + part->first);
    first += rows.size();
    body(encoded);
  });
}

}  // namespace ingot
