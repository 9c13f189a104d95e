// Stated confidence against accuracy.
import { Chart } from "../../shared/Chart";
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { CalibrationBin } from "../data";
import { words } from "../words";

export function Calibration({ bins }: { bins: CalibrationBin[] }) {
  const say = useSay();
  const format = useFormat();
  const filled = bins.filter((bin) => bin.rows > 0);
  // The ideal line needs both ends, where there is no bin.
  const x = [0, ...filled.map((bin) => bin.confidence), 1];
  const percent = (value: number) => `${format.count(value * 100)}%`;
  return (
    <Section id="calibration" title={say(words.calibration)} note={say(words.calibrationNote)}>
      <Chart
        title={say(words.accuracy)}
        xLabel={say(words.confidence)}
        x={x}
        series={[
          { label: say(words.ideal), values: x, colour: "--muted", kind: "dashed" },
          {
            label: say(words.accuracy),
            values: [null, ...filled.map((bin) => bin.accuracy), null],
            colour: "--accent",
          },
        ]}
        formatX={percent}
        formatY={percent}
        range={{ x: [0, 1], y: [0, 1] }}
        height={300}
      />
    </Section>
  );
}
