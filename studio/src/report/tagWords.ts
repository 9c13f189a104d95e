// The fixed words about tags of tokens, in both languages side by side.
const both = (en: string, zh: string) => ({ en, zh });

export const tagWords = {
  title: both("Where tags go wrong", "标注在哪里出错"),
  note: both(
    "{0} of {1} sentences have a wrong tag. An entity is right when its kind and both borders are.",
    "{1} 个句子中有 {0} 个含有错误标签。实体的类别与两端边界都正确才算对。",
  ),
  kind: both("Kind", "类别"),
  any: both("any", "任意"),
  entities: both("Entities", "实体数"),
  right: both("Right", "正确"),
  other_borders: both("Other borders", "边界不同"),
  other_kind: both("Other kind", "类别不同"),
  missed: both("Missed", "漏掉"),
  invented: both("Invented", "多报"),
  precision: both("Precision", "精确率"),
  recall: both("Recall", "召回率"),
  f1: both("F1", "F1"),
  length: both("Tokens in the sentence", "句子的词元数"),
  sentences: both("Sentences", "句子数"),
  accuracy: both("Right tags", "标签正确率"),
  from: both("{0} and more", "{0} 及以上"),
  examples: both("Sentences with wrong tags", "含有错误标签的句子"),
  examplesNote: both(
    "Behind a wrong token: the tag that was called, struck out, and the true one.",
    "错误词元之后：划掉的是模型给出的标签，其后是实际标签。",
  ),
};
