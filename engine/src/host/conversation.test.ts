import { expect, test } from "vitest";
import { instanceId } from "../model/index.js";
import { Conversation } from "./conversation.js";
import type { ToEngine } from "./protocol.js";

const id = instanceId("it");

/** One thread that takes what it is asked and answers nothing; a clock and a stopwatch that the test turns. */
function place() {
  const sent: ToEngine[] = [];
  const hands = { nowMs: 1_000, elapsedMs: 5 };
  const door = { send: (message: ToEngine) => sent.push(message) > 0 };
  const conversation = new Conversation(
    [door],
    () => 0,
    { nowMs: () => hands.nowMs },
    { elapsedMs: () => hands.elapsedMs },
  );
  const pass = (ms: number): void => {
    hands.nowMs += ms;
    hands.elapsedMs += ms;
  };
  return { sent, hands, conversation, pass };
}

test("what the partition looks for is asked again with the time of the first asking", () => {
  const { sent, conversation, pass } = place();
  void conversation.askAbout(id, "purge", { instanceId: id, recursive: false });
  for (const _restart of [1, 2]) {
    pass(300);
    conversation.threadRestarted(0);
  }
  const requests = sent.flatMap((message) => (message.kind === "request" ? [message.request] : []));
  expect(requests.slice(1)).toEqual(Array(2).fill({ ...requests[0], firstAskedAtMs: 1_000 }));
});

test("when the clock was set back meanwhile, nobody can look: whoever asked is told so", async () => {
  const { sent, hands, conversation, pass } = place();
  const asked = [
    conversation.askAbout(id, "purge", { instanceId: id, recursive: false }),
    conversation.askAbout(id, "rewind", { instanceId: id, reason: "again" }),
  ];
  const status = conversation.askAbout(id, "status", { instanceId: id });
  pass(300);
  hands.nowMs -= 200;
  conversation.threadRestarted(0);
  for (const each of asked) await expect(each).rejects.toMatchObject({ code: "RequestInterrupted" });
  expect(sent.slice(3)).toMatchObject([{ request: { kind: "status" } }]);
  conversation.settle({ kind: "answer", id: 3, answer: undefined as never });
  expect(await status).toBeUndefined();
});

test("a clock that is corrected by a few milliseconds, or set forward, keeps nothing from being asked again", () => {
  for (const byMs of [-5, 60_000]) {
    const { sent, hands, conversation, pass } = place();
    void conversation.askAbout(id, "rewind", { instanceId: id, reason: "again" });
    pass(300);
    hands.nowMs += byMs;
    conversation.threadRestarted(0);
    expect(sent).toHaveLength(2);
  }
});
