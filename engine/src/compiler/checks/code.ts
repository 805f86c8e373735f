import { parse } from "acorn";
import type { NodeOf } from "../graph.js";
import { quoted } from "./context.js";
import { type Finding, invalid, missing } from "./finding.js";
import { nameProblem } from "./names.js";

export function codeFindings(node: NodeOf<"code">): Finding[] {
  const { source, language } = node.config;
  if (source.trim() === "") {
    return [
      missing("config.source", `${quoted(node)} has no code. Write the body of a function that returns a value.`),
    ];
  }
  return [...inputFindings(node), ...(language === "javascript" ? syntaxFindings(node) : [])];
}

/** `input` may be one: within the code it means nothing else. */
function inputFindings(node: NodeOf<"code">): Finding[] {
  const seen = new Set<string>();
  return node.config.inputs.flatMap(({ name }, index): Finding[] => {
    const field = `config.inputs.${index}.name`;
    const problem = name === "input" ? undefined : nameProblem(name);
    if (problem !== undefined) return [{ ...problem, field }];
    if (seen.has(name)) return [invalid(field, `${quoted(node)} has two inputs called "${name}". Rename one of them.`)];
    seen.add(name);
    return [];
  });
}

/** TypeScript is read where it is run, and by the check of types. */
function syntaxFindings(node: NodeOf<"code">): Finding[] {
  const { source } = node.config;
  try {
    parse(source, {
      ecmaVersion: 2023,
      sourceType: "script",
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
    });
    return [];
  } catch (thrown) {
    if (thrown instanceof RangeError) {
      return [invalid("config.source", `The code of ${quoted(node)} is nested too deeply. Split it over functions.`)];
    }
    if (!(thrown instanceof SyntaxError)) throw thrown;
    const at = "pos" in thrown && typeof thrown.pos === "number" ? thrown.pos : 0;
    const what = thrown.message.replace(/ \(\d+:\d+\)$/, "");
    const line = source.slice(0, at).split("\n").length;
    const from = Math.min(at, Math.max(0, source.length - 1));
    return [
      {
        code: "code-syntax",
        field: "config.source",
        range: { from, to: Math.max(from + 1, Math.min(source.length, at + 1)) },
        message: `The code of ${quoted(node)} is not JavaScript: ${what.charAt(0).toLowerCase()}${what.slice(1)}. Correct it in line ${line}.`,
      },
    ];
  }
}
