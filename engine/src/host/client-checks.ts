import { createHash, randomUUID } from "node:crypto";
import {
  attributesProblem,
  instanceId as brandInstanceId,
  requestId as brandRequestId,
  type EntityId,
  type EpochMs,
  encodeCarried,
  entityId,
  entityIdParts,
  type InstanceId,
  InvalidInput,
  instanceIdProblem,
  isAttributeValue,
  isNotCarried,
  type JsonText,
  LIMITS,
  type RequestId,
  type SearchAttributes,
  utf8Bytes,
} from "../model/index.js";
import type { EntityQuery, InstanceQuery, StartOptions, StartTarget } from "./hub.js";
import type { Requests } from "./protocol.js";

/**
 * The id that was given, or one that follows from the request's name, so that a repeat of the request
 * finds the instance that the first one made, or one that nobody has.
 */
export function instanceIdFor(given: string | undefined, request: RequestId | undefined): InstanceId {
  if (given !== undefined) {
    const problem = instanceIdProblem(given);
    refuse(problem !== undefined, problem ?? "");
    refuse(entityIdParts(given) !== undefined, `"${given}" names an entity. Choose an instance id of another shape.`);
    return brandInstanceId(given);
  }
  if (request === undefined) return brandInstanceId(randomUUID());
  return brandInstanceId(createHash("sha256").update(request).digest("hex").slice(0, 32));
}

export function checkedRequestId(text: string): RequestId {
  const max = LIMITS.idCharactersMax;
  refuse(
    text.length === 0 || text.length > max,
    `A request id has 1 to ${max} characters; this one has ${text.length}.`,
  );
  return brandRequestId(text);
}

export function checkedInput(input: unknown, what: string): JsonText {
  let text: JsonText;
  try {
    text = encodeCarried(input, what);
  } catch (error) {
    if (isNotCarried(error)) throw new InvalidInput(error.message);
    const why = error instanceof Error ? error.message : String(error);
    throw new InvalidInput(`${what} cannot be written as JSON: ${why}`);
  }
  return checkedPayload(text, what);
}

export function checkedPayload(text: JsonText, what: string): JsonText {
  const bytes = utf8Bytes(text);
  refuse(
    bytes > LIMITS.payloadBytesMax,
    `${what} has ${bytes} bytes as JSON; at most ${LIMITS.payloadBytesMax} are allowed. Put large data into a file and pass its name.`,
  );
  return text;
}

export function checkedTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [key, value] of Object.entries(tags)) {
    refuse(typeof value !== "string", `The tag "${key}" must be a text.`);
  }
  return { ...tags };
}

/** A start as the engine is asked for it. */
export function startAsked(target: StartTarget, input: unknown, options: StartOptions): Requests["start"]["asks"] {
  const named = options.requestId === undefined ? undefined : checkedRequestId(options.requestId);
  const instanceId = instanceIdFor(options.instanceId, named);
  // An id that others may choose, too, needs a name for the request that took it.
  const requestId = named ?? (options.instanceId === undefined ? undefined : brandRequestId(randomUUID()));
  return {
    target: typeof target === "string" ? { name: target } : target,
    instanceId,
    ...(requestId !== undefined && { requestId }),
    input: checkedInput(input, "The input"),
    tags: checkedTags(options.tags ?? {}),
    ...startDetails(options),
  };
}

/** What a start says beside what it starts: only what was given. */
function startDetails({
  attributes,
  startAtMs,
  reuse = "refuse",
}: StartOptions): Pick<Requests["start"]["asks"], "attributes" | "startAtMs" | "reuse"> {
  if (startAtMs !== undefined) checkedTime(startAtMs, "startAtMs");
  refuse(
    reuse !== "refuse" && reuse !== "ifFinished" && reuse !== "terminateAndReplace",
    `reuse is "refuse", "ifFinished" or "terminateAndReplace"; it is ${JSON.stringify(reuse)}.`,
  );
  return {
    ...(attributes !== undefined && { attributes: checkedAttributes(attributes) }),
    ...(startAtMs !== undefined && { startAtMs }),
    ...(reuse !== "refuse" && { reuse }),
  };
}

export function checkedAttributes(attributes: SearchAttributes): SearchAttributes {
  const problem = attributesProblem(attributes, "attributes");
  if (problem !== undefined) throw new InvalidInput(problem);
  return { ...attributes };
}

const TIMES = ["createdFromMs", "createdBeforeMs", "completedFromMs", "completedBeforeMs"] as const;

export function checkedQuery(query: InstanceQuery): InstanceQuery {
  for (const what of TIMES) {
    const timeMs = query[what];
    if (timeMs !== undefined) checkedTime(timeMs, what);
  }
  for (const [key, condition] of Object.entries(query.attributes ?? {})) {
    const bounds = typeof condition === "object" && !("timeMs" in condition) ? [condition.from, condition.below] : [];
    const given = bounds.length === 0 ? [condition] : bounds.filter((bound) => bound !== undefined);
    refuse(
      given.length === 0 || !given.every(isAttributeValue),
      `The condition on the attribute "${key}" is a value, or { from, below } with at least one of them.`,
    );
  }
  return query;
}

/** Throws `InvalidInput`. The name is in lower case then, as it stands in ids. */
export function checkedEntityQuery(query: EntityQuery): EntityQuery {
  const { name, keyPrefix, limit, lastModifiedFromMs, lastModifiedBeforeMs } = query;
  if (limit !== undefined) checkedCount(limit - 1, "limit - 1");
  if (lastModifiedFromMs !== undefined) checkedTime(lastModifiedFromMs, "lastModifiedFromMs");
  if (lastModifiedBeforeMs !== undefined) checkedTime(lastModifiedBeforeMs, "lastModifiedBeforeMs");
  refuse(
    keyPrefix !== undefined && (name === undefined || typeof keyPrefix !== "string"),
    "keyPrefix is a text, and is given together with the name of the entities.",
  );
  return name === undefined ? query : { ...query, name: entityNameOf(name) };
}

function entityNameOf(name: string): string {
  try {
    return entityIdParts(entityId(name, "key"))?.name ?? name;
  } catch (error) {
    throw new InvalidInput(error instanceof Error ? error.message : String(error));
  }
}

export function checkedName(name: string, what: string): string {
  const max = LIMITS.nameCharactersMax;
  refuse(typeof name !== "string" || name.length === 0, `${what} is a text that is not empty.`);
  refuse(name.length > max, `${what} has at most ${max} characters; this one has ${name.length}.`);
  return name;
}

export function checkedEntityId(text: string): EntityId {
  const parts = entityIdParts(text);
  if (parts === undefined) throw new InvalidInput(`An entity is named by entityId(name, key); "${text}" is none.`);
  return entityId(parts.name, parts.key);
}

export function checkedCount(count: number, what: string): number {
  refuse(!Number.isSafeInteger(count) || count < 0, `${what} must be a whole number from 0 on; it is ${count}.`);
  return count;
}

const EPOCH_MS_MAX = 8_640_000_000_000_000;

export function checkedTime(atMs: number, what: string): EpochMs {
  refuse(
    typeof atMs !== "number" || !(atMs >= 0 && atMs <= EPOCH_MS_MAX),
    `${what} is a number of milliseconds since 1970, up to ${EPOCH_MS_MAX}; it is ${atMs}.`,
  );
  return Math.ceil(atMs);
}

export function refuse(broken: boolean, sentence: string): void {
  if (broken) throw new InvalidInput(sentence);
}
