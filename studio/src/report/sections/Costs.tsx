// The cost of mistakes at each threshold, and at the chosen one.
import { Chart } from "../../shared/Chart";
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Costs as Found } from "../findings";
import { modelWords as words } from "../modelWords";
import { fill } from "../words";

const perRows = 1000;

export function Costs({ costs }: { costs: Found }) {
  const say = useSay();
  const format = useFormat();
  const note = fill(say(words.costsNote), costs.class, format.number(costs.fn), format.number(costs.fp));
  // The chosen threshold lies between those of the curve.
  const all = [
    ...costs.points.map((p) => ({ x: p.threshold, y: perRows * p.cost, chosen: false })),
    { x: costs.chosen.threshold, y: perRows * costs.chosen.cost, chosen: true },
  ].sort((a, b) => a.x - b.x || Number(a.chosen) - Number(b.chosen));
  return (
    <Section id="costs" title={say(words.costs)} note={note}>
      <p class="finding">{say(costs.words)}</p>
      <Chart
        title={say(words.cost)}
        xLabel={say(words.threshold)}
        x={all.map((p) => p.x)}
        series={[
          { label: say(words.cost), values: all.map((p) => p.y), colour: "--accent", kind: "plain" },
          {
            label: say(words.chosen),
            values: all.map((p) => (p.chosen ? p.y : null)),
            colour: "--second",
            kind: "points",
          },
        ]}
        formatX={format.number}
        formatY={format.number}
      />
    </Section>
  );
}
