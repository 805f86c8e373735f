import { type InstanceId, InvalidCursor, instanceIdProblem } from "../model/index.js";
import type { Place } from "./sorted-instances.js";

/** Names a place in a list. It says where the last page ended, not how many came before. */
export function encodeCursor({ createdAtMs, instanceId }: Place): string {
  return Buffer.from(JSON.stringify([createdAtMs, instanceId])).toString("base64url");
}

export function decodeCursor(cursor: string): Place {
  const parsed = parse(Buffer.from(cursor, "base64url").toString());
  if (Array.isArray(parsed) && parsed.length === 2) {
    const [createdAtMs, id] = parsed as readonly unknown[];
    if (Number.isSafeInteger(createdAtMs) && typeof id === "string" && instanceIdProblem(id) === undefined) {
      return { createdAtMs: createdAtMs as number, instanceId: id as InstanceId };
    }
  }
  throw invalid(cursor);

  function parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new InvalidCursor(invalid(cursor).message, error instanceof Error ? { reason: error.message } : undefined);
    }
  }
}

function invalid(cursor: string): InvalidCursor {
  return new InvalidCursor(
    `"${cursor.slice(0, 100)}" is not a cursor of a list of instances. Use the nextCursor of an earlier page, or none to begin at the newest.`,
  );
}
