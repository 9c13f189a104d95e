// The wrong rows to look at first, as pictures where there are any.
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Evaluation, Mistake } from "../data";
import { fill, words } from "../words";

export function Mistakes({ evaluation }: { evaluation: Evaluation }) {
  const say = useSay();
  const { mistakes } = evaluation;
  const note = !mistakes.length ? words.noMistakes : evaluation.classes ? words.mistakesNote : words.mistakesNumbers;
  return (
    <Section id="mistakes" title={say(words.mistakes)} note={say(note)}>
      <div class={mistakes.some((m) => m.picture) ? "cards pictures" : "cards"}>
        {mistakes.map((mistake) => (
          <Card key={mistake.row} mistake={mistake} />
        ))}
      </div>
    </Section>
  );
}

function Card({ mistake }: { mistake: Mistake }) {
  const say = useSay();
  const format = useFormat();
  const show = (value: string | number) => (typeof value === "number" ? format.number(value) : value);
  return (
    <figure class="card">
      {mistake.picture && <img src={mistake.picture} alt={show(mistake.truth)} />}
      {mistake.text && <blockquote>{mistake.text}</blockquote>}
      {mistake.fields && (
        <dl class="fields">
          {Object.entries(mistake.fields).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value ?? "–"}</dd>
            </div>
          ))}
        </dl>
      )}
      <figcaption>
        <span class="wrong">
          <small>{say(words.said)}</small> {show(mistake.predicted)}{" "}
          {mistake.confidence !== undefined && <em>{format.share(mistake.confidence)}</em>}
        </span>
        <span>
          <small>{say(words.is)}</small> {show(mistake.truth)}{" "}
          {mistake.truth_probability !== undefined && <em>{format.share(mistake.truth_probability)}</em>}
        </span>
        <small class="row">{fill(say(words.row), format.count(mistake.row))}</small>
      </figcaption>
    </figure>
  );
}
