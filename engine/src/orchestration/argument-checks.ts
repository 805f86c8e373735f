import {
  type EntityId,
  entityId,
  entityIdParts,
  type InstanceId,
  instanceId,
  LIMITS,
  utf8Bytes,
  type WorkflowVersion,
  workflowVersion,
} from "../model/index.js";

/** Checks of what code gives to its context: it may be anything, whatever the types say. */

export function requireNumber(value: unknown, what: string, min: number): void {
  if (typeof value === "number" && Number.isFinite(value) && value >= min) return;
  throw new RangeError(`${what} must be a number from ${min} up; it is ${shown(value)}.`);
}

/** Tags of a call: texts by name, not too many. */
export function checkedCallTags(tags: unknown): Readonly<Record<string, string>> {
  const entries = typeof tags === "object" && tags !== null && !Array.isArray(tags) ? Object.entries(tags) : undefined;
  const wrong = entries?.find(([, text]) => typeof text !== "string");
  if (entries === undefined || wrong !== undefined) {
    const what = wrong === undefined ? `they are ${shown(tags)}` : `"${wrong[0]}" is ${shown(wrong[1])}`;
    throw new TypeError(`The tags of a call are an object of texts; ${what}.`);
  }
  const bytes = utf8Bytes(JSON.stringify(Object.fromEntries(entries)));
  if (bytes > LIMITS.callTagsBytesMax) {
    throw new RangeError(
      `The tags of a call have at most ${LIMITS.callTagsBytesMax} bytes as JSON; these have ${bytes}. Put what is long into the input.`,
    );
  }
  return Object.fromEntries(entries) as Readonly<Record<string, string>>;
}

const EPOCH_MS_MAX = 8_640_000_000_000_000;

/** A time in milliseconds since 1970, as a whole number that a Date can hold. What is between two is the later one. */
export function checkedTime(atMs: unknown, what: string): number {
  if (typeof atMs === "number" && atMs >= 0 && atMs <= EPOCH_MS_MAX) return Math.ceil(atMs);
  throw new RangeError(
    `${what} is a number of milliseconds since 1970, as ctx.now() gives it, up to ${EPOCH_MS_MAX}; it is ${shown(atMs)}.`,
  );
}

/** A time as milliseconds since 1970, given so or as a date in ISO 8601. */
export function epochMs(given: unknown, what: string): number {
  const parsed = typeof given === "string" ? Date.parse(given) : given;
  if (typeof parsed === "number" && Number.isFinite(parsed) && parsed >= 0) return Math.ceil(parsed);
  throw new RangeError(
    `${what} is a date such as 2030-01-31T09:00:00Z, or a number of milliseconds since 1970; it is ${typeof given === "string" ? `"${given}"` : shown(given)}.`,
  );
}

/** The name of an event or an operation. */
export function checkedName(name: unknown, what: string): string {
  if (typeof name !== "string" || name === "") throw new TypeError(`${what} is a text that is not empty.`);
  if (name.length <= LIMITS.nameCharactersMax) return name;
  throw new RangeError(`${what} has at most ${LIMITS.nameCharactersMax} characters; this one has ${name.length}.`);
}

/** An entity's id, its name in lower case. */
export function checkedEntityId(id: unknown): EntityId {
  const parts = typeof id === "string" ? entityIdParts(id) : undefined;
  if (parts !== undefined) return entityId(parts.name, parts.key);
  throw new TypeError(
    `An entity is named by ctx.entity("name", "key"), which gives "@name@key"; what was given is ${typeof id === "string" ? `"${id}"` : kindOf(id)}.`,
  );
}

export function checkedInstanceId(id: unknown): InstanceId {
  if (typeof id !== "string") throw new TypeError(`An instance id is a text; what was given is ${kindOf(id)}.`);
  if (entityIdParts(id) !== undefined) {
    throw new TypeError(`"${id}" is an entity: entities are signaled or called, events are for instances.`);
  }
  return instanceId(id);
}

export function checkedVersion(version: unknown): WorkflowVersion {
  if (typeof version === "string" && /^[0-9a-f]{64}$/.test(version)) return workflowVersion(version);
  throw new TypeError(
    `A version is what publishing code gives, 64 hexadecimal digits; what was given is ${typeof version === "string" ? `"${version}"` : kindOf(version)}.`,
  );
}

export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

export const shown = (value: unknown): string => (typeof value === "number" ? String(value) : kindOf(value));
