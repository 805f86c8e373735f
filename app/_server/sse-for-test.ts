import { wireFormat } from "@/app/_wire/wire-format";
import type { HistoryEvent } from "./api-types";

/** One message of a stream of server-sent events. */
export interface SseMessage {
  readonly event: string;
  readonly id?: string;
  readonly data: string;
}

/** Reads a response as an EventSource would. For tests alone. */
export async function* sseMessages(response: Response): AsyncGenerator<SseMessage, void, undefined> {
  if (response.body === null) return;
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const message = messageFrom(text.slice(0, end));
      text = text.slice(end + 2);
      if (message !== undefined) yield message;
    }
  }
}

function messageFrom(block: string): SseMessage | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trimStart());
  }
  const data = fields.get("data");
  if (data === undefined) return undefined;
  const id = fields.get("id");
  return { event: fields.get("event") ?? "message", data, ...(id !== undefined && { id }) };
}

/** The batches of events in a stream, until it ends or `enough` says so. */
export async function readBatches(
  response: Response,
  enough: (events: readonly HistoryEvent[]) => boolean = () => false,
): Promise<{ readonly events: readonly HistoryEvent[]; readonly lastId: string; readonly ending: string }> {
  const events: HistoryEvent[] = [];
  let lastId = "";
  for await (const { event, id, data } of sseMessages(response)) {
    if (event === "message") {
      events.push(...(wireFormat.deserialize(JSON.parse(data)) as HistoryEvent[]));
      lastId = id ?? lastId;
      if (enough(events)) return { events, lastId, ending: "left" };
    }
    if (event === "return") return { events, lastId, ending: "return" };
    if (event === "serialized-error") {
      const { message } = wireFormat.deserialize(JSON.parse(data)) as { message: string };
      return { events, lastId, ending: message };
    }
  }
  return { events, lastId, ending: "cut" };
}
