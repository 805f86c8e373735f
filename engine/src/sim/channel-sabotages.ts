import type { Cut, MessageBatch, Packet } from "../host/log-links.js";
import type { FromEngine, ToEngine } from "../host/protocol.js";
import { instanceId, NOTHING } from "../model/index.js";
import type { Message } from "../partition/message.js";
import { logPosition } from "../storage/log.js";
import type { Sabotage } from "./sabotage.js";

/** Faults in what threads are told and what they tell. */
export const CHANNEL_SABOTAGES = {
  activitiesForgotten: {
    what: "what activities were under way is forgotten at recovery",
    fromEngine: (message, { memory }) => {
      if (message.kind !== "runActivity") return message;
      const { executionId, taskId, attempt } = message.order;
      const name = `${executionId}:${taskId}:${attempt}`;
      if (memory.has(name)) return undefined;
      memory.set(name, attempt);
      return message;
    },
  },
  dedupForgotten: {
    what: "a start forgets the name of its request",
    toEngine: (message) => {
      if (message.kind !== "request" || message.request.kind !== "start") return message;
      const { requestId: _forgotten, ...request } = message.request;
      return { ...message, request };
    },
  },
  resultLost: {
    what: "one report in ten never reaches the partition",
    toEngine: (message, { chance }) => {
      const isResult = message.kind === "report" && message.report.kind === "ended";
      return isResult && chance.happens(0.1) ? undefined : message;
    },
  },
  replayForgets: {
    what: "an orchestrator is rebuilt without the last turn of its history",
    runner: (runner) => ({
      inspect: (code) => runner.inspect(code),
      start: (...all) => runner.start(...all),
      deliver: (...all) => runner.deliver(...all),
      rebuild: (session, definition, history) => {
        const lastTurn = history.findLastIndex((event) => event.type === "TurnStarted" && event.turn > 1);
        return runner.rebuild(session, definition, lastTurn < 0 ? history : history.slice(0, lastTurn));
      },
      isLive: (session) => runner.isLive(session),
      takeLog: () => runner.takeLog(),
      drop: (session) => runner.drop(session),
    }),
  },
  durableForged: {
    what: "a log is told that another one is durable further than it is",
    toEngine: (message) =>
      withPacket(message, (packet) =>
        packet.kind === "durable" ? { ...packet, through: logPosition(packet.through + 1_000) } : packet,
      ),
  },
  holdForgotten: {
    what: "a log writes what follows from messages before these are durable at their sender",
    toEngine: (message) =>
      withBatches(message, (batches) => batches.map((batch) => ({ ...batch, position: logPosition(0) }))),
  },
  epochConfused: {
    what: "all incarnations of another log are taken for one",
    toEngine: (message) => withPacket(message, (packet) => ("epoch" in packet ? { ...packet, epoch: 1 } : packet)),
  },
  cutsForgotten: {
    what: "a log that begins anew does not say what it has lost",
    fromEngine: (message) => {
      if (message.kind !== "packet" || message.packet.kind !== "opened") return message;
      const cuts: readonly Cut[] = [];
      return { ...message, packet: { ...message.packet, cuts } };
    },
  },
  messageSkipped: {
    what: "one message in twenty between logs is never sent, and something else under its number",
    fromEngine: (message, { chance }) =>
      withMessages(message, (messages) => messages.map((each) => (chance.happens(0.05) ? NOBODYS : each))),
  },
  repeatTaken: {
    what: "messages that are repeated are sent under new numbers",
    fromEngine: (message, { memory }) =>
      withBatches(message, (batches) => batches.map((batch) => renumbered(batch, memory))),
  },
  lockNotReleased: {
    what: "one release of a lock in five is lost between logs",
    fromEngine: (message, { chance }) =>
      withMessages(message, (messages) =>
        messages.map((each) => (each.type === "LockReleased" && chance.happens(0.2) ? NOBODYS : each)),
      ),
  },
  launchLost: {
    what: "one start of a run that nobody waits for in five is lost between logs",
    fromEngine: (message, { chance }) =>
      withMessages(message, (messages) =>
        messages.map((each) => (each.type === "OrchestrationStarted" && chance.happens(0.2) ? NOBODYS : each)),
      ),
  },
  confirmedEarly: {
    what: "a sender is told that its messages were taken when they are sent",
    receipts: (batches) =>
      batches.map(({ from, to: by, firstSeq, messages }) => ({ from, by, through: firstSeq + messages.length - 1 })),
  },
} as const satisfies Record<string, Sabotage>;

/** Told to an instance that is not there: it takes up a number, and nothing more. */
const NOBODYS: Message = { type: "EventRaised", to: instanceId("nobody"), name: "nothing", payload: NOTHING };

function withPacket<Told extends ToEngine | FromEngine>(message: Told, change: (packet: Packet) => Packet): Told {
  return message.kind === "packet" ? { ...message, packet: change(message.packet) } : message;
}

function withBatches<Told extends ToEngine | FromEngine>(
  message: Told,
  change: (batches: readonly MessageBatch[]) => readonly MessageBatch[],
): Told {
  return withPacket(message, (packet) =>
    packet.kind === "messages" ? { ...packet, batches: change(packet.batches) } : packet,
  );
}

function withMessages(message: FromEngine, change: (messages: readonly Message[]) => readonly Message[]): FromEngine {
  return withBatches(message, (batches) => batches.map((batch) => ({ ...batch, messages: change(batch.messages) })));
}

function renumbered(batch: MessageBatch, memory: Map<string, number>): MessageBatch {
  const pair = `${batch.from}>${batch.to}`;
  const heard = memory.get(pair) ?? 0;
  const firstSeq = batch.firstSeq <= heard ? heard + 1 : batch.firstSeq;
  memory.set(pair, firstSeq + batch.messages.length - 1);
  return { ...batch, firstSeq };
}
