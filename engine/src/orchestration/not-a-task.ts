import type { Origin } from "../model/index.js";
import { kindOf } from "./argument-checks.js";

/** The error that a body is thrown which yielded something that is no task, where it stands. */
export function notATask(yielded: unknown, isForeignTask: boolean, last: Origin | undefined): TypeError {
  const behind = last === undefined ? "before it had asked for anything" : `behind node ${last.node}${iteration(last)}`;
  if (isForeignTask) {
    return new TypeError(
      `The orchestration waited for a task of another execution, ${behind}. Tasks cannot be shared between executions.`,
    );
  }
  const { what, instead } = readSafely(() => described(yielded), UNREADABLE);
  return new TypeError(`The orchestration yielded ${what}, ${behind}, and not a task. ${instead}`);
}

/** The error of a body that is no generator. */
export function notABody(opened: unknown): TypeError {
  const isPromise = readSafely(() => isThenable(opened), false);
  const isAsync = isPromise || isAsyncGenerator(opened);
  const what = isPromise
    ? "an async function"
    : isAsync
      ? "an async generator"
      : `a function that gives ${kindOf(opened)}`;
  const why = isAsync
    ? " It cannot await, for what it waits for must be in its history: put the work into an activity and wait by yield*."
    : "";
  return new TypeError(
    `The body of an orchestration, a fork or an iteration must be a generator function: write function* (ctx) { … }. This one is ${what}.${why}`,
  );
}

export function isAsyncGenerator(opened: unknown): boolean {
  return readSafely(() => typeof opened === "object" && opened !== null && Symbol.asyncIterator in opened, false);
}

interface Description {
  readonly what: string;
  readonly instead: string;
}

const TASKS = "Write yield* before what ctx.call, ctx.sleep, ctx.all and the like give, and before nothing else.";
const UNREADABLE: Description = { what: "something that cannot be read", instead: TASKS };

function described(yielded: unknown): Description {
  if (isThenable(yielded)) {
    return {
      what: "a promise",
      instead: "An orchestration cannot await: put the work into an activity and write yield* ctx.call(…).",
    };
  }
  if (Array.isArray(yielded))
    return { what: "a list", instead: "To wait for several tasks write yield* ctx.all([…])." };
  if (typeof yielded === "function") {
    return { what: `a function${yielded.name === "" ? "" : ` (${shortened(yielded.name)})`}`, instead: TASKS };
  }
  if (typeof yielded === "object" && yielded !== null && Symbol.iterator in yielded) {
    return { what: "a generator", instead: "To run it here write yield* before it; to run it beside, ctx.fork." };
  }
  return { what: shown(yielded), instead: TASKS };
}

function shown(yielded: unknown): string {
  if (typeof yielded === "string") return `the text "${shortened(yielded)}"`;
  if (typeof yielded === "object" && yielded !== null) return `an object with ${keysOf(yielded)}`;
  return typeof yielded === "symbol" ? "a symbol" : String(yielded);
}

function keysOf(object: object): string {
  const keys = Object.keys(object);
  if (keys.length === 0) return "nothing in it";
  return `${keys.slice(0, KEYS_SHOWN_MAX).map(shortened).join(", ")}${keys.length > KEYS_SHOWN_MAX ? " and more" : ""}`;
}

const KEYS_SHOWN_MAX = 5;
const CHARACTERS_SHOWN_MAX = 60;
const shortened = (text: string): string =>
  text.length <= CHARACTERS_SHOWN_MAX ? text : `${text.slice(0, CHARACTERS_SHOWN_MAX)}…`;
const iteration = ({ path }: Origin): string => (path.length === 0 ? "" : ` (iteration ${path.join(".")})`);

function isThenable(value: unknown): boolean {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

/** A person's object may throw when it is looked at. */
function readSafely<Read>(read: () => Read, otherwise: Read): Read {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
