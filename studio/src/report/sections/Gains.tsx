// Cumulative gains and lift: what the most probable rows hold.
import { Chart } from "../../shared/Chart";
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Gains as Found } from "../findings";
import { modelWords as words } from "../modelWords";
import { fill } from "../words";

export function Gains({ gains }: { gains: Found }) {
  const say = useSay();
  const format = useFormat();
  const { points } = gains;
  const shares = points.map((p) => p.share);
  const limits: [number, number] = [0, 1];
  return (
    <Section id="gains" title={say(words.gains)} note={fill(say(words.gainsNote), gains.class)}>
      <p class="finding">{say(gains.words)}</p>
      <div class="charts">
        <Chart
          title={say(words.found)}
          xLabel={say(words.shareTaken)}
          x={[0, ...shares]}
          series={[
            { label: say(words.byChance), values: [0, ...shares], colour: "--muted", kind: "dashed" },
            {
              label: say(words.found),
              values: [0, ...points.map((p) => p.found)],
              colour: "--accent",
              kind: "plain",
            },
          ]}
          formatX={format.shortShare}
          formatY={format.share}
          formatTicks={format.shortShare}
          range={{ x: limits, y: limits }}
        />
        <Chart
          title={say(words.lift)}
          xLabel={say(words.shareTaken)}
          x={shares}
          series={[
            {
              label: say(words.byChance),
              values: shares.map(() => 1),
              colour: "--muted",
              kind: "dashed",
            },
            { label: say(words.lift), values: points.map((p) => p.lift), colour: "--accent" },
          ]}
          formatX={format.shortShare}
          formatY={format.number}
          range={{ x: limits }}
        />
      </div>
    </Section>
  );
}
