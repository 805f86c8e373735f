import { expect, test } from "vitest";
import { instanceId, NOTHING, partitionId } from "../model/index.js";
import { logPosition } from "../storage/log.js";
import { HostedGroup } from "./hosted-group.js";
import type { Packet } from "./log-links.js";
import { Peers } from "./peers.js";

function peersWith(passed: Packet[]): Peers {
  return new Peers({
    thread: 0,
    threadCount: 2,
    threadOf: (partition) => partition,
    epoch: 7,
    cuts: [],
    group: new HostedGroup(2, []),
    clock: { nowMs: () => 0, callAt: () => () => undefined },
    durable: () => logPosition(10),
    whenDurable: (then) => then(),
    pass: (_to, packet) => passed.push(packet),
    received: () => undefined,
    confirmed: () => undefined,
    settle: () => undefined,
    awaitedThreads: () => new Set(),
  });
}

test("nobody hears of an incarnation before its first record is durable, for its number would be used again", () => {
  const passed: Packet[] = [];
  const peers = peersWith(passed);
  const message = { type: "EventRaised", to: instanceId("somebody"), name: "news", payload: NOTHING } as const;
  const to = partitionId(1);
  peers.send(partitionId(0), logPosition(12), { type: "SendMessages", to, firstSeq: 1, messages: [message] });
  peers.flush();
  peers.hear(1, { kind: "whoAreYou" });
  peers.hear(1, { kind: "opened", epoch: 3, cuts: [], durable: logPosition(5) });
  expect(passed).toEqual([]);

  peers.introduce();
  peers.flush();
  expect(passed.map(({ kind }) => kind)).toEqual(["opened", "messages"]);
});
