// The wrong rows to look at first, as pictures where there are any.
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { type Text, useSay } from "../../shared/text";
import type { Evaluation, Mistake } from "../data";
import { fill, words } from "../words";

export function Mistakes({ evaluation }: { evaluation: Evaluation }) {
  const say = useSay();
  const { mistakes } = evaluation;
  const note = !mistakes.length
    ? words.noMistakes
    : evaluation.classes
      ? words.mistakesNote
      : words.mistakesNumbers;
  const title = evaluation.classes ? words.mistakes : words.largestErrors;
  const roomy = mistakes.some((m) => m.text || m.fields);
  return (
    <Section id="mistakes" title={say(title)} note={say(note)}>
      <div class={roomy ? "cards" : "cards small"}>
        {mistakes.map((mistake) => (
          <Card
            key={mistake.row}
            mistake={mistake}
            said={evaluation.classes ? words.said : words.predictedAs}
          />
        ))}
      </div>
    </Section>
  );
}

function Card({ mistake, said }: { mistake: Mistake; said: Text }) {
  const say = useSay();
  const format = useFormat();
  const show = (value: string | number) =>
    typeof value === "number" ? format.number(value) : value;
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
        <Line label={say(said)} name={show(mistake.predicted)} share={mistake.confidence} wrong />
        <Line label={say(words.is)} name={show(mistake.truth)} share={mistake.truth_probability} />
        <small>{mistake.name ?? fill(say(words.row), format.count(mistake.row))}</small>
      </figcaption>
    </figure>
  );
}

function Line({
  label,
  name,
  share,
  wrong,
}: {
  label: string;
  name: string;
  share?: number;
  wrong?: boolean;
}) {
  const format = useFormat();
  return (
    <p>
      <small>{label}</small>
      <span class={wrong ? "wrong" : ""}>{name}</span>
      {share !== undefined && <small>{format.share(share)}</small>}
    </p>
  );
}
