// What the page shows, as docs/profile.md describes it.
import type { Text } from "../shared/text";

export interface Count {
  value: string;
  rows: number;
}

export interface Warning {
  kind: string;
  column: string;
  text: Text;
}

export interface Relation {
  /** Empty: the order of the rows. */
  column: string;
  measure: "roc_auc" | "accuracy_gain" | "r2";
  value: number;
  strength: number;
}

export interface Column {
  name: string;
  meaning: string;
  reading: { pattern: string } | { decimal: string; group: string; prefix: string; suffix: string } | null;
  personal: string;
  rows: number;
  missing: number;
  missing_marks: Count[];
  distinct: number;
  distinct_is_exact: boolean;
  min: number;
  max: number;
  mean: number;
  deviation: number;
  quantiles: number[];
  is_integer: boolean;
  outliers: number;
  values: Count[];
  other_rows: number;
  mean_length: number;
  max_length: number;
  characters: string;
  warnings: Text[];
}

export interface Page {
  language?: string;
  name: string;
  notes: Text[];
  rows: number;
  target: string;
  duplicate_rows: number;
  duplicates_are_exact: boolean;
  columns: Column[];
  relations: Relation[];
  warnings: Warning[];
}

/** Null in the empty template. */
export function readPage(): Page | null {
  const element = document.getElementById("profile-data");
  const data: unknown = JSON.parse(element?.textContent ?? "null");
  return typeof data === "object" ? (data as Page | null) : null;
}

export const isDate = (column: Column) => column.meaning === "date";

/** Whether the column has numbers or dates to draw. */
export const hasScale = (column: Column) =>
  ["number", "money", "date"].includes(column.meaning) && column.quantiles.length > 1;
