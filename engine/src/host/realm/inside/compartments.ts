import { asl } from "../../../asl/runtime/index.js";
import {
  ContextHandle,
  type Orchestration,
  orchestration,
  RoundsHandle,
  SectionHandle,
  TaskHandle,
} from "../../../orchestration/index.js";
import { BoundedArray } from "./bounds.js";

interface Compartment {
  readonly globalThis: Record<string, unknown>;
  evaluate(source: string, options: Record<string, unknown>): unknown;
}
declare const Compartment: new (options: Record<string, unknown>) => Compartment;
declare const harden: <Value>(value: Value) => Value;

/** What code may name without having declared it: the language's values and pure functions, no more. */
const GLOBALS: ReadonlySet<string> = new Set([
  ...["Infinity", "NaN", "undefined", "globalThis", "isFinite", "isNaN", "parseFloat", "parseInt"],
  ...["encodeURI", "encodeURIComponent", "decodeURI", "decodeURIComponent"],
  ...["Array", "BigInt", "Boolean", "Date", "JSON", "Map", "Math", "Number", "Object", "RegExp", "Set", "String"],
  ...["Symbol", "WeakMap", "WeakSet", "Reflect", "Iterator"],
  ...["ArrayBuffer", "DataView", "Float32Array", "Float64Array", "Int8Array", "Int16Array", "Int32Array"],
  ...["Uint8Array", "Uint8ClampedArray", "Uint16Array", "Uint32Array", "BigInt64Array", "BigUint64Array"],
  ...["Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError", "AggregateError"],
]);

/** The code's only way to say what it exports. */
const made = new WeakSet<object>();
const name = harden((orchestrationName: unknown, run: unknown) => {
  if (typeof orchestrationName !== "string" || orchestrationName === "") {
    throw new TypeError("orchestration takes a name, a text that is not empty, as its first argument.");
  }
  if (typeof run !== "function")
    throw new TypeError("orchestration takes a generator function as its second argument.");
  const result = Object.freeze(orchestration(orchestrationName, run as Orchestration["run"]));
  made.add(result);
  return result;
});

harden(BoundedArray);
harden(asl);
harden(ContextHandle);
harden(TaskHandle);
harden(SectionHandle);
harden(RoundsHandle);

/** Runs the code from its first line, and gives what it exports. Each call starts afresh: nothing is shared. */
export type Program = () => Orchestration;

/** Evaluates code in a compartment of its own whose global object cannot be changed. */
export function compileProgram(source: string): Program {
  const compartment = new Compartment({ __options__: true });
  const globals = compartment.globalThis;
  for (const key of Reflect.ownKeys(globals)) {
    if (typeof key === "string" && !GLOBALS.has(key)) delete globals[key];
  }
  globals.Array = BoundedArray;
  globals.asl = asl;
  Object.freeze(globals);
  const open = compartment.evaluate(source, { __rejectSomeDirectEvalExpressions__: false }) as (
    define: typeof name,
  ) => unknown;
  return () => {
    const exported = open(name);
    if (typeof exported === "object" && exported !== null && made.has(exported)) return exported as Orchestration;
    throw new TypeError('The code must export orchestration("name", function* (ctx, input) { … }) as its default.');
  };
}
