/**
 * The names that are most like one that is not known: at most three, the nearest first, and none that is altogether
 * another word. Upper and lower case make no difference.
 */
export function nearestNames(name: string, known: Iterable<string>): readonly string[] {
  const wanted = name.slice(0, COMPARED_CHARACTERS_MAX).toLowerCase();
  const farthest = Math.max(2, Math.floor(wanted.length / 3));
  return [...known]
    .map((one) => ({ one, distance: distance(wanted, one.slice(0, COMPARED_CHARACTERS_MAX).toLowerCase(), farthest) }))
    .filter(({ distance: far }) => far <= farthest)
    .sort((a, b) => a.distance - b.distance || (a.one < b.one ? -1 : 1))
    .slice(0, 3)
    .map(({ one }) => one);
}

/** The end of a sentence about a name that is not known: what was probably meant, or all that there is. */
export function knownNames(name: string, known: Iterable<string>): string {
  const all = [...known].sort();
  const near = nearestNames(name, all);
  const meant = near.length === 0 ? "" : ` Did you mean ${near.map((one) => `"${one}"`).join(" or ")}?`;
  const listed = all.slice(0, LISTED_MAX).join(", ") || "none";
  const more = all.length > LISTED_MAX ? ` and ${all.length - LISTED_MAX} more` : "";
  return `Registered are: ${listed}${more}.${meant}`;
}

const LISTED_MAX = 20;
/** Names are words; the rest of a longer one tells nothing more. */
const COMPARED_CHARACTERS_MAX = 64;

/** How many characters must be put in, taken out or replaced; more than `most` is as good as `most + 1`. */
function distance(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? most + 1;
}
