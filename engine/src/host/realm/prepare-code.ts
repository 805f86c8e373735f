import { type Comment, type ExportDefaultDeclaration, type Node, type Program, parse, type Token } from "acorn";
import { InvalidCode } from "./invalid-code.js";
import { isCertainlyQuick } from "./quick-code.js";

/** Code that may be evaluated in the locked realm. */
export interface PreparedCode {
  /** A function expression: given `orchestration`, it runs the code and returns what it exports. */
  readonly source: string;
  readonly sourceUrl: string;
  /** Characters that stand before the code's first character, on its first line. */
  readonly firstLineOffset: number;
  /** No episode of it can run long, whatever its input. */
  readonly quick: boolean;
}

const BEFORE = '(function (orchestration) { "use strict"; let dacapo$default; ';
const EXPORTED = "dacapo$default=";
const SOURCE_CHARACTERS_MAX = 4 * 1024 * 1024;

/**
 * Turns a module into an expression without moving a line: a stack's line is the module's line.
 * Refuses what has no meaning in an orchestration (imports, other exports, async code) before it
 * runs. Throws {@link InvalidCode}.
 */
export function prepareCode(code: string, version: string): PreparedCode {
  if (code.length > SOURCE_CHARACTERS_MAX) {
    throw new InvalidCode(
      `The code has ${code.length} characters; at most ${SOURCE_CHARACTERS_MAX} are allowed. Split the workflow.`,
    );
  }
  const { program, tokens, comments } = parseModule(code);
  const edits: Edit[] = comments.map(({ start, end }) => ({ start, end, text: blank(code.slice(start, end)) }));
  edits.push(...evasions(code, tokens));
  readFrame(program, code, edits);
  refuseForbidden(program);
  const sourceUrl = `workflow:${version.replaceAll(/[^\w.-]/g, "_")}`;
  return {
    source: `${BEFORE}${applyEdits(code, edits)}\n;return dacapo$default; })\n//# sourceURL=${sourceUrl}`,
    sourceUrl,
    firstLineOffset: BEFORE.length,
    quick: isCertainlyQuick(program),
  };
}

function parseModule(code: string): { program: Program; tokens: Token[]; comments: Comment[] } {
  const tokens: Token[] = [];
  const comments: Comment[] = [];
  try {
    const program = parse(code, {
      ecmaVersion: 2023,
      sourceType: "module",
      locations: true,
      onToken: tokens,
      onComment: comments,
    });
    return { program, tokens, comments };
  } catch (thrown) {
    if (thrown instanceof RangeError || (thrown instanceof SyntaxError && thrown.message.includes("stack space"))) {
      throw new InvalidCode("The code is nested too deeply to be read.");
    }
    if (!(thrown instanceof SyntaxError)) throw thrown;
    const { loc } = thrown as SyntaxError & { loc?: { line: number } };
    throw new InvalidCode(`The code is not valid JavaScript: ${thrown.message}`, loc?.line);
  }
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Spaces in the place of everything but line ends. */
const blank = (text: string): string => text.replaceAll(/[^\n\r\u2028\u2029]/g, " ");

/** SES refuses texts that look like imports or HTML comments, in strings too: there, an escape says the same. */
function evasions(code: string, tokens: readonly Token[]): Edit[] {
  const edits: Edit[] = [];
  for (const token of tokens) {
    if (!["string", "template", "regexp"].includes(token.type.label)) continue;
    for (const found of code.slice(token.start, token.end).matchAll(/import(?=\s*(?:\(|\/[/*]))|<!--|-->/g)) {
      const start = token.start + found.index;
      const text = found[0].startsWith("import")
        ? "\\u0069mport"
        : found[0].replace("<", "\\u003c").replace(">", "\\u003e");
      edits.push({ start, end: start + found[0].length, text });
    }
  }
  return edits;
}

/** The imports go, the default export becomes an assignment. */
function readFrame(program: Program, code: string, edits: Edit[]): void {
  const defaults: ExportDefaultDeclaration[] = [];
  for (const statement of program.body) {
    switch (statement.type) {
      case "ImportDeclaration": {
        const plain =
          statement.source.value === "@dacapo/engine" &&
          statement.specifiers.every(
            (part) =>
              part.type === "ImportSpecifier" &&
              part.imported.type === "Identifier" &&
              part.imported.name === "orchestration" &&
              part.local.name === "orchestration",
          );
        if (!plain) {
          throw refusal(
            statement,
            'An orchestration may import { orchestration } from "@dacapo/engine", nothing else.',
          );
        }
        edits.push({
          start: statement.start,
          end: statement.end,
          text: blank(code.slice(statement.start, statement.end)),
        });
        break;
      }
      case "ExportDefaultDeclaration":
        defaults.push(statement);
        break;
      case "ExportNamedDeclaration":
      case "ExportAllDeclaration":
        throw refusal(statement, "An orchestration exports its default alone.");
    }
  }
  const [exported] = defaults;
  if (exported === undefined || exported.declaration.type.endsWith("Declaration")) {
    const message = 'The code must end in: export default orchestration("name", function* (ctx, input) { … });';
    throw exported === undefined ? new InvalidCode(message) : refusal(exported, message);
  }
  const { start } = exported;
  const end = exported.declaration.start;
  const lineEnds = code.slice(start, end).replaceAll(/[^\n\r\u2028\u2029]/g, "");
  // Whatever stood between `export default` and the expression: parentheses and comments.
  const kept = blankComments(code, start, end);
  edits.push({ start, end, text: (EXPORTED + lineEnds + kept).padEnd(end - start) });
}

/** Parentheses in front of an exported expression lie outside of its node and must stay. */
function blankComments(code: string, start: number, end: number): string {
  const between = code.slice(start, end).replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n\r\u2028\u2029]*/g, "");
  return between.replaceAll(/[^(]/g, "");
}

function refuseForbidden(program: Program): void {
  const pending: Node[] = [program];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === "ImportExpression") throw refusal(node, "An orchestration cannot import code while it runs.");
    if (node.type === "MetaProperty" && "meta" in node && (node.meta as { name: string }).name === "import") {
      throw refusal(node, "An orchestration has no import.meta.");
    }
    if (node.type === "AwaitExpression" || ("async" in node && node.async === true)) {
      throw refusal(node, "An orchestration has no async functions: it waits by yield*, so that it can be replayed.");
    }
    pending.push(...childrenOf(node));
  }
}

/** The nodes directly below a node, in no particular order. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === "object" && child !== null && typeof (child as Partial<Node>).type === "string") {
        children.push(child as Node);
      }
    }
  }
  return children;
}

function refusal(node: Node, message: string): InvalidCode {
  return new InvalidCode(message, node.loc?.start.line);
}

/** Edits may nest (a comment inside an import): the outer one counts. */
function applyEdits(code: string, edits: readonly Edit[]): string {
  const ordered = edits.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let result = "";
  let position = 0;
  for (const { start, end, text } of ordered) {
    if (start < position) continue;
    result += code.slice(position, start) + text;
    position = end;
  }
  return result + code.slice(position);
}
