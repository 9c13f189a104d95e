#include "tasks/split_choice.h"

#include "ingot/error.h"

namespace ingot {
namespace {

SplitChoice read_split(const std::string& given) {
  if (given == "random") return {SplitKind::random};
  if (given.empty() || given == "stratified") return {SplitKind::stratified};
  for (const auto& [start, kind] :
       {std::pair("group:", SplitKind::group), std::pair("time:", SplitKind::time)})
    if (given.starts_with(start)) {
      std::string column = given.substr(std::string_view(start).size());
      if (!column.empty()) return {kind, std::move(column)};
    }
  throw Error("wrong_usage", text("--split cannot be \"{}\"", "--split 不能为“{}”", given))
      .expected(text("random, stratified, group:COL or time:COL",
                     "random、stratified、group:列 或 time:列"))
      .where(text("--split, command line", "--split, 命令行"));
}

}  // namespace

SplitChoice split_choice(const BuildRequest& request) {
  SplitChoice choice = read_split(request.split);
  if (choice.kind == SplitKind::time && request.folds > 0)
    throw Error("wrong_usage", text("--folds would judge earlier rows by models of later ones",
                                    "--folds 会用较晚数据训练的模型评估较早的数据"))
        .where(text("--split, --folds, command line", "--split, --folds, 命令行"))
        .fix(
            text("leave --folds out, or split by group:COL", "请去掉 --folds, 或用 group:列 划分"));
  return choice;
}

}  // namespace ingot
