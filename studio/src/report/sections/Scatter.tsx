// Predicted numbers against true ones.
import { Chart } from "../../shared/Chart";
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import { words } from "../words";

export function Scatter({ points }: { points: [number, number][] }) {
  const say = useSay();
  const format = useFormat();
  const sorted = [...points].sort((a, b) => a[0] - b[0]);
  const truth = sorted.map((point) => point[0]);
  return (
    <Section id="scatter" title={say(words.scatter)} note={say(words.scatterNote)}>
      <Chart
        title={say(words.prediction)}
        xLabel={say(words.truthValue)}
        x={truth}
        series={[
          { label: say(words.ideal), values: truth, colour: "--muted", kind: "dashed" },
          {
            label: say(words.prediction),
            values: sorted.map((p) => p[1]),
            colour: "--accent",
            kind: "points",
          },
        ]}
        formatX={format.number}
        formatY={format.number}
        height={360}
      />
    </Section>
  );
}
