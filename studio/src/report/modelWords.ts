// The fixed words about what a model looks at and how its answers are told, in both languages.
import { both } from "../shared/text";

export const modelWords = {
  importance: both("What it looks at", "它看重什么"),
  importanceNote: both(
    "The cells of one column change places among {0} rows that the model never saw, {1} times: the figure says by how much “{2}” gets worse without what the column tells, the band its {3} interval. Columns that tell the same stand in for each other.",
    "在模型从未见过的 {0} 行中把某一列的值互换 {1} 次：数字表示失去该列的信息后“{2}”变差多少，色带是其 {3} 区间。说明同一件事的列会互相替代。",
  ),
  column: both("Column", "列"),
  drop: both("Worse by", "变差"),
  moreColumns: both("{0} more columns", "另外 {0} 列"),
  noImportance: both(
    "No column by itself makes a difference beyond chance on these rows.",
    "在这些数据上，没有哪一列单独带来超出偶然波动的差别。",
  ),

  dependence: both("How the answer moves with a column", "预测如何随某一列变化"),
  dependenceNote: both(
    "All rows are given the same value in one column, everything else staying as it is: the line is the mean answer over {0} rows, the band holds the middle 80 % of their own answers.",
    "让所有行在某一列取同一个值，其余不变：实线是 {0} 行的平均预测，色带包含其中间 80% 的预测。",
  ),
  probabilityOf: both("Probability of “{0}”", "“{0}”的概率"),
  predicted: both("Prediction", "预测值"),
  mean: both("Mean", "平均"),
  low: both("10 % of the rows below", "10% 的行低于此"),
  high: both("10 % of the rows above", "10% 的行高于此"),

  gains: both("Whom to take first", "先处理谁"),
  gainsNote: both(
    "Rows are taken by their probability of “{0}”, the highest first. On the left how many of all “{0}” are found by then, on the right how much denser they are than among all rows.",
    "按“{0}”的概率从高到低取数据。左图为此时已找到的“{0}”占全部的比例，右图为其密度是平均水平的多少倍。",
  ),
  shareTaken: both("Rows taken", "已取的行"),
  found: both("Found", "已找到"),
  byChance: both("By chance", "随机"),
  lift: both("Lift", "提升度"),

  costs: both("What mistakes cost", "错误的代价"),
  costsNote: both(
    "From the threshold on a row is called “{0}”. A missed one costs {1}, a false alarm {2}. The threshold was chosen on other rows than these.",
    "概率达到阈值即判为“{0}”。漏判一行代价 {1}，误报 {2}。阈值是在另一批数据上选定的。",
  ),
  threshold: both("Threshold", "阈值"),
  cost: both("Cost per 1,000 rows", "每 1,000 行的代价"),
  chosen: both("Chosen", "所选"),

  residuals: both("How far it is off", "偏差有多大"),
  residualsNote: both(
    "Truth minus prediction, row by row. Above the dashed line the prediction was too low, below it too high.",
    "逐行的真实值减预测值。在虚线上方表示预测偏低，下方表示预测偏高。",
  ),
  residual: both("Truth minus prediction", "真实值减预测值"),
  rowsByResidual: both("Rows by how far they are off", "按偏差统计的行数"),

  large: both("Large errors", "大误差"),
  largeNote: both(
    "Kinds of rows where the prediction is far off more often than elsewhere: among the {2} with the largest errors. {0} kinds were looked at; data without any weakness would show one in at most {1} of cases.",
    "比其他数据更常出现大偏差的数据类型（误差最大的 {2}）。共检查了 {0} 种；若数据没有任何薄弱之处，出现一条的概率不超过 {1}。",
  ),
  largeExamples: both("Some of its rows with large errors", "其中误差较大的部分行"),
};
