// The fixed words of the findings, in both languages side by side.
const both = (en: string, zh: string) => ({ en, zh });

export const findingWords = {
  baselines: both("Beside models that anybody can have", "与简单模型相比"),
  baselinesNote: both(
    "A model is worth its cost only as far as it beats these on the same rows.",
    "只有在相同数据上明显胜过这些模型，这个模型才有价值。",
  ),
  thisModel: both("This model", "本模型"),

  folds: both("Trained anew on other parts", "换一部分数据重新训练"),
  foldsNote: both(
    "Each point is one training, judged on the rows that it left out. The band is the {0} interval of the mean, widened because the trainings share rows (Nadeau and Bengio 2003).",
    "每个点是一次训练，用留出的数据评估。色带是平均值的 {0} 区间；因各次训练共用部分数据，已作修正（Nadeau 与 Bengio，2003）。",
  ),
  mean: both("Mean", "平均"),
  fold: both("Training {0}", "第 {0} 次"),

  temperaturePays: both(
    "Dividing the logarithms of its probabilities by {0} pays: on {1} rows that had no part in finding that number, the log loss goes from {2} to {3}, the calibration error from {4} to {5}.",
    "把概率的对数除以 {0} 是值得的：在未参与确定该数值的 {1} 行上，对数损失由 {2} 变为 {3}，校准误差由 {4} 变为 {5}。",
  ),
  temperatureIdle: both(
    "Dividing the logarithms of its probabilities by {0} does not pay: on {1} other rows the log loss goes from {2} to {3}, which is within chance.",
    "把概率的对数除以 {0} 并不值得：在另外 {1} 行上，对数损失由 {2} 变为 {3}，仍在偶然波动之内。",
  ),
  asStated: both("As stated", "原始"),
  withTemperature: both("With temperature {0}", "温度 {0}"),

  labels: both("Labels that look wrong", "可疑的标签"),
  labelsNote: both(
    "The model, not having seen these rows, is sure that they belong elsewhere. About {0} of {1} labels are estimated to be wrong ({2}); {3} are suspected, the surest shown first.",
    "模型未见过这些行，却确信它们属于别的类别。估计 {1} 个标签中约有 {0} 个有误（{2}）；可疑的有 {3} 个，最可疑的排在前面。",
  ),
  noLabels: both("No label is suspected.", "没有可疑的标签。"),
  noise: both("Where labels go wrong", "标签容易错在哪里"),
  labelledAs: both("labelled {0}, looks like {1}", "标为 {0}，像是 {1}"),
  ofLabel: both("{0} of this label", "占该标签 {0}"),
  about: both("about {0} rows", "约 {0} 行"),
  label: both("label", "标签"),
  looksLike: both("looks like", "像是"),

  doubtful: both("Rows between two classes", "介于两类之间的数据"),
  doubtfulNote: both(
    "The two most probable classes are closest here. Labelling more rows like these teaches the most.",
    "这些行最可能的两个类别最接近。多标注这样的数据，收获最大。",
  ),
  or: both("or", "或"),

  groups: both("By {0}", "按{0}"),
  groupsNote: both(
    "{0} of parts of the rows, with the {1} interval of each.",
    "各部分数据的{0}，以及各自的 {1} 区间。",
  ),
  groupRows: both("{0} rows", "{0} 行"),

  slices: both("Where it is weak", "薄弱之处"),
  slicesNote: both(
    "Kinds of rows with more errors than elsewhere. {0} kinds were looked at; data without any weakness would show one in at most {1} of cases.",
    "比其他数据更容易出错的数据类型。共检查了 {0} 种；若数据没有任何薄弱之处，出现一条的概率不超过 {1}。",
  ),
  noSlices: both(
    "No kind of rows stands out: the errors are spread as chance would spread them.",
    "没有特别突出的类型：错误的分布与随机一致。",
  ),
  slice: both("Kind of rows", "数据类型"),
  rows: both("Rows", "行数"),
  wrongShare: both("Wrong", "错误率"),
  elsewhere: both("Elsewhere", "其余"),
  chance: both("Chance", "偶然概率"),
  and: both("and", "且"),
  examples: both("Some of its wrong rows", "其中的部分错例"),

  duplicates: both("Rows that training had almost seen", "训练中几乎见过的数据"),
  duplicatesNote: both(
    "{0} of {1} held-out rows ({2}) are almost the same as a training row. The figures above flatter the model by as much.",
    "{1} 行留出数据中有 {0} 行（{2}）与某个训练数据几乎相同，上面的数字因此偏高。",
  ),
  leftOutNote: both(
    "{0} of {1} held-out rows ({2}) are almost the same as a row of the training data. Those training rows were left out, so the figures above are not flattered by them.",
    "{1} 行留出数据中有 {0} 行（{2}）与某个训练数据几乎相同。这些训练数据已被排除，上面的数字不受其影响。",
  ),
  noDuplicates: both(
    "None of {0} held-out rows is almost the same as a training row.",
    "{0} 行留出数据中没有与训练数据几乎相同的。",
  ),
  heldOut: both("held out", "留出"),
  inTraining: both("in training", "训练"),
  distance: both("distance {0}", "距离 {0}"),

  learning: both("What more data would bring", "更多数据的收益"),
  learningNote: both(
    "Each point is a training with fewer rows. The dashed lines are the {0} interval beyond the data at hand.",
    "每个点是用较少数据进行的一次训练。虚线是超出现有数据部分的 {0} 区间。",
  ),
  trainingRows: both("Training rows", "训练行数"),
  fitted: both("Fitted curve", "拟合曲线"),
  low: both("Lower end", "下界"),
  high: both("Upper end", "上界"),
  times: both("Data", "数据量"),
  expected: both("Expected", "预计"),

  influence: both("Which words it looks at", "答案依据哪些词"),
  influenceNote: both(
    "Texts that it never saw: two it is surest of, its two surest mistakes and two doubtful ones. The darker a word, the more the probability of the answer falls without it; outlined words speak against the answer.",
    "未参与训练的文本：两条最有把握的、两条最有把握的错误和两条最难判断的。词的颜色越深，去掉它后答案的概率下降越多；带框的词不支持该答案。",
  ),
  called: both("called", "判为"),
  isTruly: both("truly", "实为"),

  generated: both("What it writes", "模型写作示例"),
  generatedNote: both(
    "Text that the model wrote by itself, drawn at temperature 0.8. It looks like what it was trained on, and may be wrong.",
    "由模型自行写出的文本，采样温度为 0.8。它形似训练文本，内容未必正确。",
  ),
  translatedNote: both(
    "The three best translations of held-out texts, three in the middle and the three worst, by the BLEU of each.",
    "留出文本的译文：按各自的 BLEU，最好、居中和最差的各三条。",
  ),
  prompt: both("Prompt", "提示"),
  source: both("Source", "原文"),
  wanted: both("A person wrote", "人工译文"),

  decisions: both("What was decided, and why", "自动决策及原因"),
  decisionsNote: both(
    "Nobody gave these settings: the program chose them from the data.",
    "这些设置无人指定：程序根据数据自行选择。",
  ),

  augmentation: both("What training sees", "训练时看到的图片"),
  augmentationNote: both(
    "On the left each picture as it is, beside it as training changed it: {0}. Whatever makes a picture of another class of it teaches the wrong thing.",
    "左侧为原图，右侧为训练时的变化：{0}。若某种变化让图片变成另一类，就会教错。",
  ),
  original: both("as it is", "原图"),

  skipped: both("Files that were left out", "被跳过的文件"),
  skippedNote: both(
    "Files that could not be used: {0}. They are in none of the figures.",
    "有 {0} 个文件无法使用，它们不在任何数字之中。",
  ),
  files: both("files: {0}", "{0} 个文件"),
  more: both("and {0} more", "以及另外 {0} 个"),
};
