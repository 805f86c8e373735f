import type { PreparedSource } from "../../activities/code/prepare-source.js";
import type { EntityProgram, OperationProgram } from "../../compiler/index.js";

const IMPORT = 'import { entity } from "@dacapo/engine";';
const EXPORT = "\nexport default ";

/**
 * What stands on the first line, before a person's code. An operation may run again after a failure of the machine,
 * before anybody has seen what it gave: so it must give the same, and gets neither a clock nor chance.
 */
const BEFORE = [
  '"use strict"; const entity = (name, type) => type;',
  "{",
  "const refuse = (what) => { throw new Error(what + ' is not there: an operation may run again after a failure, and must",
  "then do the same. Hand the value in with the input.'); };",
  "const RealDate = Date;",
  "const GivenDate = new Proxy(RealDate, {",
  "apply: () => refuse('The clock'),",
  "construct: (target, given, made) => given.length === 0 ? refuse('The clock') : Reflect.construct(target, given, made) });",
  "RealDate.prototype.constructor = GivenDate;",
  "RealDate.now = () => refuse('The clock');",
  "globalThis.Date = GivenDate;",
  "Math.random = () => refuse('Chance');",
  "delete globalThis.performance; delete globalThis.console;",
  "delete globalThis.WeakRef; delete globalThis.FinalizationRegistry;",
  "}",
].join(" ");

/** Behind the type: what is called, and what may come of it. */
const after = (operation: string): string => `
(async function (state, input, key) {
  const given = type.operations[${operation}]({ state, input, key });
  if (given === undefined || given === null) return {};
  const kind = Array.isArray(given) ? "a list" : typeof given === "object" ? "an object" : "a " + typeof given;
  if (typeof given !== "object" || Array.isArray(given)) {
    throw new TypeError("The operation gave " + kind + ". Return { state, result }; leave out what there is none of.");
  }
  if (typeof given.then === "function") throw new TypeError("The operation gave a promise. Operations wait for nothing.");
  for (const name of Object.keys(given)) {
    if (name === "state" || name === "result") continue;
    throw new TypeError("The operation gave { " + name + " }, which means nothing here. Return { state, result }.");
  }
  if ("state" in given && given.state === undefined) {
    throw new TypeError("The state afterwards is undefined. Give one; null is a state. Leave it out to keep the state as it is.");
  }
  return { ...("state" in given && { state: given.state }), result: given.result };
})`;

/** An operation of a compiled type as a script for the sandbox, line for line that of the type's module. */
export function operationScript({ code }: EntityProgram, { name, lines }: OperationProgram): PreparedSource {
  const frame = code.indexOf(EXPORT);
  const script =
    BEFORE +
    code.slice(IMPORT.length, frame) +
    "\nconst type = " +
    code.slice(frame + EXPORT.length) +
    after(JSON.stringify(name));
  return {
    script,
    placeOf(line, column) {
      if (lines === undefined || line < lines.from || line >= lines.from + lines.count) return undefined;
      const excerpt = `${line - lines.from + 1} | ${(code.split("\n")[line - 1] ?? "").slice(0, 200)}`;
      return { line: line - lines.from + 1, column, excerpt };
    },
  };
}
