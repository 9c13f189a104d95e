// The model record: a network by name, sized for the data.
#pragma once

#include "ingot/network.h"
#include "nn/pretraining.h"
#include "nn/spec_view.h"

namespace ingot {

/// What a model is sized for.
struct ModelInputs {
  const SpecView& options;
  Ints input_shape;              ///< of one row, say (channels, height, width); of all inputs alike
  std::int64_t num_classes = 0;  ///< 0: one number is predicted
  /// Of a table: how many neighbouring values each feature takes; empty: one each.
  Ints feature_widths = {};
  /// Of a table: which features are categories; empty: those that take several values.
  std::vector<bool> categories = {};
  /// Of a text: how many different numbers the values of each feature are; 0: they are amounts.
  Ints num_ids = {};
  /// Features of equal vocabularies mean the same by the same number; empty, 0: no other's.
  std::vector<std::uint64_t> vocabularies = {};
  /// Of a text: of how many places the network learns the positions, so that shorter rows have the
  /// same weights; 0: of those of a row.
  std::int64_t positions = 0;
  bool ordered_classes = false;  ///< models of tables: classes are steps of one scale
  /// Of the classes: "softmax", or "sigmoid" where a row may have several of them, or none.
  std::string class_activation = "softmax";
  /// Of the predicted number: "linear", or "exp" where it is a mean count (loss poisson).
  std::string number_activation = "linear";
};

/// How the model is trained unless the user says otherwise; chosen on validation rows.
struct TrainingDefaults {
  Optimizer optimizer = "adam";
  std::int64_t epochs = 5;
  std::int64_t batch = 64;
};

/// The rows that a model takes.
enum class ModelRows : std::uint8_t {
  pictures,  ///< (channels, height, width)
  tables,    ///< (width)
  tokens,    ///< (width): numbers of the words of texts, in their order
  bags,      ///< (width): numbers and weights of the words of texts
  masked,    ///< (tokens) of texts and places of (hidden) of them; answers (hidden, vocabulary)
  language,  ///< (tokens): those of a running text; answers (tokens, vocabulary)
  pairs,     ///< (tokens) to read and (tokens) written so far; answers (tokens, vocabulary)
  /// (features * tokens): numbers of a sentence's tokens, one feature after another; answers
  /// (tokens, tags)
  tags,
  sequences,  ///< (steps, channels): the last channel is 1 for steps, 0 for the padding after them
  any,        ///< of any shape
};

/// Of models of running text that can tell documents apart: the token that ends one; -1: none.
inline constexpr const char* kDocumentEndOption = "document_end";

struct ModelDef {
  std::string name;
  std::string doc;
  ModelRows rows = ModelRows::pictures;
  OptionDefs options = {};
  Network (*make)(const ModelInputs& in) = nullptr;
  TrainingDefaults (*training)() = nullptr;
  /// How its layers are trained before the whole is; null, or without a value: not at all.
  std::optional<Pretraining> (*pretraining)(const SpecView& options) = nullptr;
  bool reads_padding = false;  ///< of tokens: its windows reach into the padding behind a text
  bool reads_texts = false;    ///< of tables: also bags of words among the features
};

/// All models in the order of their names; generated from src/nn/models.
[[nodiscard]] const std::vector<ModelDef>& model_registry();
/// errors: unknown_model, with a near name
[[nodiscard]] const ModelDef& find_model(std::string_view name);

}  // namespace ingot
