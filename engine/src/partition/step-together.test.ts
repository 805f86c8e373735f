import { describe, expect, test } from "vitest";
import { emptyStates, groupWithin, wholeState } from "../../test/support/whole-state.js";
import { entityId, executionId, instanceId, type PartitionId, partitionId } from "../model/index.js";
import type { PartitionEvent } from "./event.js";
import type { Message } from "./message.js";
import type { ResidentState } from "./state.js";
import { stepTogether } from "./step-together.js";

const p = (number: number): PartitionId => partitionId(number);
const counter = (partition: number) => entityId("counter", `it!${partition}`);
const signal = (partition: number, input: number): Message => ({
  type: "EntitySignaled",
  to: counter(partition),
  operation: "add",
  input: String(input) as never,
});
const inputsOf = (state: ResidentState | undefined, partition: number) =>
  [...(state?.entities.get(counter(partition))?.queue.values() ?? [])].map(({ request }) =>
    request.type === "EntitySignaled" ? Number(request.input) : request.type,
  );

/** Partitions 0 … 3, of which the first log holds those that are named. */
function hub(...inFirstLog: readonly number[]) {
  const states = emptyStates(4);
  const group = groupWithin(
    4,
    states.filter(({ partition }) => inFirstLog.includes(partition)),
  );
  const started = { name: "x", input: "" as never, tags: {} };
  return {
    states,
    step: (partition: number, event: PartitionEvent) => stepTogether(group, p(partition), event),
    regrouped: (...together: readonly number[]) =>
      groupWithin(
        4,
        states.filter(({ partition }) => together.includes(partition)),
      ),
    /** An instance of partition 0 signals counters: of which partitions, and with which inputs. */
    signalFrom0(id: string, ...signals: readonly (readonly [partition: number, input: number])[]) {
      const key = { instanceId: instanceId(`${id}!0`), executionId: executionId(id) };
      stepTogether(group, p(0), { type: "StartRequested", atMs: 0, replyTo: 1, ...key, ...started });
      const actions = signals.map(([partition, input]) => {
        const { to, operation, input: text } = signal(partition, input) as Message & { type: "EntitySignaled" };
        return {
          type: "EntitySignaled",
          origin: { node: "s", path: [] },
          entityId: to,
          operation,
          input: text,
        } as const;
      });
      const outcome = { kind: "completed", actions, output: "" as never } as const;
      return stepTogether(group, p(0), {
        type: "EpisodeEnded",
        atMs: 5,
        ...key,
        turn: 1,
        nowMs: 0,
        deliveredThrough: 1,
        outcome,
      });
    },
  };
}

describe("within one log", () => {
  test("a message arrives in the same breath, with the time of its cause, and its receiver's effects are among the effects", () => {
    const { states, signalFrom0 } = hub(0, 1);
    const effects = signalFrom0("a", [1, 7], [1, 8]);
    expect(inputsOf(states[1], 1)).toEqual([7, 8]);
    expect(effects).toContainEqual({ partition: 1, effect: { type: "RunEntity", entityId: counter(1) } });
    expect(states[0]?.outbox.size).toBe(0);
    expect(states[1]?.dedup.size).toBe(0);
  });
});

