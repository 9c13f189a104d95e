// Stated confidence against accuracy, and what a temperature changes.
import { Chart } from "../../shared/Chart";
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { CalibrationBin } from "../data";
import type { Temperature } from "../findings";
import { findingWords } from "../findingWords";
import { fill, words } from "../words";

export function Calibration({
  bins,
  temperature,
}: {
  bins: CalibrationBin[];
  temperature?: Temperature;
}) {
  const say = useSay();
  return (
    <Section id="calibration" title={say(words.calibration)} note={say(words.calibrationNote)}>
      {temperature && <Effect temperature={temperature} />}
      {temperature ? (
        <div class="charts">
          <Reliability title={say(findingWords.asStated)} bins={temperature.before} />
          <Reliability
            title={fill(say(findingWords.withTemperature), temperature.value.toFixed(2))}
            bins={temperature.after}
          />
        </div>
      ) : (
        <Reliability title={say(words.accuracy)} bins={bins} />
      )}
    </Section>
  );
}

function Effect({ temperature: t }: { temperature: Temperature }) {
  const say = useSay();
  const format = useFormat();
  const sentence = say(t.pays ? findingWords.temperaturePays : findingWords.temperatureIdle);
  return (
    <p class="finding">
      {fill(
        sentence,
        t.value.toFixed(2),
        format.count(t.rows),
        format.metric(t.log_loss.before, "plain"),
        format.metric(t.log_loss.after, "plain"),
        format.share(t.ece.before),
        format.share(t.ece.after),
      )}
    </p>
  );
}

function Reliability({ title, bins }: { title: string; bins: CalibrationBin[] }) {
  const say = useSay();
  const format = useFormat();
  const filled = bins.filter((bin) => bin.rows > 0);
  // The ideal line needs both ends, where there is no bin.
  const x = [0, ...filled.map((bin) => bin.confidence), 1];
  const percent = (value: number) => `${format.count(value * 100)}%`;
  return (
    <Chart
      title={title}
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
  );
}
