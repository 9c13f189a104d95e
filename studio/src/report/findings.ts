// What was found beyond the metrics; docs/report.md describes every field.
import type { Unit } from "../shared/format";
import type { Text } from "../shared/text";
import type { CalibrationBin } from "./data";

export interface Range {
  low: number;
  high: number;
  level: number;
}

/** A row that can be shown. */
export interface ShownRow {
  row: number;
  name?: string;
  picture?: string;
}

export interface CrossValidation {
  metric: string;
  label: Text;
  unit: Unit;
  values: number[];
  mean: number;
  interval: Range;
}

export interface Temperature {
  value: number;
  rows: number;
  pays: boolean;
  log_loss: { before: number; after: number };
  ece: { before: number; after: number };
  gain: Range;
  before: CalibrationBin[];
  after: CalibrationBin[];
}

export interface Suspect extends ShownRow {
  given: string;
  suggested: string;
  given_probability: number;
  suggested_probability: number;
}

export interface LabelErrors {
  rows: number;
  estimated_rows: number;
  suspected: number;
  noise: { given: string; truth: string; rows: number; share: number }[];
  suspects: Suspect[];
}

export interface Doubtful extends ShownRow {
  first: string;
  second: string;
  first_probability: number;
  second_probability: number;
}

export interface WeakSlice {
  conditions: { label: Text; value: Text }[];
  rows: number;
  errors: number;
  error_rate: number;
  elsewhere: number;
  p_value: number;
  wrong_rows: ShownRow[];
}

export interface WeakSlices {
  errors_are?: "wrong" | "large";
  rows: number;
  errors: number;
  tested: number;
  level: number;
  permutations: number;
  slices: WeakSlice[];
}

export interface RowGroups {
  by: Text;
  label: Text;
  unit: Unit;
  groups: { name: Text; rows: number; value: number | null; interval?: Range }[];
}

export interface NearDuplicates {
  rows: number;
  duplicates: number;
  left_out: boolean;
  examples: { held_out: ShownRow; training: ShownRow; distance: number }[];
}

export interface LearningCurve {
  label: Text;
  points: { rows: number; error: number }[];
  law: { floor: number; scale: number; power: number };
  level: number;
  words: Text;
  forecasts: { times: number; rows: number; error: number; low: number; high: number }[];
}

export interface Importance {
  metric: string;
  label: Text;
  unit: Unit;
  rows: number;
  repeats: number;
  num_columns: number;
  columns: { column: string; drop: number; interval: Range }[];
}

export interface Dependence {
  column: string;
  kind: "number" | "date" | "category";
  /** Whose probability it is; missing for numbers. */
  class?: string;
  rows: number;
  points: { cell: string; number?: number; mean: number; low: number; high: number }[];
}

export interface Gains {
  class: string;
  words: Text;
  points: { share: number; found: number; lift: number }[];
}

export interface CostPoint {
  threshold: number;
  cost: number;
  fn: number;
  fp: number;
}

export interface Costs {
  fn: number;
  fp: number;
  class: string;
  words: Text;
  chosen: CostPoint;
  points: CostPoint[];
}

export interface Residuals {
  words: Text;
  points: [number, number][];
  histogram: { low: number; high: number; rows: number }[];
}

export interface Intervals {
  words: Text;
}

export interface EntityKind {
  /** Empty where the tags name none. */
  kind: string;
  entities: number;
  called: number;
  right: number;
  other_kind: number;
  other_borders: number;
  missed: number;
  invented: number;
  precision: number;
  recall: number;
  f1: number;
}

export interface LengthSlice {
  low: number;
  /** null: any. */
  high: number | null;
  sentences: number;
  tokens: number;
  accuracy: number;
  f1?: number;
}

export interface WrongSentence {
  sentence: number;
  wrong: number;
  is_cut: boolean;
  tokens: { text: string; truth: string; called: string }[];
}

export interface Tags {
  sentences: number;
  wrong_sentences: number;
  kinds: EntityKind[];
  lengths: LengthSlice[];
  examples: WrongSentence[];
}

export interface InfluentialText {
  row: number;
  column: string;
  truth: string;
  prediction: string;
  probability: number;
  pieces: { text: string; fall: number }[];
}

export interface Findings {
  importance?: Importance;
  dependence?: Dependence[];
  gains?: Gains;
  costs?: Costs;
  residuals?: Residuals;
  intervals?: Intervals;
  cross_validation?: CrossValidation;
  temperature?: Temperature;
  label_errors?: LabelErrors;
  doubtful?: Doubtful[];
  weak_slices?: WeakSlices;
  row_groups?: RowGroups[];
  near_duplicates?: NearDuplicates;
  learning_curve?: LearningCurve;
  comparisons?: { words: Text }[];
  tags?: Tags;
  words?: InfluentialText[];
  generated?: { prompt: string; text: string; wanted?: string }[];
  decisions?: { what: Text; choice: Text; why: Text }[];
  augmentation?: { steps: Text[]; pictures: { original: string; variants: string[] }[] };
  skipped?: { reason: Text; count: number; names: string[] }[];
}
