#include "tasks/picture_recipes.h"

#include "tasks/training_settings.h"

namespace ingot {
namespace {

PictureRecipe small_network(const char* filters, const char* units) {
  return {text("a network of two convolutions with {} filters", "两层卷积网络, 滤波器 {}", filters),
          "keras-cnn",
          {{"filters", filters},
           {"units", units},
           {"dropout", "0.5"},
           {"optimizer", "adamw"},
           {"learning_rate", "0.002"},
           {"schedule", "cosine"},
           {"weight_decay", "0.02"}}};
}

// Rate and decay are those of He et al. 2016, section 4.2, for a batch of 64.
PictureRecipe residual_network(const char* width) {
  return {
      text("a residual network of 18 layers, {} channels wide", "18 层残差网络, 宽 {} 通道", width),
      "resnet18",
      {{"width", width},
       {"learning_rate", "0.05"},
       {"schedule", "cosine"},
       {"weight_decay", "0.0005"},
       {"label_smoothing", "0.1"}}};
}

}  // namespace

const std::vector<PictureRecipe>& picture_recipes() {
  static const std::vector<PictureRecipe> ladder{
      small_network("32,64", "128"), small_network("64,128", "256"), residual_network("16"),
      residual_network("32"), residual_network("64")};
  return ladder;
}

bool knows_settings(const PictureRecipe& recipe,
                    const std::map<std::string, std::string>& settings) {
  const ModelDef& model = find_model(recipe.model);
  return std::ranges::all_of(settings, [&](const auto& setting) {
    return std::ranges::any_of(
        std::array{&model.options, &training_options()}, [&](const OptionDefs* defs) {
          return std::ranges::find(*defs, setting.first, &OptionDef::name) != defs->end();
        });
  });
}

const PictureRecipe& first_recipe_for(const std::map<std::string, std::string>& settings) {
  for (const PictureRecipe& recipe : picture_recipes())
    if (knows_settings(recipe, settings)) return recipe;
  return picture_recipes().front();
}

}  // namespace ingot
