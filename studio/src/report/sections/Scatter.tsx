// Predicted numbers against true ones.
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import { words } from "../words";
import { Points } from "./Points";

export function Scatter({ points }: { points: [number, number][] }) {
  const say = useSay();
  return (
    <Section id="scatter" title={say(words.scatter)} note={say(words.scatterNote)}>
      <Points
        title={say(words.prediction)}
        xLabel={say(words.truthValue)}
        points={points}
        line={{ label: say(words.ideal), at: (truth) => truth }}
        height={360}
      />
    </Section>
  );
}
