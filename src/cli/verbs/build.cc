#include "base/bytes.h"
#include "base/clock.h"
#include "cli/results.h"
#include "cli/table_flags.h"
#include "cli/terminal_progress.h"
#include "cli/verb.h"
#include "formats/manifest.h"
#include "formats/product_folder.h"
#include "nn/model_def.h"
#include "tasks/task.h"
#include "tasks/threshold_choice.h"

namespace ingot {
namespace {

struct BuildOptions {
  BuildRequest request;
  std::vector<std::string> settings;
  std::int64_t epochs = 0, batch = 0;
  std::string memory_limit, time, replay, cost;
  CLI::Option* epochs_given = nullptr;
  CLI::Option* batch_given = nullptr;
};

// The names in a registry.
std::string listed(const auto& records, const char* separator) {
  std::string names;
  for (const auto& record : records) names += (names.empty() ? "" : separator) + record.name;
  return names;
}

void split_settings(const std::vector<std::string>& given, BuildRequest& request) {
  for (const std::string& s : given) {
    const std::size_t equals = s.find('=');
    if (equals == 0 || equals == std::string::npos)
      throw Error("wrong_usage", text("--set {} has no value", "--set {} 没有给出值", s))
          .expected(text("--set key=value", "--set 键=值"))
          .where(text("command line", "命令行"));
    request.settings[s.substr(0, equals)] = s.substr(equals + 1);
  }
}

void require_positive(const char* option, std::int64_t value) {
  if (value >= 1) return;
  throw Error("wrong_usage", text("{} {} trains nothing", "{} {} 不会训练任何内容", option, value))
      .expected(text("a whole number, at least 1", "不小于 1 的整数"))
      .where(text("{}, command line", "{}, 命令行", option))
      .fix(text("leave {} out to take the model's own", "省略 {} 即用模型的默认值", option));
}

std::size_t read_memory_limit(const std::string& given) {
  if (const auto bytes = parse_bytes(given); bytes && *bytes > 0) return *bytes;
  throw Error("wrong_usage", text("\"{}\" is no amount of memory", "“{}”不是内存大小", given))
      .expected(text("a number with KB, MB, GB, KiB, MiB or GiB, such as 500MB",
                     "带 KB、MB、GB、KiB、MiB 或 GiB 的数，如 500MB"))
      .where(text("--memory-limit, command line", "--memory-limit, 命令行"));
}

double read_time(const std::string& given) {
  if (const auto seconds = parse_seconds(given); seconds && *seconds > 0) return *seconds;
  throw Error("wrong_usage", text("\"{}\" is no time", "“{}”不是时间", given))
      .expected(text("a number with s, m or h, such as 90s, 5m or 1h",
                     "带 s、m 或 h 的数，如 90s、5m 或 1h"))
      .where(text("--time, command line", "--time, 命令行"));
}

// What a repetition takes from now: where the data are and how they are read, and where to.
BuildRequest places_of(const BuildRequest& now) {
  BuildRequest places;
  places.data = now.data;
  places.test = now.test;
  places.out = now.out;
  places.plan = now.plan;
  places.table = now.table;
  places.threads = now.threads;
  return places;
}

// Everything else is the product's: other options would be ignored.
void require_places_alone(const BuildRequest& now) {
  const nlohmann::json given = to_json(now), places = to_json(places_of(now));
  for (const auto& [key, value] : given.items())
    if (!places.contains(key) || places[key] != value)
      throw Error("wrong_usage",
                  text("--replay repeats the options of the product: {} is one of them",
                       "--replay 重复产品自己的选项: {} 是其中之一", key))
          .expected(text("DATA, --test, --out and how tables are read",
                         "DATA, --test, --out 与表格的读取方式"))
          .where(text("command line", "命令行"))
          .fix(text("leave it out, or build without --replay", "请去掉它, 或不用 --replay 构建"));
}

// The request that the product was built with, on the data and into the folder that are given now.
BuildRequest replayed(const std::string& product, const BuildRequest& now) {
  require_finished(product);
  require_places_alone(now);
  BuildRequest request = request_from_json(load_manifest(product).options);
  request.data = now.data;
  if (!now.test.empty()) request.test = now.test;
  request.out = now.out;
  request.plan = now.plan;
  const TableOptions& table = now.table;
  for (const auto& [own, given] : {std::pair(&request.table.sql, &table.sql),
                                   std::pair(&request.table.connection, &table.connection),
                                   std::pair(&request.table.encoding, &table.encoding),
                                   std::pair(&request.table.separator, &table.separator)})
    if (!given->empty()) *own = *given;
  if (table.header) request.table.header = table.header;
  return request;
}

void build(const Context& context, const BuildOptions& options) {
  BuildRequest request = options.request;
  split_settings(options.settings, request);
  if (options.epochs_given->count() > 0) {
    require_positive("--epochs", options.epochs);
    request.epochs = options.epochs;
  }
  if (options.batch_given->count() > 0) {
    require_positive("--batch", options.batch);
    request.batch = options.batch;
  }
  if (!options.memory_limit.empty()) request.memory_limit = read_memory_limit(options.memory_limit);
  if (!options.time.empty()) request.time_seconds = read_time(options.time);
  if (!options.cost.empty()) set_costs(request, options.cost);
  request.seed = context.seed;
  request.threads = context.threads;
  if (!options.replay.empty()) request = replayed(options.replay, request);
  request.home = context.home;
  TerminalProgress progress(context);
  show_build(context, task_for(request).build(request, progress));
}

}  // namespace

VerbDef define_build() {
  return {
      .name = "build",
      .summary = text("makes a product of a data set", "由数据集构建产品"),
      .declare = [](CLI::App& app, const Context& c) {
        auto o = std::make_shared<BuildOptions>();
        app.add_option(
               "DATA", o->request.data,
               c.word("a table, a text, a folder of pictures, texts or IDX files, or sample:NAME",
                      "表格，文本，存有图片、文本或 IDX 文件的文件夹，或 sample:名称"))
            ->required();
        app.add_option("--target", o->request.target,
                       c.word("of a table: the column to predict, or several columns of yes and no "
                              "(each row may have any of these labels), such as red,round",
                              "表格：要预测的列，或多个表示是与否的列（每行可有其中任意标签），"
                              "如 red,round"));
        app.add_option("--test", o->request.test,
                       c.word("data that the figures are of; else a part of DATA is set aside",
                              "用于给出指标的数据；否则从 DATA 中留出一部分"));
        app.add_option(
            "--task", o->request.task,
            c.word("what the product does: " + listed(task_registry(), ", ") + " (as the data are)",
                   "产品的用途：" + listed(task_registry(), "、") + "（按数据而定）"));
        app.add_option("--model", o->request.model,
                       c.word(listed(model_registry(), ", ") + " or xgboost; auto chooses",
                              listed(model_registry(), "、") + " 或 xgboost；auto 自动选择"));
        app.add_option("--set", o->settings,
                       c.word("an option of the model or of training, key=value",
                              "模型或训练的选项，键=值"))
            ->take_all();
        o->epochs_given = app.add_option(
            "--epochs", o->epochs, c.word("times over the training rows", "遍历训练数据的次数"));
        o->batch_given = app.add_option("--batch", o->batch,
                                        c.word("rows for each update", "每次更新所用的行数"));
        app.add_option(
            "--time", o->time,
            c.word("for the whole command, such as 90s, 5m or 1h: auto lets networks "
                   "race and trains as long as there is time",
                   "整个命令可用的时间，如 90s、5m 或 1h：auto 让多种网络比赛，并训练到时间用完"));
        app.add_option(
            "--split", o->request.split,
            c.word("how rows are set aside to choose and to judge on: random, "
                   "stratified, group:COL (rows of one value on one side), time:COL "
                   "(the latest rows); COL is a column of the table, of pictures a further one "
                   "of their CSV file (as the data ask for)",
                   "如何留出验证与测试数据：random、stratified、group:列（同一取值的行"
                   "在同一侧）、time:列（最晚的行）；列为表格中的列，图片则为其 CSV "
                   "文件中的其他列（按数据而定）"));
        app.add_option(
            "--threshold", o->request.threshold,
            c.word("of two classes: from which probability on the second one is called: "
                   "f1 or cost (the best on rows held out), or a number (the more "
                   "probable class is called)",
                   "两个类别时，概率达到多少即判为第二类：f1 或 cost（在留出数据上最优），"
                   "或一个数（默认判为概率较大的类别）"));
        app.add_option(
            "--cost", o->cost,
            c.word("of two classes: what mistakes cost, such as fn=5,fp=1 (a missed row "
                   "of the second class, a false alarm); chooses the threshold",
                   "两个类别时错误的代价，如 fn=5,fp=1（漏判第二类，误报）；据此选择阈值"));
        app.add_option("--weights", o->request.weights,
                       c.word("of a table: how much a row counts in training: a column of numbers, "
                              "or balanced (each class as much as any other)",
                              "表格：训练时每行的权重：一列数值，或 balanced（各类别权重相同）"));
        app.add_option("--monotone", o->request.monotone,
                       c.word("of a table: columns with which the prediction only rises or falls, "
                              "such as age=up,price=down; trees alone are trained",
                              "表格：预测值随之只升或只降的列，如 age=up,price=down；"
                              "此时只训练树模型"));
        app.add_option("--folds", o->request.folds,
                       c.word("also cross-validate with so many parts", "另做交叉验证的折数"))
            ->check(CLI::Range(2, 100));
        app.add_option("--repeats", o->request.repeats,
                       c.word("times to cross-validate, with rows dealt anew (1)",
                              "交叉验证重复的次数，每次重新分配各行 (1)"))
            ->check(CLI::Range(1, 100));
        app.add_flag("--learning-curve", o->request.learning_curve,
                     c.word("also train on parts of the rows, to say what more data would bring",
                            "另在部分数据上训练，以估计更多数据的收益"));
        app.add_option("--replay", o->replay,
                       c.word("a product: build it again from DATA, with the decisions that it was "
                              "built with",
                              "某个产品：用 DATA 按其构建时的决定重新构建"));
        app.add_option("--memory-limit", o->memory_limit,
                       c.word("what training may add to this process, such as 500MB",
                              "训练可额外占用的内存，如 500MB"));
        app.add_flag("!--no-winograd", o->request.winograd,
                     c.word("sum convolutions directly: slower, errors of 1e-6 instead of 1e-5",
                            "直接求和计算卷积：较慢，误差由 1e-5 降至 1e-6"));
        app.add_option("--max-bad", o->request.max_bad,
                       c.word("largest share of files that may be skipped (0.01)",
                              "允许跳过的文件比例上限 (0.01)"))
            ->check(CLI::Range(0.0, 1.0));
        app.add_option("--from", o->request.from,
                       c.word("a product whose weights to start from", "以该产品的权重为起点"));
        app.add_option(
            "--out", o->request.out,
            c.word("folder of the product (products/NAME)", "产品文件夹（products/名称）"));
        declare_table_flags(app, c, o->request.table);
        app.add_flag("--plan", o->request.plan,
                     c.word("each step of training: kernel, bytes, FLOPs, refusals",
                            "列出训练的每一步：内核、字节、运算量、拒绝原因"));
        app.add_flag("!--no-check", o->request.check,
                     c.word("of networks of tokens: train without looking first whether padding, "
                            "order, later tokens and parts of batches change nothing",
                            "词元网络：训练前不检查填充、顺序、后续词元与批次划分是否影响结果"));
        return [o](const Context& context) { build(context, *o); };
      }};
}

}  // namespace ingot
