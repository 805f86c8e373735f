import library from "jsonata";
import { SeededRandom } from "../../model/seeded-random.js";
import { time } from "./compare.js";
import { statesError } from "./failure.js";
import { digest, HASHES, type HashName } from "./hash.js";
import { arrayPartition, stringToJson, uuid } from "./intrinsics.js";
import { excerpt } from "./read-path.js";

/** Evaluations of parts of one expression that are allowed: an endless recursion ends here, the same everywhere. */
const STEPS_MAX = 1_000_000;
/** How deeply functions of an expression may call each other. */
const DEPTH_MAX = 300;
const REMEMBERED_MAX = 500;

/** What was drawn for an expression that asks for the time or for chance: the value of an `asl.moment` activity. */
export interface Moment {
  /** ISO 8601. */
  readonly now: string;
  readonly seed: string;
}

/** The library as it is built into the locked realm: there, nothing of it waits (`engine/scripts/build-realm.mjs`). */
interface SynchronousExpression {
  evaluate(input: unknown, bindings: Readonly<Record<string, unknown>>): unknown;
  assign(name: symbol, value: unknown): void;
  registerFunction(name: string, run: (...given: never[]) => unknown, signature?: string): void;
}

interface Prepared {
  readonly expression: SynchronousExpression;
  readonly bounds: { steps: number; depth: number };
  /** Set before each evaluation. */
  readonly drawn: { moment: Moment | undefined; random: SeededRandom | undefined };
}

const remembered = new Map<string, Prepared>();

/**
 * Evaluates a JSONata expression with names bound as `$name`. Gives JSON; fails with
 * `States.QueryEvaluationError` where the expression fails, gives nothing or gives a function.
 */
export function jsonata(text: string, names: Readonly<Record<string, unknown>> = {}, moment?: Moment): unknown {
  const prepared = prepare(text);
  const { expression, bounds, drawn } = prepared;
  bounds.steps = 0;
  bounds.depth = 0;
  drawn.moment = moment;
  drawn.random = moment === undefined ? undefined : new SeededRandom(`${moment.seed} ${text}`);
  let result: unknown;
  try {
    result = expression.evaluate(undefined, names);
  } catch (thrown) {
    throw evaluationError(text, messageOf(thrown));
  }
  if (result === undefined) throw evaluationError(text, "it returned nothing (undefined)");
  return asJson(text, result);
}

function prepare(text: string): Prepared {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const bounds = { steps: 0, depth: 0 };
  const drawn: Prepared["drawn"] = { moment: undefined, random: undefined };
  let expression: SynchronousExpression;
  try {
    expression = library(text) as unknown as SynchronousExpression;
  } catch (thrown) {
    throw evaluationError(text, messageOf(thrown));
  }
  expression.assign(Symbol.for("jsonata.__evaluate_entry"), () => {
    bounds.steps += 1;
    bounds.depth += 1;
    if (bounds.steps > STEPS_MAX) throw tooMuch(`more than ${STEPS_MAX} steps`);
    if (bounds.depth > DEPTH_MAX) throw tooMuch(`more than ${DEPTH_MAX} levels`);
  });
  expression.assign(Symbol.for("jsonata.__evaluate_exit"), () => {
    bounds.depth -= 1;
  });
  addFunctions(expression, drawn);
  const prepared = { expression, bounds, drawn };
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(text, prepared);
  return prepared;
}

const tooMuch = (what: string): Error => new Error(`it takes ${what}. Simplify it, or work on less data`);

/** Step Functions' own functions, and those that would ask the machine for the time or for chance. */
function addFunctions(expression: SynchronousExpression, drawn: Prepared["drawn"]): void {
  const moment = (): Moment => drawn.moment ?? missing("time");
  const random = (): SeededRandom => drawn.random ?? missing("chance");
  const add = (name: string, run: (...given: never[]) => unknown): void => expression.registerFunction(name, run);
  add("partition", (items: unknown, size: unknown) =>
    items === undefined ? undefined : arrayPartition(Array.isArray(items) ? items : [items], size),
  );
  add("range", range);
  add("hash", (value: unknown, algorithm: unknown = "SHA-256") => {
    if (value === undefined) return undefined;
    if (!HASHES.includes(algorithm as HashName)) throw new Error(`$hash knows ${HASHES.join(", ")}`);
    return digest(algorithm as HashName, typeof value === "string" ? value : JSON.stringify(value));
  });
  add("parse", (value: unknown) => (value === undefined ? undefined : stringToJson(value)));
  add("random", (seed: unknown) =>
    seed === undefined ? random().fraction() : new SeededRandom(JSON.stringify(seed)).fraction(),
  );
  add("uuid", () => uuid(`${random().uint32()}`));
  add("millis", () => time(moment().now));
  add("shuffle", (items: unknown) => {
    if (items === undefined) return undefined;
    const drawnItems = (Array.isArray(items) ? items : [items]).map((item: unknown) => ({
      item,
      at: random().fraction(),
    }));
    return drawnItems.toSorted((a, b) => a.at - b.at).map(({ item }) => item);
  });
  add("eval", () => {
    throw new Error("$eval does not exist here: an expression runs no text as an expression");
  });
  const format = library("$fromMillis(at, picture, zone)") as unknown as SynchronousExpression;
  add("now", (picture: unknown, zone: unknown) => format.evaluate({ at: time(moment().now), picture, zone }, {}));
}

const missing = (what: string): never => {
  throw new Error(`it asks for ${what}, but is given no moment. Pass the value of an asl.moment activity`);
};

const RANGE_MAX = 100_000;

/** A list that is one value when it holds just one, like everything JSONata finds. */
function range(first: unknown, last: unknown, step: unknown): unknown[] | undefined {
  if (first === undefined || last === undefined || step === undefined) return undefined;
  const numbers = [first, last, step].map((value) => {
    if (typeof value !== "number") throw new Error("$range takes three numbers");
    return value;
  }) as [number, number, number];
  const [from, to, by] = numbers;
  if (by === 0) throw new Error("the step of $range is not 0");
  const made: number[] = [];
  for (let at = from; by > 0 ? at <= to : at >= to; at = from + made.length * by) {
    if (made.length >= RANGE_MAX) throw new Error(`$range gives at most ${RANGE_MAX} numbers`);
    made.push(at);
  }
  return made.length === 1 ? (made[0] as unknown as unknown[]) : made;
}

function evaluationError(text: string, why: string): Error {
  return statesError("States.QueryEvaluationError", `The JSONata expression '${text}' cannot be evaluated: ${why}.`);
}

/** The library throws objects that are no errors. */
function messageOf(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null || !("message" in thrown)) return "it failed";
  return String(thrown.message).replace(/\.$/, "");
}

function asJson(text: string, result: unknown): unknown {
  if (typeof result === "function" || isFunctionOfLibrary(result)) throw evaluationError(text, "it gave a function");
  const written = JSON.stringify(result);
  if (written === undefined) throw evaluationError(text, `it gave ${excerpt(result)}, which is not JSON`);
  const copied: unknown = JSON.parse(written);
  return Object.is(copied, -0) ? 0 : copied;
}

const isFunctionOfLibrary = (value: unknown): boolean =>
  typeof value === "object" && value !== null && ("_jsonata_function" in value || "_jsonata_lambda" in value);
