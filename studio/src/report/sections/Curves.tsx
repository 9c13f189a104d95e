// Loss and metrics over the epochs.
import { Chart, type Series } from "../../shared/Chart";
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Curve } from "../data";
import { fill, words } from "../words";

export function Curves({ curves, bestEpoch }: { curves: Curve[]; bestEpoch?: number }) {
  const say = useSay();
  const format = useFormat();
  const kept = bestEpoch
    ? say({ en: " ", zh: "" }) + fill(say(words.bestEpoch), format.count(bestEpoch))
    : "";
  return (
    <Section id="curves" title={say(words.curves)} note={say(words.curvesNote) + kept}>
      <div class="charts">
        {curves.map((curve) => (
          <CurveChart key={curve.name} curve={curve} />
        ))}
      </div>
    </Section>
  );
}

function CurveChart({ curve }: { curve: Curve }) {
  const say = useSay();
  const format = useFormat();
  const epochs = Math.max(curve.train?.length ?? 0, curve.valid?.length ?? 0);
  const series: Series[] = [];
  if (curve.train)
    series.push({ label: say(words.train), values: curve.train, colour: "--second" });
  if (curve.valid)
    series.push({ label: say(words.valid), values: curve.valid, colour: "--accent" });
  return (
    <Chart
      title={say(curve.label)}
      xLabel={say(words.epoch)}
      x={Array.from({ length: epochs }, (_, i) => i + 1)}
      series={series}
      formatX={format.count}
      formatY={(value) => format.metric(value, curve.unit ?? "plain")}
      formatTicks={curve.unit === "share" ? format.shortShare : format.number}
      wholeX
      showLast
    />
  );
}
