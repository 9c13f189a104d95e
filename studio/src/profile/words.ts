// Every fixed word of the page, in both languages side by side.
import { both } from "../shared/text";

export { fill } from "../shared/text";

export const words = {
  profile: both("Data", "数据概况"),
  empty: both("This file is the empty template of a page.", "这个文件是空白的页面模板。"),
  rowsAndColumns: both("{0} rows, {1} columns", "{0} 行，{1} 列"),
  target: both("to predict: {0}", "预测目标：{0}"),
  nothingToSay: both("Nothing stands out that needs a decision.", "没有需要决定的异常。"),
  findings: both("{0} things to know before building on these rows.", "建模之前需要了解的 {0} 件事。"),
  oneFinding: both("One thing to know before building on these rows.", "建模之前需要了解的一件事。"),

  warnings: both("What to know first", "首先要了解的"),
  inColumns: both("In single columns", "各列中"),

  relations: both("What each column alone knows", "单凭一列能知道什么"),
  relationsNote: both(
    "One rule per column, learned on half of the rows and judged on the other: 0 knows nothing of \"{0}\", 1 all of it. What knows nearly all may have been written down afterwards.",
    "每列一条规则，在一半的行上学得、在另一半上检验：0 表示对“{0}”一无所知，1 表示完全知道。几乎全知的列可能是事后记录的。",
  ),
  order: both("(order of the rows)", "（行的顺序）"),
  roc_auc: both("AUC {0}", "AUC {0}"),
  accuracy_gain: both("{0} of errors avoided", "避免 {0} 的错误"),
  r2: both("R² {0}", "R² {0}"),

  missing: both("What is missing", "缺失情况"),
  missingNote: both("Share of the rows without a value.", "没有取值的行所占比例。"),
  nothingMissing: both("No value is missing.", "没有缺失值。"),
  marks: both("written as {0}", "写作 {0}"),

  columns: both("Column by column", "逐列查看"),
  columnsNote: both(
    "What a column means was read from its name and its cells.",
    "列的含义由列名和单元格推断得出。",
  ),
  distinct: both("{0} different values", "{0} 个不同取值"),
  aboutDistinct: both("about {0} different values", "约 {0} 个不同取值"),
  missingShare: both("{0} missing", "缺失 {0}"),
  middle: both("median {0}", "中位数 {0}"),
  mean: both("mean {0}", "均值 {0}"),
  outliers: both("{0} far out", "{0} 个离群"),
  others: both("{0} others", "其余 {0} 类"),
  rest: both("others", "其余"),
  length: both("{0} characters on average, at most {1}", "平均 {0} 个字符，最长 {1}"),
  written: both("written {0}", "写法 {0}"),
  histogramOf: both("How the values of {0} are spread", "{0} 的取值分布"),
  more: both("{0} more", "另有 {0} 项"),
};

export const meanings: Record<string, { en: string; zh: string }> = {
  constant: both("constant", "常量"),
  id: both("id", "标识"),
  number: both("number", "数值"),
  money: both("money", "金额"),
  category: both("category", "类别"),
  ordinal: both("ordinal", "有序类别"),
  boolean: both("yes or no", "是否"),
  date: both("date", "日期"),
  text: both("text", "文本"),
  email: both("e-mail", "邮箱"),
  phone: both("phone", "电话"),
  postal_code: both("postal code", "邮编"),
  url: both("web address", "网址"),
  empty: both("empty", "空列"),
};

export const personal: Record<string, { en: string; zh: string }> = {
  name: both("names of people", "姓名"),
  email: both("personal", "个人信息"),
  phone: both("personal", "个人信息"),
  birth_date: both("dates of birth", "出生日期"),
  national_id: both("national ID numbers", "身份证号"),
  iban: both("bank accounts", "银行账号"),
  credit_card: both("credit cards", "信用卡号"),
};

/** What kind of warning it is; others are shown as they are. */
export const kinds: Record<string, { en: string; zh: string }> = {
  target: both("target", "目标"),
  leak: both("leak", "泄露"),
  order: both("order", "顺序"),
  personal: both("personal data", "个人信息"),
  duplicates: both("duplicates", "重复"),
  imbalance: both("imbalance", "不平衡"),
  spelling: both("spelling", "写法"),
  time: both("time", "时间"),
  groups: both("groups", "分组"),
  same_columns: both("same column", "相同列"),
};
