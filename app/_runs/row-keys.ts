/** The row that a key goes to; `undefined` for a key that is none of the list's. `current` is -1 before any. */
export function rowAfterKey(key: string, current: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case "j":
    case "ArrowDown":
      return Math.min(current + 1, count - 1);
    case "k":
    case "ArrowUp":
      return Math.max(current - 1, 0);
    case "Home":
      return current < 0 ? undefined : 0;
    case "End":
      return current < 0 ? undefined : count - 1;
    default:
      return undefined;
  }
}
