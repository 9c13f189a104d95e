// Where tags of tokens go wrong: by kind of entity, by length, and in sentences.
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { EntityKind, LengthSlice, Tags as Found, WrongSentence } from "../findings";
import { tagWords as words } from "../tagWords";
import { fill } from "../words";

export function Tags({ found }: { found: Found }) {
  const say = useSay();
  const format = useFormat();
  const wrong = fill(
    say(words.note),
    format.count(found.wrong_sentences),
    format.count(found.sentences),
  );
  return (
    <Section id="tags" title={say(words.title)} note={wrong}>
      <div class="wide">
        {found.kinds.length > 0 && <Kinds kinds={found.kinds} />}
        <Lengths lengths={found.lengths} />
      </div>
      {found.examples.length > 0 && (
        <>
          <h3>{say(words.examples)}</h3>
          <p class="finding">{say(words.examplesNote)}</p>
          {found.examples.map((sentence) => (
            <Sentence key={sentence.sentence} sentence={sentence} />
          ))}
        </>
      )}
    </Section>
  );
}

function Kinds({ kinds }: { kinds: EntityKind[] }) {
  const say = useSay();
  const format = useFormat();
  const counts = ["entities", "right", "other_borders", "other_kind", "missed", "invented"] as const;
  const shares = ["precision", "recall", "f1"] as const;
  return (
    <table class="kinds">
      <thead>
        <tr>
          <th>{say(words.kind)}</th>
          {[...counts, ...shares].map((name) => (
            <th key={name} class="number">
              {say(words[name])}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => (
          <tr key={kind.kind}>
            <td>{kind.kind || say(words.any)}</td>
            {counts.map((name) => (
              <td key={name} class="number muted">
                {format.count(kind[name])}
              </td>
            ))}
            {shares.map((name) => (
              <td key={name} class="number">
                {format.share(kind[name])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Lengths({ lengths }: { lengths: LengthSlice[] }) {
  const say = useSay();
  const format = useFormat();
  const entities = lengths.some((slice) => slice.f1 !== undefined);
  return (
    <table class="lengths">
      <thead>
        <tr>
          <th>{say(words.length)}</th>
          <th class="number">{say(words.sentences)}</th>
          <th class="number">{say(words.accuracy)}</th>
          {entities && <th class="number">{say(words.f1)}</th>}
        </tr>
      </thead>
      <tbody>
        {lengths.map((slice) => (
          <tr key={slice.low}>
            <td>
              {slice.high === null
                ? fill(say(words.from), format.count(slice.low))
                : `${format.count(slice.low)} – ${format.count(slice.high)}`}
            </td>
            <td class="number muted">{format.count(slice.sentences)}</td>
            <td class="number">{format.share(slice.accuracy)}</td>
            {entities && (
              <td class="number">{slice.f1 === undefined ? "–" : format.share(slice.f1)}</td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Sentence({ sentence }: { sentence: WrongSentence }) {
  return (
    <p class="tagged">
      {sentence.tokens.map((token, i) =>
        token.truth === token.called ? (
          <span key={i}>{token.text} </span>
        ) : (
          <mark key={i}>
            {token.text}{" "}
            <small>
              <s>{token.called}</s> {token.truth}
            </small>{" "}
          </mark>
        ),
      )}
      {sentence.is_cut && "…"}
    </p>
  );
}
