// A card for each column: its meaning, its figures, how its values are spread.
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import { Bars } from "../Bars";
import { type Column, hasScale, isDate } from "../data";
import { Histogram, useValue } from "../Histogram";
import { fill, meanings, personal, words } from "../words";

const shown = 8;

export function Columns({ columns, target }: { columns: Column[]; target: string }) {
  const say = useSay();
  return (
    <Section id="columns" title={say(words.columns)} note={say(words.columnsNote)}>
      <div class="columns">
        {columns.map((column, i) => (
          <Card key={i} column={column} isTarget={column.name === target && target !== ""} />
        ))}
      </div>
    </Section>
  );
}

function Card({ column, isTarget }: { column: Column; isTarget: boolean }) {
  const say = useSay();
  return (
    <article class={isTarget ? "column target" : "column"}>
      <header>
        <h3>{column.name}</h3>
        <span class="badge">{say(meanings[column.meaning] ?? column.meaning)}</span>
        {column.personal && (
          <span class="badge warn">{say(personal[column.personal] ?? column.personal)}</span>
        )}
      </header>
      <p class="figures">{useFigures(column).join(" · ")}</p>
      {hasScale(column) ? (
        <Histogram column={column} />
      ) : (
        column.values.length > 0 && <Values column={column} />
      )}
    </article>
  );
}

function useFigures(column: Column): string[] {
  const say = useSay();
  const format = useFormat();
  const value = useValue(column);
  const put = (text: { en: string; zh: string }, ...values: string[]) => fill(say(text), ...values);
  const figures = [
    put(
      column.distinct_is_exact ? words.distinct : words.aboutDistinct,
      format.count(column.distinct),
    ),
  ];
  if (column.missing > 0)
    figures.push(put(words.missingShare, format.share(column.missing / column.rows)));
  if (hasScale(column)) {
    figures.push(put(words.middle, value(column.quantiles[50]!)));
    if (!isDate(column)) figures.push(put(words.mean, value(column.mean)));
    if (column.outliers > 0) figures.push(put(words.outliers, format.count(column.outliers)));
  }
  if (column.reading && "pattern" in column.reading)
    figures.push(put(words.written, column.reading.pattern));
  if (column.meaning === "text")
    figures.push(
      put(words.length, format.number(column.mean_length), format.count(column.max_length)),
    );
  return figures;
}

function Values({ column }: { column: Column }) {
  const say = useSay();
  const format = useFormat();
  const present = column.rows - column.missing;
  const first = column.values.slice(0, shown);
  const rest = present - first.reduce((sum, value) => sum + value.rows, 0);
  const most = Math.max(...first.map((value) => value.rows), rest);
  const bars = first.map(({ value, rows }) => ({
    name: value,
    share: rows / most,
    figure: format.share(rows / present),
  }));
  const others = column.distinct - first.length;
  if (rest > 0)
    bars.push({
      name: others > 0 ? fill(say(words.others), format.count(others)) : say(words.rest),
      share: rest / most,
      figure: format.share(rest / present),
    });
  return <Bars bars={bars} quiet />;
}
