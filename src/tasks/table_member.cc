#include "tasks/table_member.h"

#include "graph/rewrite.h"
#include "nn/answer.h"

namespace ingot {
namespace {

// Members of one model are told apart by their places.
std::string prefix_of(std::size_t member, const TableMember& m) {
  return fmt::format("{}_{}.", m.name, member + 1);
}

}  // namespace

void output_answer(Builder& g, Value answer, const TableTarget& target) {
  if (target.is_number())
    answer = g.add(g.mul(answer, g.scalar_like(answer, target.spread)),
                   g.scalar_like(answer, target.centre));
  g.output(target.is_number() ? "prediction" : "probabilities", answer);
}

Graph product_graph(const std::vector<TableMember>& members, const TablePipeline& pipeline,
                    const TableTarget& target, std::int64_t rows, double temperature) {
  double total = 0;
  for (const TableMember& m : members) total += m.weight;
  Builder g;
  const Value input = g.input("input", {f32, {rows, pipeline.width()}});
  Value mean;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const FeatureView view = pipeline.view(members[i].view);
    Value features = input;
    if (view.width != pipeline.width())
      features = g.slice(input, {0, view.first}, {rows, view.first + view.width}, {1, 1});
    Value answer =
        add_graph(g, members[i].graph(rows), std::array{features}, prefix_of(i, members[i]))[0];
    if (members.size() > 1) {
      answer = g.mul(answer, g.scalar_like(answer, members[i].weight / total));
      mean = mean ? g.add(mean, answer) : answer;
    } else {
      mean = answer;
    }
  }
  if (temperature != 1) mean = with_temperature(mean, temperature);
  output_answer(g, mean, target);
  return g.take();
}

State product_weights(const std::vector<TableMember>& members) {
  State all;
  for (std::size_t i = 0; i < members.size(); ++i)
    for (const auto& [name, value] : members[i].weights)
      all[prefix_of(i, members[i]) + name] = value;
  return all;
}

}  // namespace ingot
