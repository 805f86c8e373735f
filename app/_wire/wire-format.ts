/** What travels between browser and server: JSON, and the paths at which its texts were dates. */
export interface Wire {
  readonly json?: unknown;
  readonly dates?: readonly (readonly string[])[];
}

/**
 * JSON with dates. A person's data may hold any key, `constructor` and `__proto__` among them, and
 * must come through as it is; a program may leave `dates` out and send plain JSON.
 *
 * Law: *deserialize(JSON.parse(JSON.stringify(serialize(x)))) = x* for JSON values with dates in them.
 */
export const wireFormat = {
  serialize(value: unknown): Wire {
    const dates = datePaths(value);
    return dates.length === 0 ? { json: value } : { json: value, dates };
  },

  deserialize(wire: Wire): unknown {
    const root = { json: wire.json };
    for (const path of wire.dates ?? []) reviveDate(root, ["json", ...path]);
    return root.json;
  },
};

function datePaths(value: unknown): string[][] {
  const paths: string[][] = [];
  const open: { readonly value: unknown; readonly path: string[] }[] = [{ value, path: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.value instanceof Date) paths.push(next.path);
    else if (typeof next.value === "object" && next.value !== null) {
      for (const [key, member] of Object.entries(next.value)) {
        if (typeof member === "object" && member !== null) open.push({ value: member, path: [...next.path, key] });
      }
    }
  }
  return paths;
}

/** Only what the value itself has is followed or replaced; a path that leads elsewhere is left alone. */
function reviveDate(root: object, path: readonly string[]): void {
  let holder: unknown = root;
  for (const key of path.slice(0, -1)) holder = ownMember(holder, key);
  const last = path.at(-1);
  const text = last === undefined ? undefined : ownMember(holder, last);
  if (last === undefined || typeof text !== "string" || typeof holder !== "object" || holder === null) return;
  Object.defineProperty(holder, last, { value: new Date(text), enumerable: true, writable: true, configurable: true });
}

function ownMember(holder: unknown, key: string): unknown {
  if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, key)) return undefined;
  return Object.getOwnPropertyDescriptor(holder, key)?.value;
}
