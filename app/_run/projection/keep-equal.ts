/**
 * The new record, with every member that says the same as before replaced by the one from before; the
 * old record itself when all do. What is drawn from a member is then drawn again only if it changed.
 */
export function keepEqual<Value extends object>(
  before: Readonly<Record<string, Value>> | undefined,
  now: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  if (before === undefined) return now;
  let changed = Object.keys(before).length !== Object.keys(now).length;
  const kept: Record<string, Value> = {};
  for (const [key, value] of Object.entries(now)) {
    const old = before[key];
    const same = old !== undefined && JSON.stringify(old) === JSON.stringify(value);
    kept[key] = same ? old : value;
    changed ||= !same;
  }
  return changed ? kept : before;
}
