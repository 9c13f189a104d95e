// One picture, or nothing where the page had no room for it.
export function Picture({ source, name }: { source?: string; name: string }) {
  return source ? <img class="picture" src={source} alt={name} title={name} /> : null;
}
