// A part of a page: a heading, a sentence that says how to read it, the content.
import type { ComponentChildren } from "preact";

interface Props {
  id: string;
  title: string;
  note?: string;
  children: ComponentChildren;
}

export function Section({ id, title, note, children }: Props) {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {note && <p class="note">{note}</p>}
      {children}
    </section>
  );
}
