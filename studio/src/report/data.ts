// What a report is made of; docs/report.md describes every field.
import type { Unit } from "../shared/format";
import type { Language, Text } from "../shared/text";
import type { Findings } from "./findings";

export interface Metric {
  name: string;
  label: Text;
  explanation: Text;
  direction: "higher" | "lower";
  unit: Unit;
  range: [number | null, number | null];
  value: number | null;
  interval?: { low: number; high: number; level: number; replicates: number };
}

export interface Baseline {
  name: string;
  label: Text;
  metrics: Record<string, number | null>;
}

export interface ClassFigures {
  name: string;
  rows: number;
  predicted: number;
  precision: number;
  recall: number;
  f1: number;
}

export interface ConfusedPair {
  truth: string;
  predicted: string;
  rows: number;
  share: number;
}

export interface Mistake {
  row: number;
  truth: string | number;
  predicted: string | number;
  confidence?: number;
  truth_probability?: number;
  picture?: string;
  name?: string;
  text?: string;
  fields?: Record<string, string | number | null>;
}

export interface CalibrationBin {
  low: number;
  high: number;
  rows: number;
  confidence: number;
  accuracy: number;
}

export interface Evaluation {
  rows: number;
  classes?: string[];
  metrics: Metric[];
  baselines: Baseline[];
  confusion?: number[][];
  confused_pairs?: ConfusedPair[];
  per_class?: ClassFigures[];
  calibration?: CalibrationBin[];
  mistakes: Mistake[];
  scatter?: [number, number][];
}

export interface Curve {
  name: string;
  label: Text;
  unit?: Unit;
  train?: (number | null)[];
  valid?: (number | null)[];
}

export interface Layer {
  name: string;
  type: string;
  output: string;
  parameters: number;
}

export interface Reconstructions {
  picture: string;
  caption: Text;
}

export interface Report {
  schema: 1;
  language?: Language;
  product: {
    name: string;
    version?: string | number;
    task?: Text;
    target?: string;
    created?: string;
  };
  summary?: Text;
  evaluation: Evaluation;
  findings?: Findings;
  curves?: Curve[];
  best_epoch?: number;
  reconstructions?: Reconstructions;
  model?: {
    name: string;
    parameters?: number;
    size_bytes?: number;
    layers?: Layer[];
    settings?: Record<string, Text | number | boolean>;
  };
  data?: { name?: string; sha256?: string; rows?: Record<string, number> };
  provenance?: {
    ingot?: string;
    seed?: number | string;
    threads?: number;
    cpu?: string;
    command?: string;
  };
  seconds?: Record<string, number>;
  memory?: { predicted_bytes?: number; peak_bytes?: number };
}

export function readReport(): Report | null {
  const element = document.getElementById("report-data");
  const data: unknown = JSON.parse(element?.textContent ?? "null");
  return typeof data === "object" ? (data as Report | null) : null;
}
