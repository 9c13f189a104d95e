// Suspected labels with their pictures, and where labels go wrong.
import { useFormat } from "../../shared/format";
import { Picture } from "../../shared/Picture";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Doubtful as Row, LabelErrors, ShownRow, Suspect } from "../findings";
import { findingWords as words } from "../findingWords";
import { fill, words as common } from "../words";

/** The others wait behind a line that opens. */
const shownAtOnce = 12;

interface Line {
  label: string;
  name: string;
  share: number;
  wrong?: boolean;
}

function Card({ row, lines }: { row: ShownRow; lines: Line[] }) {
  const say = useSay();
  const format = useFormat();
  return (
    <figure class="card">
      <Picture source={row.picture} name={lines[0]!.name} />
      <figcaption>
        {lines.map((line) => (
          <p key={line.label + line.name}>
            <small>{line.label}</small>
            <span class={line.wrong ? "wrong" : ""}>{line.name}</span>
            <small>{format.share(line.share)}</small>
          </p>
        ))}
        <small>{row.name ?? fill(say(common.row), format.count(row.row))}</small>
      </figcaption>
    </figure>
  );
}

export function Labels({ found }: { found: LabelErrors }) {
  const say = useSay();
  const format = useFormat();
  const note = fill(
    say(words.labelsNote),
    format.count(found.estimated_rows),
    format.count(found.rows),
    format.share(found.estimated_rows / found.rows),
    format.count(found.suspected),
  );
  return (
    <Section id="labels" title={say(words.labels)} note={found.suspected ? note : say(words.noLabels)}>
      <Suspects suspects={found.suspects.slice(0, shownAtOnce)} />
      {found.suspects.length > shownAtOnce && (
        <details class="rest">
          <summary>{fill(say(words.more), format.count(found.suspects.length - shownAtOnce))}</summary>
          <Suspects suspects={found.suspects.slice(shownAtOnce)} />
        </details>
      )}
      {found.noise.length > 0 && <Noise noise={found.noise} />}
    </Section>
  );
}

function Suspects({ suspects }: { suspects: Suspect[] }) {
  const say = useSay();
  return (
    <div class="cards small">
      {suspects.map((s) => (
        <Card
          key={s.row}
          row={s}
          lines={[
            { label: say(words.label), name: s.given, share: s.given_probability, wrong: true },
            { label: say(words.looksLike), name: s.suggested, share: s.suggested_probability },
          ]}
        />
      ))}
    </div>
  );
}

function Noise({ noise }: { noise: LabelErrors["noise"] }) {
  const say = useSay();
  const format = useFormat();
  const most = Math.max(...noise.map((n) => n.rows));
  return (
    <>
      <h3>{say(words.noise)}</h3>
      <ol class="bars">
        {noise.map((n) => (
          <li key={`${n.given}\n${n.truth}`}>
            <span class="name">{fill(say(words.labelledAs), n.given, n.truth)}</span>
            <span class="figure">
              {fill(say(words.about), format.count(n.rows))}
              {" · "}
              {fill(say(words.ofLabel), format.share(n.share))}
            </span>
            <i style={{ width: `${(100 * n.rows) / most}%` }} />
          </li>
        ))}
      </ol>
    </>
  );
}

export function DoubtfulRows({ rows }: { rows: Row[] }) {
  const say = useSay();
  return (
    <Section id="doubtful" title={say(words.doubtful)} note={say(words.doubtfulNote)}>
      <div class="cards small">
        {rows.map((r) => (
          <Card
            key={r.row}
            row={r}
            lines={[
              { label: say(common.said), name: r.first, share: r.first_probability },
              { label: say(words.or), name: r.second, share: r.second_probability },
            ]}
          />
        ))}
      </div>
    </Section>
  );
}
