// Texts with the words that an answer rests on.
import { useFormat } from "../../shared/format";
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { InfluentialText } from "../findings";
import { findingWords as words } from "../findingWords";
import { fill, words as common } from "../words";

/** Of the largest fall in a text: less is no influence. */
const least = 0.1;

function Pieces({ text }: { text: InfluentialText }) {
  const most = Math.max(1e-4, ...text.pieces.map((piece) => Math.abs(piece.fall)));
  const format = useFormat();
  return (
    <p>
      {text.pieces.map((piece, i) => {
        const strength = Math.abs(piece.fall) / most;
        if (strength < least) return <span key={i}>{piece.text}</span>;
        return (
          <span
            key={i}
            class={piece.fall > 0 ? "for" : "against"}
            style={{ "--strength": `${Math.round(60 * strength)}%` }}
            title={format.number(piece.fall)}
          >
            {piece.text}
          </span>
        );
      })}
    </p>
  );
}

export function Influence({ texts }: { texts: InfluentialText[] }) {
  const say = useSay();
  const format = useFormat();
  const several = new Set(texts.map((text) => text.column)).size > 1;
  return (
    <Section id="words" title={say(words.influence)} note={say(words.influenceNote)}>
      {texts.map((text, i) => (
        <figure key={i} class="generated influence">
          <figcaption>
            {say(words.called)} <b>{text.prediction}</b> {format.share(text.probability)}
            {text.truth !== text.prediction && (
              <>
                , {say(words.isTruly)} <b class="wrong">{text.truth}</b>
              </>
            )}{" "}
            <small>
              {fill(say(common.row), format.count(text.row))}
              {several && ` · ${text.column}`}
            </small>
          </figcaption>
          <Pieces text={text} />
        </figure>
      ))}
    </Section>
  );
}
