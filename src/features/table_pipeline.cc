#include "features/table_pipeline.h"

#include <unordered_map>

namespace ingot {
namespace {

using nlohmann::json;

// Derived columns came with the second format.
constexpr int kFormatOfColumns = 1, kFormat = 2;

Error unknown_column(const std::string& name) {
  return bad_pipeline(text("an encoder of the unknown column {}", "编码器引用未知列 {}", name));
}

}  // namespace

const DerivedColumn* TablePipeline::find_derived(const std::string& column) const {
  const auto found = std::ranges::find(derived_, column, &DerivedColumn::name);
  return found == derived_.end() ? nullptr : &*found;
}

const ColumnProfile& TablePipeline::profile_of(const std::string& column) const {
  if (const DerivedColumn* derived = find_derived(column)) return derived->profile;
  const auto found = std::ranges::find(profiles_, column, &ColumnProfile::name);
  if (found == profiles_.end()) throw unknown_column(column);
  return *found;
}

void TablePipeline::add_column(const std::string& name, const TableProfile& profile,
                               const std::vector<DerivedColumn>& derived) {
  const auto made = std::ranges::find(derived, name, &DerivedColumn::name);
  if (made != derived.end()) {
    for (const std::string& of : made->of) add_column(of, profile, {});
    if (!find_derived(name)) derived_.push_back(*made);
    return;
  }
  const ColumnProfile* found = profile.find(name);
  if (!found)
    throw Error("unknown_column", text("there is no column {}", "没有名为 {} 的列", name));
  if (std::ranges::find(profiles_, name, &ColumnProfile::name) == profiles_.end())
    profiles_.push_back(*found);
}

TablePipeline TablePipeline::fit(const TableProfile& profile, const std::vector<ViewChoice>& views,
                                 const TableSource& train, std::span<const double> targets,
                                 std::int64_t num_classes,
                                 const std::vector<DerivedColumn>& derived) {
  TablePipeline pipeline;
  for (const ViewChoice& choice : views) {
    View view{choice.name, {}};
    for (const ViewChoice::Column& column : choice.columns) {
      pipeline.add_column(column.name, profile, derived);
      const ColumnProfile& own = pipeline.profile_of(column.name);
      for (const TransformChoice& encoder : column.encoders) {
        const EncoderDef& def = find_encoder(encoder.name);
        const json options = encoder.options.is_null() ? json::object() : encoder.options;
        const auto is_same = [&](const Part& part) {
          return part.column == column.name && part.name == def.name && part.options == options;
        };
        std::optional<Part> part;
        for (const View& earlier : pipeline.views_)
          if (const auto same = std::ranges::find_if(earlier.parts, is_same);
              same != earlier.parts.end())
            part = *same;
        if (!part) {
          const ForEachCells cells = pipeline.cells_outside(train, targets, column.name, -1);
          part = {column.name, def.name, options, def.fit(options, {own, cells, num_classes}), {}};
          part->encoder = def.load(part->values, own);
        }
        view.parts.push_back(*std::move(part));
      }
    }
    pipeline.views_.push_back(std::move(view));
  }
  pipeline.place();
  return pipeline;
}

void TablePipeline::place() {
  width_ = 0;
  std::unordered_map<std::string_view, std::vector<const Part*>> by_column;
  for (View& view : views_)
    for (Part& part : view.parts) {
      part.first = width_;
      width_ += static_cast<std::int64_t>(part.encoder.features.size());
      std::vector<const Part*>& earlier = by_column[part.column];
      const auto same = std::ranges::find_if(
          earlier, [&](const Part* e) { return e->name == part.name && e->values == part.values; });
      part.same_from = same == earlier.end() ? -1 : (*same)->first;
      earlier.push_back(&part);
    }
}

TablePipeline TablePipeline::from_json(std::string_view text_of) {
  const json document = json::parse(text_of, nullptr, false);
  if (!document.is_object()) throw bad_pipeline(text("it is not a JSON object", "不是 JSON 对象"));
  TablePipeline pipeline;
  try {
    if (document.at("format").get<std::int64_t>() > kFormat)
      throw Error("newer_product", text("the pipeline has format {}, this program knows up to {}",
                                        "流水线格式为 {}, 本程序最高支持 {}",
                                        document.at("format").get<std::int64_t>(), kFormat))
          .fix(text("use a newer Ingot", "请使用更新版本的 Ingot"));
    for (const json& column : document.at("columns"))
      pipeline.profiles_.push_back(column_profile_from_json(column));
    for (const json& column : document.value("derived", json::array())) {
      DerivedColumn derived{find_derivation(column.at("form").get<std::string>()).name,
                            column.at("of").get<std::array<std::string, 2>>(),
                            column_profile_from_json(column.at("profile"))};
      for (const std::string& of : derived.of) static_cast<void>(pipeline.profile_of(of));
      pipeline.derived_.push_back(std::move(derived));
    }
    for (const json& view : document.at("views")) {
      View& into = pipeline.views_.emplace_back(View{view.at("name"), {}});
      for (const json& part : view.at("encoders")) {
        const ColumnProfile& p = pipeline.profile_of(part.at("column").get<std::string>());
        const EncoderDef& def = find_encoder(part.at("name").get<std::string>());
        if (part.at("version").get<int>() > def.version)
          throw Error("newer_product",
                      text("encoder {} is of a newer version", "编码器 {} 的版本较新", def.name))
              .fix(text("use a newer Ingot", "请使用更新版本的 Ingot"));
        into.parts.push_back({p.name, def.name, part.at("options"), part.at("values"),
                              def.load(part.at("values"), p)});
      }
    }
  } catch (const json::exception& e) {
    throw bad_pipeline(
        text("a member is missing or of another type ({})", "缺少某项或其类型不符 ({})", e.what()));
  }
  pipeline.place();
  return pipeline;
}

std::string TablePipeline::to_json() const {
  json columns = json::array(), views = json::array();
  for (const ColumnProfile& profile : profiles_) columns.push_back(ingot::to_json(profile));
  for (const View& view : views_) {
    json parts = json::array();
    for (const Part& part : view.parts)
      parts.push_back({{"column", part.column},
                       {"name", part.name},
                       {"version", find_encoder(part.name).version},
                       {"options", part.options},
                       {"values", part.values}});
    views.push_back({{"name", view.name}, {"encoders", std::move(parts)}});
  }
  json document = {{"format", derived_.empty() ? kFormatOfColumns : kFormat},
                   {"input", {{"kind", "table"}}},
                   {"columns", std::move(columns)},
                   {"views", std::move(views)}};
  for (const DerivedColumn& column : derived_)
    document["derived"].push_back(
        {{"form", column.form}, {"of", column.of}, {"profile", ingot::to_json(column.profile)}});
  return document.dump(2) + "\n";
}

std::vector<FeatureView> TablePipeline::views() const {
  std::vector<FeatureView> views;
  for (const View& view : views_) {
    FeatureView& v = views.emplace_back();
    v.name = view.name;
    v.first = view.parts.empty() ? 0 : view.parts[0].first;
    for (const Part& part : view.parts) {
      const auto count = static_cast<std::int64_t>(part.encoder.features.size());
      v.width += count;
      std::vector<std::int64_t> groups = part.encoder.groups;
      if (groups.empty()) groups = {count};
      for (const std::int64_t width : groups) {
        if (width == 0) continue;  // an encoder may find nothing to encode
        v.group_widths.push_back(width);
        v.categories.push_back(part.encoder.is_category);
        v.num_ids.push_back(part.encoder.num_ids);
        v.vocabularies.push_back(part.encoder.vocabulary);
      }
      for (const std::string& feature : part.encoder.features) {
        v.features.push_back(feature);
        v.columns.push_back(part.column);
      }
    }
  }
  return views;
}

std::vector<TablePipeline::TextCut> TablePipeline::text_cuts() const {
  std::vector<TextCut> cuts;
  for (const View& view : views_)
    for (const Part& part : view.parts)
      if (const auto rows = part.values.value("cut", std::int64_t{0}); rows > 0)
        cuts.push_back({part.column, part.values.at("length").get<std::int64_t>(), rows});
  return cuts;
}

FeatureView TablePipeline::view(std::string_view name) const {
  for (FeatureView& view : views())
    if (view.name == name) return std::move(view);
  throw Error("unknown_view", text("the pipeline has no view {}", "流水线没有视图 {}", name));
}

std::vector<std::string> TablePipeline::columns() const {
  std::vector<std::string> names;
  for (const ColumnProfile& profile : profiles_) names.push_back(profile.name);
  return names;
}

}  // namespace ingot
