import { type Expression, type Node, parseExpressionAt } from "acorn";
import { findForbidden } from "./forbidden.js";
import { type FreeName, findFreeNames } from "./free-names.js";
import { findUnknownKeys } from "./unknown-keys.js";
import { childrenOf } from "./walk.js";

/** Something an expression may not be, with its place in the text (UTF-16 units). */
export interface ExpressionProblem {
  readonly code: "expression-syntax" | "expression-forbidden";
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

export type ParsedExpression =
  | { readonly ok: true; readonly ast: Expression; readonly freeNames: readonly FreeName[] }
  | { readonly ok: false; readonly problems: readonly ExpressionProblem[] };

const remembered = new Map<string, ParsedExpression>();
const REMEMBERED_MAX = 5_000;
/** Deeper ones are no longer readable, and cost stack wherever they are walked. */
const DEPTH_MAX = 250;

/**
 * Reads the text as one JavaScript expression and nothing beside it, and holds it against the
 * allow-list. What it gives may stand verbatim in generated code wherever an expression may.
 */
export function parseExpression(text: string): ParsedExpression {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const parsed = parse(text);
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(text, parsed);
  return parsed;
}

function parse(text: string): ParsedExpression {
  const separator = text.search(/[\u2028\u2029]/);
  if (separator !== -1) return { ok: false, problems: [invisible(separator)] };
  const comments: ExpressionProblem[] = [];
  let ast: Expression;
  try {
    ast = parseExpressionAt(text, 0, {
      ecmaVersion: 2023,
      sourceType: "module",
      onComment: (_isBlock, _comment, from, to) => {
        comments.push({
          code: "expression-forbidden",
          message: "An expression holds no comment. Write it in the node's notes.",
          from,
          to,
        });
      },
    });
  } catch (thrown) {
    return { ok: false, problems: [syntaxProblem(text, thrown)] };
  }
  if (depthOf(ast) > DEPTH_MAX) return { ok: false, problems: [tooDeep(text)] };
  const rest = text.slice(ast.end).search(/\S/);
  if (rest !== -1 && !closesParentheses(text, ast)) {
    const from = ast.end + rest;
    return {
      ok: false,
      problems: [
        {
          code: "expression-syntax",
          message: `The expression ends before "${text.slice(from, from + 12)}". Write one expression, without a semicolon.`,
          from,
          to: text.length,
        },
      ],
    };
  }
  const problems = [...comments, ...findForbidden(ast)];
  if (problems.length === 0) problems.push(...findUnknownKeys(ast));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, ast, freeNames: findFreeNames(ast) };
}

/** acorn's node of `(a)` is that of `a`: what is left over may be its closing parentheses, and only those. */
function closesParentheses(text: string, ast: Expression): boolean {
  const before = text.slice(0, ast.start).replace(/\s/g, "");
  const after = text.slice(ast.end).replace(/\s/g, "");
  return /^\(*$/.test(before) && after === ")".repeat(before.length);
}

/** Counted without recursion: this guards everything that recurses. */
function depthOf(root: Node): number {
  let depth = 0;
  for (let level: readonly Node[] = [root]; level.length > 0; level = level.flatMap(childrenOf)) depth += 1;
  return depth;
}

function tooDeep(text: string): ExpressionProblem {
  return {
    code: "expression-syntax",
    message: "The expression is nested too deeply. Split it over several set nodes.",
    from: 0,
    to: text.length,
  };
}

/** A line end that editors do not show. Lines of the code are counted; nobody must be able to hide one. */
function invisible(from: number): ExpressionProblem {
  return {
    code: "expression-syntax",
    message: "The expression has an invisible line separator here. Delete it, or write \\u2028 inside of a text.",
    from,
    to: from + 1,
  };
}

function syntaxProblem(text: string, thrown: unknown): ExpressionProblem {
  if (thrown instanceof RangeError) return tooDeep(text);
  if (!(thrown instanceof SyntaxError)) throw thrown;
  const at = "pos" in thrown && typeof thrown.pos === "number" ? thrown.pos : 0;
  const what = thrown.message.replace(/ \(\d+:\d+\)$/, "");
  const from = Math.min(at, Math.max(0, text.length - 1));
  return {
    code: "expression-syntax",
    message: `This is not a JavaScript expression: ${what.charAt(0).toLowerCase()}${what.slice(1)}. Correct it at character ${at + 1}.`,
    from,
    to: Math.max(from + 1, Math.min(text.length, at + 1)),
  };
}
