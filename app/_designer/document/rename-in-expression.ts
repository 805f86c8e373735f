import { type Token, tokensOf } from "./expression-tokens";

/**
 * The expression with every read of one name turned into another: not where the word is a property
 * (`order.stock`), a key (`{ stock: 1 }`), text, or the parameter of an arrow function. The short
 * form `{ stock }` keeps its key: `{ stock: items }`.
 */
export function renameInExpression(source: string, from: string, to: string): string {
  if (from === "" || !source.includes(from)) return source;
  const tokens = tokensOf(source);
  const shadows = shadowsOf(tokens, from);
  let renamed = "";
  let copied = 0;
  tokens.forEach((token, index) => {
    if (token.kind !== "name" || token.text !== from) return;
    if (shadows.some((range) => index >= range.from && index < range.to)) return;
    const before = tokens[index - 1];
    const after = tokens[index + 1];
    if (before?.text === "." || before?.text === "?.") return;
    const isInObject = token.within === "{" && (before?.text === "{" || before?.text === ",");
    if (isInObject && after?.text === ":") return;
    const isShorthand = isInObject && (after === undefined || after.text === "," || after.text === "}");
    renamed += source.slice(copied, token.from) + (isShorthand ? `${from}: ${to}` : to);
    copied = token.to;
  });
  return renamed + source.slice(copied);
}

interface TokenRange {
  readonly from: number;
  readonly to: number;
}

/** Where an arrow function has a parameter of that name: from its parameters to the end of its body. */
function shadowsOf(tokens: readonly Token[], name: string): readonly TokenRange[] {
  const ranges: TokenRange[] = [];
  tokens.forEach((token, arrow) => {
    if (token.text !== "=>") return;
    const from = startOfParameters(tokens, arrow);
    const binds = tokens
      .slice(from, arrow)
      .some((part, offset) => part.kind === "name" && part.text === name && isParameter(tokens, from + offset));
    if (binds) ranges.push({ from, to: endOfBody(tokens, arrow) });
  });
  return ranges;
}

function startOfParameters(tokens: readonly Token[], arrow: number): number {
  const last = tokens[arrow - 1];
  if (last?.text !== ")") return arrow - 1;
  for (let index = arrow - 2; index >= 0; index--) {
    const token = tokens[index];
    if (token?.text === "(" && token.depth === last.depth) return index;
  }
  return 0;
}

/** A name in a parameter list binds, unless it is the key of a pattern or a default value. */
function isParameter(tokens: readonly Token[], index: number): boolean {
  return tokens[index - 1]?.text !== "=" && tokens[index + 1]?.text !== ":" && tokens[index - 1]?.text !== ".";
}

/** A body ends before the bracket that closes around it, or before a comma beside it. */
function endOfBody(tokens: readonly Token[], arrow: number): number {
  const depth = tokens[arrow]?.depth ?? 0;
  for (let index = arrow + 1; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.depth < depth || (token.depth === depth && token.text === ",")) return index;
  }
  return tokens.length;
}