describe("between logs", () => {
  test("messages of one event to one partition leave together, numbered without a gap", () => {
    const { signalFrom0 } = hub(0, 1);
    const first = signalFrom0("a", [2, 1], [3, 2], [2, 3]).map(({ effect }) => effect);
    expect(first.filter(({ type }) => type === "SendMessages")).toEqual([
      { type: "SendMessages", to: 2, firstSeq: 1, messages: [signal(2, 1), signal(2, 3)] },
      { type: "SendMessages", to: 3, firstSeq: 1, messages: [signal(3, 2)] },
    ]);
    const second = signalFrom0("b", [2, 4]).map(({ effect }) => effect);
    expect(second).toContainEqual({ type: "SendMessages", to: 2, firstSeq: 3, messages: [signal(2, 4)] });
  });

  test("what was taken is dropped, what is new is taken, and both are confirmed", () => {
    const { states, step } = hub(2);
    const receive = (firstSeq: number, ...inputs: readonly number[]) => {
      const messages = inputs.map((input) => signal(2, input));
      return step(2, { type: "MessagesReceived", atMs: 1, from: p(0), firstSeq, messages }).map(({ effect }) => effect);
    };
    expect(receive(1, 1, 2)).toContainEqual({ type: "ConfirmMessages", from: 0, through: 2 });
    expect(receive(1, 1, 2)).toEqual([{ type: "ConfirmMessages", from: 0, through: 2 }]);
    expect(receive(2, 2, 3)).toEqual([{ type: "ConfirmMessages", from: 0, through: 3 }]);
    expect(inputsOf(states[2], 2)).toEqual([1, 2, 3]);
  });

  test("after a gap nothing is taken and nothing is said", () => {
    const { states, step } = hub(2);
    const before = wholeState(states[2] as ResidentState);
    const gap = { type: "MessagesReceived", atMs: 1, from: p(0), firstSeq: 2, messages: [signal(2, 1)] } as const;
    expect(step(2, gap)).toEqual([]);
    expect(wholeState(states[2] as ResidentState)).toEqual(before);
  });

  test("what is confirmed is not sent again, the rest is", () => {
    const { step, signalFrom0 } = hub(0);
    signalFrom0("a", [2, 1], [2, 2], [2, 3], [1, 9]);
    expect(step(0, { type: "SendConfirmed", atMs: 1, to: p(2), through: 2 })).toEqual([]);
    // A confirmation that was overtaken by a later one.
    expect(step(0, { type: "SendConfirmed", atMs: 1, to: p(2), through: 1 })).toEqual([]);
    const again = step(0, { type: "PartitionRecovered", atMs: 2 }).map(({ effect }) => effect);
    expect(again).toEqual([
      { type: "SendMessages", to: 1, firstSeq: 1, messages: [signal(1, 9)] },
      { type: "SendMessages", to: 2, firstSeq: 3, messages: [signal(2, 3)] },
    ]);
  });

  test("a confirmation of what was never sent is a bug of ours", () => {
    const { step, signalFrom0 } = hub(0);
    signalFrom0("a", [2, 1]);
    expect(() => step(0, { type: "SendConfirmed", atMs: 1, to: p(2), through: 2 })).toThrow(/has sent 1/);
  });
});

describe("when partitions come to one log", () => {
  test("what was sent before is delivered once, although the transport has delivered a part of it", () => {
    const apart = hub(0);
    apart.signalFrom0("a", [2, 1], [2, 2]);
    const [state0, , state2] = apart.states;
    const receiver = groupWithin(4, [state2 as ResidentState]);
    const first = { type: "MessagesReceived", atMs: 1, from: p(0), firstSeq: 1, messages: [signal(2, 1)] } as const;
    stepTogether(receiver, p(2), first);
    const together = apart.regrouped(0, 2);
    stepTogether(together, p(0), { type: "PartitionRecovered", atMs: 2 });
    expect(inputsOf(state2, 2)).toEqual([1, 2]);
    expect(state0?.outbox.get(p(2))?.messages).toEqual([]);
    // What the transport still holds of it comes too late.
    const late = { ...first, messages: [signal(2, 1), signal(2, 2)] };
    stepTogether(together, p(2), late);
    expect(inputsOf(state2, 2)).toEqual([1, 2]);
  });

  test("a message does not overtake those that were sent when the two were apart", () => {
    const apart = hub(0);
    apart.signalFrom0("a", [2, 1], [2, 2]);
    const together = apart.regrouped(0, 2);
    const requested = {
      type: "EntitySignalRequested",
      atMs: 3,
      replyTo: 1,
      operation: "go",
      input: "" as never,
    } as const;
    stepTogether(together, p(0), { ...requested, entityId: counter(0) });
    const signals = [{ entityId: counter(2), operation: "add", input: "3" as never }];
    const results = [{ number: 1, outcome: { kind: "completed", result: "" as never } as const }];
    const ended = { type: "EntityBatchEnded", atMs: 3, entityId: counter(0), batch: 1, results, signals } as const;
    stepTogether(together, p(0), ended);
    expect(inputsOf(apart.states[2], 2)).toEqual([1, 2, 3]);
  });

  test("numbers go on where they were when the two part again", () => {
    const apart = hub(0);
    apart.signalFrom0("a", [2, 1]);
    stepTogether(apart.regrouped(0, 2), p(0), { type: "PartitionRecovered", atMs: 2 });
    const effects = apart.signalFrom0("b", [2, 2]).map(({ effect }) => effect);
    expect(effects).toContainEqual({ type: "SendMessages", to: 2, firstSeq: 2, messages: [signal(2, 2)] });
  });
});
