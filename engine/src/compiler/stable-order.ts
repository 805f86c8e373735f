/**
 * Orders by id, so that neither names, nor positions, nor the order of the arrays matter. Numbers
 * within an id count as numbers: `n2` comes before `n10`, as it was drawn before it.
 */
export const byId = (a: { readonly id: string }, b: { readonly id: string }): number => compareIds(a.id, b.id);

export function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  const left = partsOf(a);
  const right = partsOf(b);
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = compareParts(left[index] as string, right[index] as string);
    if (order !== 0) return order;
  }
  return left.length - right.length || (a < b ? -1 : 1);
}

const partsOf = (id: string): readonly string[] => id.match(/\d+|\D+/g) ?? [];

function compareParts(a: string, b: string): number {
  if (!/^\d/.test(a) || !/^\d/.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  // Numbers of any length: more digits is more, leading zeros aside.
  const [x, y] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  return x.length - y.length || (x < y ? -1 : x > y ? 1 : 0);
}
