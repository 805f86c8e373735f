/**
 * What expressions of imported workflows call as `asl`: Amazon States Language's rules for paths,
 * comparisons, intrinsic functions and JSONata, as pure functions. They are part of the locked realm: the same on every
 * machine and in every replay, with no clock and no chance but what an `asl.moment` activity has drawn.
 */
import { batches } from "./batches.js";
import { catches, errorName, errorOutput } from "./caught.js";
import {
  concurrency,
  count,
  isTimestamp,
  isTrue,
  items,
  matches,
  number,
  percent,
  seconds,
  text,
  time,
  timestamp,
} from "./compare.js";
import { statesError } from "./failure.js";
import * as intrinsics from "./intrinsics.js";
import { jsonata } from "./jsonata.js";
import { get, has, put } from "./read-path.js";

/** A variable that has no value where it is read. */
function unassigned(name: string): never {
  throw statesError("States.Runtime", `The variable $${name} has no value here.`);
}

export const asl = Object.freeze({
  ...intrinsics,
  batches,
  catches,
  concurrency,
  count,
  errorName,
  errorOutput,
  get,
  has,
  isTimestamp,
  isTrue,
  items,
  jsonata,
  matches,
  number,
  percent,
  put,
  seconds,
  text,
  time,
  timestamp,
  unassigned,
});
