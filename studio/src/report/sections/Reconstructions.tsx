// What pre-training gives back of pictures that it never saw.
import { Section } from "../../shared/Section";
import { useSay } from "../../shared/text";
import type { Reconstructions as Shown } from "../data";
import { words } from "../words";

export function Reconstructions({ shown }: { shown: Shown }) {
  const say = useSay();
  return (
    <Section id="reconstructions" title={say(words.reconstructions)} note={say(shown.caption)}>
      <img class="sheet" src={shown.picture} alt={say(words.reconstructions)} />
    </Section>
  );
}
