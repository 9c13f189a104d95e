// The generated functions (Conv2D, Adam ...) make what the records say.
#include <set>

#include "nn/initializer_def.h"
#include "nn/layer_def.h"
#include "nn/loss_def.h"
#include "nn/optimizer_def.h"
#include "nn/schedule_def.h"
#include "tests/library/traced.h"

namespace ingot::testing {
namespace {

// Each part must be what its record makes of the same arguments alone, and each record needs one.
template <class Record, class Part>
void expect_defaults(const std::vector<Record>& registry, const std::vector<Part>& made,
                     const OptionDefs& common = {}) {
  std::set<std::string> known, tested;
  for (const Record& def : registry) known.insert(def.name);
  for (const Part& part : made) {
    tested.insert(part.kind);
    const auto def = std::ranges::find(registry, part.kind, &Record::name);
    ASSERT_NE(def, registry.end()) << part.kind;
    Spec arguments{part.kind};
    for (const OptionDef& a : def->arguments) {
      ASSERT_TRUE(part.options.contains(a.name)) << part.kind << " " << a.name;
      arguments.options.insert_or_assign(a.name, part.options.find(a.name)->second);
    }
    OptionDefs options = def->options;
    options.insert(options.end(), common.begin(), common.end());
    const SpecView view(arguments, def->arguments, options);
    EXPECT_TRUE(static_cast<const Spec&>(part) == view.spec()) << part.kind;
    EXPECT_FALSE(def->doc.empty()) << part.kind;
  }
  EXPECT_EQ(known, tested);
}

TEST(GeneratedParts, OfLayersHaveTheDefaultsOfTheirRecords) {
  expect_defaults<LayerDef, Layer>(layer_registry(),
                                   {Activation("relu"),
                                    Add(),
                                    AveragePooling1D({2}),
                                    AveragePooling2D({2, 2}),
                                    AveragePooling3D({2}),
                                    BatchEnsemble(3, 4),
                                    BatchNorm(),
                                    ClassToken(),
                                    Columns({1}),
                                    Concat(),
                                    Conv1D(2, {3}),
                                    Conv2D(2, {3, 3}),
                                    Conv2DTranspose(2, {3}),
                                    Conv3D(2, {3}),
                                    CumulativeLink(3),
                                    Dense(3),
                                    DepthwiseConv2D({3}),
                                    DocumentSegments(3),
                                    Dropout(0.1),
                                    Embedding(3, 2),
                                    EmbeddingBag(3, 2),
                                    FeatureTokens(4, {1, 2}),
                                    ReverseTokens(),
                                    TokenCount(),
                                    TokenPooling(),
                                    MaskTokens(),
                                    AttentionMemory(),
                                    CrossAttention(1),
                                    SinusoidalPositions(),
                                    TokenScores(3),
                                    TokenEmbedding(3, 2),
                                    Flatten(),
                                    GatedDense(3),
                                    GlobalAveragePooling(),
                                    GlobalMaxPooling(),
                                    GroupNorm(),
                                    GRU(2),
                                    Input({3}),
                                    JoinTokens(4),
                                    LayerNorm(),
                                    LayerScale(),
                                    LSTM(2),
                                    MaxPooling1D({2}),
                                    MaxPooling2D({2}),
                                    MaxPooling3D({2}),
                                    MemberDense(2),
                                    MemberMean(),
                                    MemberScale(4),
                                    MultiHeadAttention(2),
                                    PeriodicEmbedding(3),
                                    Permute({2, 1}),
                                    PositionEmbedding(),
                                    Reshape({3}),
                                    Residual({Dense(2)}),
                                    RMSNorm(),
                                    SimpleRNN(2),
                                    SpatialDropout(0.1),
                                    SqueezeExcite(2),
                                    StochasticDepth(0.1),
                                    Take(0),
                                    TakeTokens(),
                                    UpSampling({2}),
                                    ZeroPadding({1})},
                                   {{"name", "", ""}, {"trainable", true, ""}});
}

TEST(GeneratedParts, OfInitializersHaveTheDefaultsOfTheirRecords) {
  expect_defaults<InitializerDef, Initializer>(
      initializer_registry(),
      {Constant(2), FanInUniform(), GlorotNormal(), GlorotUniform(), HeNormal(), HeUniform(),
       Identity(), LecunNormal(), LecunUniform(), RandomNormal(), Ones(), Orthogonal(),
       RandomSigns(), TruncatedNormal(), RandomUniform(), Zeros()});
}

TEST(GeneratedParts, OfTrainingHaveTheDefaultsOfTheirRecords) {
  expect_defaults<LossDef, Loss>(
      loss_registry(), {BinaryCrossentropy(), CategoricalCrossentropy(), Hinge(), Huber(),
                        KLDivergence(), MeanAbsoluteError(), MeanSquaredError(), Poisson(),
                        Quantile(), SparseCategoricalCrossentropy()});
  expect_defaults<OptimizerDef, Optimizer>(
      optimizer_registry(), {Adagrad(), Adam(), AdamW(), Lion(), Muon(), RMSprop(), SGD()});
  expect_defaults<ScheduleDef, Schedule>(
      schedule_registry(), {ConstantRate(0.1), CosineDecay(0.1), ExponentialDecay(0.1),
                            OneCycle(0.1), Plateau(0.1), StepDecay(0.1), Warmup(0.1)});
}

TEST(GeneratedParts, HoldTheOptionsThatWereGiven) {
  const Layer layer = Conv2D(7, {3, 5}, {.strides = {2}, .padding = "same", .trainable = false});
  const SpecView view = layer_options(layer);
  EXPECT_EQ(view.integer("filters"), 7);
  EXPECT_EQ(view.integers("kernel_size"), (Ints{3, 5}));
  EXPECT_EQ(view.integers("strides"), Ints{2});
  EXPECT_EQ(view.string("padding"), "same");
  EXPECT_FALSE(view.flag("trainable"));
  EXPECT_EQ(layer_options(Residual({layer})).layers("layers").at(0), layer);
}

}  // namespace
}  // namespace ingot::testing
