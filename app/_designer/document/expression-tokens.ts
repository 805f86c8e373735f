/**
 * Just enough of JavaScript's grammar to find the names in an expression that may still be half
 * typed: the compiler's parser refuses such text, and a rename must reach it all the same.
 */
export interface Token {
  readonly kind: "name" | "punctuation" | "other";
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** How many brackets are open around it. */
  readonly depth: number;
  /** The innermost open bracket; `undefined` at the top. A template's hole is `${`. */
  readonly within: string | undefined;
}

const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)n?/y;
const PUNCTUATION = /=>|\?\.(?!\d)|\.\.\.|&&|\|\||\?\?|[=!]==?|<=|>=|\*\*|[^\s]/uy;

export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  const open: string[] = [];
  let at = 0;
  const push = (kind: Token["kind"], to: number) => {
    tokens.push({ kind, text: source.slice(at, to), from: at, to, depth: open.length, within: open.at(-1) });
    at = to;
  };
  const match = (pattern: RegExp): number | undefined => {
    pattern.lastIndex = at;
    return pattern.test(source) ? pattern.lastIndex : undefined;
  };

  while (at < source.length) {
    const character = source.charAt(at);
    if (/\s/.test(character)) at++;
    else if (source.startsWith("//", at)) at = endOf(source, "\n", at);
    else if (source.startsWith("/*", at)) at = endOf(source, "*/", at + 2);
    else if (character === '"' || character === "'") push("other", endOfString(source, at));
    else if (character === "`" || (character === "}" && open.at(-1) === "${")) {
      if (character === "}") open.pop();
      const end = endOfTemplatePart(source, at + 1);
      push("other", end);
      if (source.endsWith("${", end) && source.slice(0, end).endsWith("${")) open.push("${");
    } else if (character === "/" && regexMayStart(tokens.at(-1))) push("other", endOfRegex(source, at));
    else {
      const name = match(NAME);
      const number = name === undefined ? match(NUMBER) : undefined;
      if (name !== undefined) push("name", name);
      else if (number !== undefined && number > at) push("other", number);
      else {
        const end = match(PUNCTUATION) ?? at + 1;
        const text = source.slice(at, end);
        if (text === ")" || text === "]" || text === "}") open.pop();
        push("punctuation", end);
        if (text === "(" || text === "[" || text === "{") open.push(text);
      }
    }
  }
  return tokens;
}

function endOf(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found === -1 ? source.length : found + mark.length;
}

function endOfString(source: string, from: number): number {
  const quote = source.charAt(from);
  for (let at = from + 1; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === "\\") at++;
    else if (character === quote) return at + 1;
    else if (character === "\n") return at;
  }
  return source.length;
}

/** The end of a template's text: behind the closing quote, or behind `${`. */
function endOfTemplatePart(source: string, from: number): number {
  for (let at = from; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === "\\") at++;
    else if (character === "`") return at + 1;
    else if (character === "$" && source.charAt(at + 1) === "{") return at + 2;
  }
  return source.length;
}

function regexMayStart(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === "name") return before.text === "typeof" || before.text === "in" || before.text === "void";
  return before.kind === "punctuation" && before.text !== ")" && before.text !== "]" && before.text !== "}";
}

function endOfRegex(source: string, from: number): number {
  let inClass = false;
  for (let at = from + 1; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === "\\") at++;
    else if (character === "\n") return from + 1;
    else if (character === "[") inClass = true;
    else if (character === "]") inClass = false;
    else if (character === "/" && !inClass) {
      while (/[a-z]/.test(source.charAt(at + 1))) at++;
      return at + 1;
    }
  }
  return from + 1;
}
