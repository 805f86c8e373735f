/** Names that are dropped where values are checked, because they would reach into the prototype of what is read. */
const REFUSED: ReadonlySet<string> = new Set(["__proto__"]);

/** Why a name cannot be a key of what is sent to the server; `undefined` when it can. */
export function whyNotKey(name: string): string | undefined {
  return REFUSED.has(name) ? `"${name}" cannot be a name here. Choose another one.` : undefined;
}

/** The first key in a value, however deep, that cannot be sent. */
export function unsendableName(value: unknown): string | undefined {
  const left: unknown[] = [value];
  for (let part = left.pop(); part !== undefined; part = left.pop()) {
    if (part === null || typeof part !== "object") continue;
    for (const [name, inner] of Object.entries(part)) {
      if (!Array.isArray(part) && REFUSED.has(name)) return name;
      if (inner !== undefined) left.push(inner);
    }
  }
  return undefined;
}
