/**
 * The words of an English text, counted in the most obvious way: one pass, one letter after another.
 * It shares nothing with the workflow, so that the two can be held against each other.
 */
export function naiveCount(text: string): { total: number; distinct: number; top: { word: string; count: number }[] } {
  const counts: { word: string; count: number }[] = [];
  const places = new Map<string, number>();
  let total = 0;
  let word = "";
  const isLetter = (at: number) => /[A-Za-z0-9]/.test(text.charAt(at));
  for (let at = 0; at <= text.length; at++) {
    const inside = text.charAt(at) === "'" && word !== "" && isLetter(at + 1);
    if (isLetter(at) || inside) {
      word += text.charAt(at).toLowerCase();
      continue;
    }
    if (word === "") continue;
    total++;
    const place = places.get(word) ?? counts.push({ word, count: 0 }) - 1;
    places.set(word, place);
    const entry = counts[place];
    if (entry !== undefined) entry.count++;
    word = "";
  }
  const top = counts.toSorted((a, b) => (a.count === b.count ? (a.word < b.word ? -1 : 1) : b.count - a.count));
  return { total, distinct: counts.length, top: top.slice(0, 20) };
}
