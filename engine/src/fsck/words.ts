/** `3 records`, `1 record`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** `1 234 567`. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, " ");

/** `4.2 MiB`. */
export function sized(bytes: number): string {
  if (bytes < 1024) return counted(bytes, "byte");
  const [unit, size] = bytes < 1024 * 1024 ? ["KiB", bytes / 1024] : ["MiB", bytes / 1024 / 1024];
  return `${size.toFixed(1)} ${unit}`;
}

/** `record 7`, `records 7 to 9`. */
export const fromTo = (first: number, last: number): string =>
  first === last ? `record ${grouped(first)}` : `records ${grouped(first)} to ${grouped(last)}`;

/** The first few, and how many more there are. */
export function some(items: readonly string[], most: number): string {
  const more = items.length - most;
  return more > 0 ? `${items.slice(0, most).join(", ")} and ${grouped(more)} more` : items.join(", ");
}
