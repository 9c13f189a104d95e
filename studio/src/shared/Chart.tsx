// A chart that fills its column and follows the theme.
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { colour, onThemeChange } from "./theme";

export interface Series {
  label: string;
  values: (number | null)[];
  /** A custom property of the style sheet. */
  colour: string;
  /** A line marks its points where they are few; a plain one never does. */
  kind?: "line" | "plain" | "dashed" | "points";
}

interface Props {
  title: string;
  xLabel: string;
  yLabel?: string;
  x: number[];
  series: Series[];
  /** How values read in the legend, and along the axes where that is shorter. */
  formatX: (value: number) => string;
  formatY: (value: number) => string;
  formatTicks?: (value: number) => string;
  /** Fixed limits; without them the data decide. */
  range?: { x?: [number, number]; y?: [number, number] };
  wholeX?: boolean;
  logX?: boolean;
  /** The legend shows the last values until the pointer is on the chart. */
  showLast?: boolean;
  height?: number;
}

const font = "12px system-ui, sans-serif";

function axis(label: string | undefined, format: (value: number) => string): uPlot.Axis {
  return {
    stroke: () => colour("--muted"),
    font,
    labelFont: font,
    ...(label ? { label, labelSize: 22 } : {}),
    gap: 6,
    grid: { stroke: () => colour("--line"), width: 1 },
    ticks: { show: false },
    values: (_, splits) => splits.map((value) => (value == null ? "" : format(value))),
  };
}

function line(s: Series, format: (value: number) => string): uPlot.Series {
  const points = s.kind === "points";
  return {
    label: s.label,
    stroke: () => colour(s.colour),
    width: s.kind === "dashed" ? 1 : 2,
    ...(s.kind === "dashed" ? { dash: [4, 4], spanGaps: true } : {}),
    ...(points ? { paths: () => null } : {}),
    points: {
      show: points || ((s.kind ?? "line") === "line" && s.values.length <= 30),
      size: 5,
      width: 0,
      fill: () => colour(s.colour),
    },
    value: (_, value) => (value == null ? "–" : format(value)),
  };
}

/** Labels of the value axis need as much room as their longest text. */
function labelWidth(_: uPlot, values: string[] | null): number {
  const longest = (values ?? []).reduce((most, value) => Math.max(most, value.length), 3);
  return 14 + longest * 7;
}

export function Chart(props: Props) {
  const box = useRef<HTMLDivElement>(null);
  const { title, xLabel, yLabel, x, series, formatX, formatY, range, wholeX, height = 240 } = props;

  useEffect(() => {
    const element = box.current!;
    const showLast = (plot: uPlot) => plot.setLegend({ idx: x.length - 1 });
    const plot = new uPlot(
      {
        hooks: props.showLast
          ? { ready: [showLast, (u) => u.over.addEventListener("mouseleave", () => showLast(u))] }
          : {},
        width: Math.max(element.clientWidth, 200),
        height,
        cursor: { y: false, points: { size: 8 } },
        legend: { live: true },
        scales: {
          x: { time: false, ...(props.logX ? { distr: 3 } : {}), ...(range?.x ? { range: range.x } : {}) },
          y: range?.y ? { range: range.y } : {},
        },
        axes: [
          {
            ...axis(xLabel, formatX),
            size: 26,
            ...(wholeX ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] } : {}),
          },
          { ...axis(yLabel, props.formatTicks ?? formatY), size: labelWidth },
        ],
        series: [
          { label: xLabel, value: (_, v) => (v == null ? "–" : formatX(v)) },
          ...series.map((s) => line(s, formatY)),
        ],
      },
      [x, ...series.map((s) => s.values)] as uPlot.AlignedData,
      element,
    );
    const fit = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (width > 0 && width !== plot.width) plot.setSize({ width, height });
    });
    fit.observe(element);
    const stop = onThemeChange(() => plot.redraw(false));
    return () => {
      stop();
      fit.disconnect();
      plot.destroy();
    };
  });

  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div ref={box} role="img" aria-label={title} />
    </figure>
  );
}
