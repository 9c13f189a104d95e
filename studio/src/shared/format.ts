// Numbers as people of each language write them.
import { useContext } from "preact/hooks";
import { LanguageContext, languages } from "./text";

/** How a metric's value reads; the names are those of the metric record. */
export type Unit = "share" | "plain" | "target" | "target_squared";

export function formatter(tag: string) {
  const whole = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 });
  const digits = new Intl.NumberFormat(tag, { maximumSignificantDigits: 4 });
  const percent = new Intl.NumberFormat(tag, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const shortPercent = new Intl.NumberFormat(tag, { style: "percent", maximumFractionDigits: 1 });
  const decimal = (places: number) =>
    new Intl.NumberFormat(tag, { minimumFractionDigits: places, maximumFractionDigits: places });
  const time = new Intl.DateTimeFormat(tag, { dateStyle: "long", timeStyle: "short" });
  const scientific = new Intl.NumberFormat(tag, { notation: "scientific", maximumSignificantDigits: 4 });
  const number = (value: number) => (Math.abs(value) < 1e7 ? digits : scientific).format(value);
  return {
    count: (value: number) => whole.format(value),
    number,
    share: (value: number) => percent.format(value),
    /** As few digits as tell ticks apart. */
    shortShare: (value: number) => shortPercent.format(value),
    metric(value: number | null | undefined, unit: Unit) {
      if (value == null) return "–";
      if (unit === "share") return percent.format(value);
      // Fixed decimals, so that figures can be compared along a line.
      const decimals = Math.min(4, Math.max(0, 4 - Math.ceil(Math.log10(Math.abs(value) + 1e-9))));
      const extreme = value !== 0 && (Math.abs(value) < 0.001 || Math.abs(value) >= 1e7);
      return extreme ? number(value) : decimal(Math.abs(value) < 1 ? 4 : decimals).format(value);
    },
    bytes(value: number) {
      const units = ["B", "KiB", "MiB", "GiB", "TiB"];
      const power = value < 1 ? 0 : Math.min(4, Math.floor(Math.log2(value) / 10));
      const scaled = value / 1024 ** power;
      return `${new Intl.NumberFormat(tag, { maximumSignificantDigits: scaled < 1000 ? 3 : 4 }).format(scaled)} ${units[power]}`;
    },
    seconds(value: number) {
      if (value < 1) return `${whole.format(value * 1000)} ms`;
      if (value < 60)
        return `${new Intl.NumberFormat(tag, { maximumSignificantDigits: 3 }).format(value)} s`;
      const rounded = Math.round(value);
      const hours = Math.floor(rounded / 3600);
      const minutes = Math.floor((rounded % 3600) / 60);
      const rest = rounded % 60;
      return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${rest} s`;
    },
    date(value: string) {
      const parsed = new Date(value);
      return Number.isNaN(parsed.getTime()) ? value : time.format(parsed);
    },
  };
}
export type Format = ReturnType<typeof formatter>;

export function useFormat(): Format {
  return formatter(languages[useContext(LanguageContext)].tag);
}
