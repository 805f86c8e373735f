/** Statuses of answers, such as `200-299, 404` or `2xx`. */
export interface StatusList {
  has(status: number): boolean;
}

/** The list, or undefined for a text that is none. */
export function statusList(text: string): StatusList | undefined {
  const ranges = text.split(",").map((part) => rangeOf(part.trim()));
  if (ranges.some((range) => range === undefined)) return undefined;
  return { has: (status) => ranges.some((range) => range !== undefined && range[0] <= status && status <= range[1]) };
}

function rangeOf(text: string): readonly [from: number, through: number] | undefined {
  const hundred = /^([1-5])xx$/i.exec(text);
  if (hundred !== null) return [Number(hundred[1]) * 100, Number(hundred[1]) * 100 + 99];
  const range = /^([1-5]\d\d)(?:\s*-\s*([1-5]\d\d))?$/.exec(text);
  if (range === null) return undefined;
  const from = Number(range[1]);
  const through = Number(range[2] ?? range[1]);
  return from <= through ? [from, through] : undefined;
}
