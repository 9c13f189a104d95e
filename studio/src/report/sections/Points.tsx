// Points of two figures, and a line on which they would lie.
import { Chart } from "../../shared/Chart";
import { useFormat } from "../../shared/format";

interface Props {
  title: string;
  xLabel: string;
  points: [number, number][];
  line: { label: string; at: (x: number) => number };
  height?: number;
}

export function Points({ title, xLabel, points, line, height }: Props) {
  const format = useFormat();
  const sorted = [...points].sort((a, b) => a[0] - b[0]);
  const x = sorted.map((point) => point[0]);
  return (
    <Chart
      title={title}
      xLabel={xLabel}
      x={x}
      series={[
        { label: line.label, values: x.map(line.at), colour: "--muted", kind: "dashed" },
        { label: title, values: sorted.map((p) => p[1]), colour: "--accent", kind: "points" },
      ]}
      formatX={format.number}
      formatY={format.number}
      height={height}
    />
  );
}
