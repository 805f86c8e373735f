import { ALLOWED_GLOBALS, RESERVED_WORDS } from "../../compiler/expressions/words.js";

const LENGTH_MAX = 60;
/** Words that expressions and code keep for themselves. */
const UNUSABLE: ReadonlySet<string> = new Set(["input", ...ALLOWED_GLOBALS, ...RESERVED_WORDS]);

/** Names for nodes: words that expressions can read, each once. A name's failure, `nameError`, is taken with it. */
export class NodeNames {
  readonly #taken = new Set<string>();

  /** A free name as near as can be to the wish, which may be any text. */
  free(wish: string): string {
    const word = asName(wish);
    const base = UNUSABLE.has(word) ? `${word}State` : word;
    let name = base;
    for (let suffix = 2; this.#taken.has(name) || this.#taken.has(`${name}Error`); suffix += 1)
      name = `${base}${suffix}`;
    this.#taken.add(name);
    this.#taken.add(`${name}Error`);
    return name;
  }

  copy(): NodeNames {
    const copied = new NodeNames();
    for (const name of this.#taken) copied.#taken.add(name);
    return copied;
  }
}

/** `Check Answer (2)` as `checkAnswer2`. */
export function asName(text: string): string {
  const words = text
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036f]/g, "")
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  const name = words
    .map((word, index) => (index === 0 ? word.toLowerCase() : word[0]?.toUpperCase() + word.slice(1).toLowerCase()))
    .join("")
    .slice(0, LENGTH_MAX);
  if (name === "") return "state";
  return /^[0-9]/.test(name) ? `state${name}` : name;
}
