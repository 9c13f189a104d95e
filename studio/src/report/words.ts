// Every fixed word of the report, in both languages side by side.
import { both } from "../shared/text";

export { fill } from "../shared/text";

export const words = {
  report: both("Report", "报告"),
  version: both("version", "版本"),
  empty: both("This file is the empty template of a report.", "这个文件是空白的报告模板。"),

  metrics: both("How good it is", "效果如何"),
  metricsNote: both(
    "Every figure is on {0} rows that the model never saw. The band is the range in which the figure would fall if these rows had been others of the same kind.",
    "所有数字都来自模型从未见过的 {0} 行数据。色带表示换一批同类数据时该数字可能落入的范围。",
  ),
  metric: both("Metric", "指标"),
  value: both("Value", "数值"),
  interval: both("{0} interval", "{0} 区间"),
  baseline: both("Baseline: {0}", "基准：{0}"),
  higher: both("higher is better", "越高越好"),
  lower: both("lower is better", "越低越好"),

  curves: both("How it learned", "学习过程"),
  curvesNote: both(
    "One point per pass over the training rows. When the validation line turns while the training line goes on, the model begins to learn by heart.",
    "每遍训练数据一个点。若验证曲线掉头而训练曲线继续改善，说明模型开始死记硬背。",
  ),
  bestEpoch: both("The weights of epoch {0} were kept.", "保留了第 {0} 轮的权重。"),
  epoch: both("Epoch", "轮次"),
  train: both("Training", "训练"),
  valid: both("Validation", "验证"),

  confusion: both("What it mixes up", "混淆情况"),
  confusionNote: both(
    "Each line is a true class, each column what the model called it. Strong colour off the diagonal is a confusion.",
    "每一行是真实类别，每一列是模型的判断。对角线以外颜色深的格子就是混淆。",
  ),
  truth: both("True class", "真实类别"),
  predicted: both("Called", "判断为"),
  mostConfused: both("Most frequent confusions", "最常见的混淆"),
  calledAs: both("{0} called {1}", "{0} 被判为 {1}"),
  ofClass: both("{0} of this class", "占该类 {0}"),
  rowsCount: both("{0} rows", "{0} 行"),

  classes: both("Class by class", "各类别表现"),
  allClasses: both("Show all {0} classes", "显示全部 {0} 个类别"),
  classesNote: both(
    "Precision: how often the name is right when it is given. Recall: how many rows of the class are found. Press a heading to sort.",
    "精确率：给出该判断时有多少是对的。召回率：该类中有多少被找出。点击表头可排序。",
  ),
  class: both("Class", "类别"),
  rows: both("Rows", "行数"),
  precision: both("Precision", "精确率"),
  recall: both("Recall", "召回率"),
  f1: both("F1", "F1"),

  calibration: both("Whether its confidence can be trusted", "置信度是否可信"),
  calibrationNote: both(
    "A point on the dashed line: when the model says 80 %, it is right 80 % of the time. Below the line it is too sure of itself.",
    "点落在虚线上表示：模型说 80 % 把握时，确实有 80 % 是对的。落在虚线下方表示过于自信。",
  ),
  confidence: both("Confidence", "置信度"),
  accuracy: both("Accuracy", "准确率"),
  ideal: both("Ideal", "理想"),

  mistakes: both("The surest mistakes", "最自信的错误"),
  mistakesNote: both(
    "The wrong answers that the model was most certain of. Look at them first: they show wrong labels, odd rows and classes that overlap.",
    "模型最有把握却答错的例子。先看它们：可以发现标错的标签、异常的数据和互相重叠的类别。",
  ),
  mistakesNumbers: both("The rows whose prediction is farthest off.", "预测偏差最大的行。"),
  largestErrors: both("The largest errors", "最大的误差"),
  noMistakes: both("There is no wrong answer among these rows.", "这些数据中没有答错的行。"),
  reconstructions: both("What pre-training gives back", "预训练的重构"),
  said: both("called", "判断"),
  predictedAs: both("predicted", "预测"),
  is: both("is", "实际"),
  row: both("row {0}", "第 {0} 行"),

  scatter: both("Prediction and truth", "预测与真实"),
  scatterNote: both(
    "Each point is a row; on the dashed line a prediction is exact.",
    "每个点是一行；落在虚线上表示完全准确。",
  ),
  truthValue: both("Truth", "真实值"),
  prediction: both("Prediction", "预测值"),

  model: both("The model", "模型"),
  parameters: both("Parameters", "参数量"),
  size: both("Size", "大小"),
  layer: both("Layer", "层"),
  type: both("Type", "类型"),
  output: both("Output", "输出"),

  provenance: both("Where it comes from", "来源"),
  provenanceNote: both(
    "The same data, seed, threads and CPU type give the same weights, bit for bit.",
    "相同的数据、种子、线程数和 CPU 型号会得到逐位相同的权重。",
  ),
  data: both("Data", "数据"),
  dataHash: both("Data SHA-256", "数据 SHA-256"),
  seed: both("Seed", "种子"),
  threads: both("Threads", "线程数"),
  cpu: both("CPU", "CPU"),
  program: both("Ingot version", "Ingot 版本"),
  command: both("Command", "命令"),
  created: both("Made", "生成时间"),
  time: both("Time", "用时"),
  memory: both("Memory", "内存"),
  predictedMemory: both("predicted before the first step", "开始前的预测"),
  peakMemory: both("measured peak", "实测峰值"),
};

/** Names of stages and parts that the program writes, in the order of the way; others are shown as they are. */
export const names: Record<string, { en: string; zh: string }> = {
  read: both("reading", "读取"),
  load: both("loading", "加载"),
  split: both("splitting", "划分"),
  features: both("features", "特征"),
  compile: both("compiling", "编译"),
  pretrain: both("pre-training", "预训练"),
  train: both("training", "训练"),
  valid: both("validation", "验证"),
  test: both("test", "测试"),
  evaluate: both("evaluation", "评估"),
  export: both("export", "导出"),
  write: both("writing", "写出"),
  save: both("saving", "保存"),
  total: both("total", "合计"),
};

/** Entries in the order of `names`, unknown ones before the total: JSON objects come sorted by letter. */
export function inOrder<T>(entries: Record<string, T>): [string, T][] {
  const order = Object.keys(names);
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length - 1.5);
  return Object.entries(entries).sort((a, b) => place(a[0]) - place(b[0]));
}
