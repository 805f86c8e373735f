import fc from "fast-check";
import { expect, test } from "vitest";
import { type EntityId, entityId, type InstanceId, instanceId } from "../src/model/index.js";
import { defineEntity, orchestration } from "../src/orchestration/index.js";
import { ScatteredPartitions } from "./support/scattered-partitions.js";

const PARTITIONS = 6;
const ACCOUNTS = 5;
const account = (index: number): EntityId => entityId("account", `${index}!${index % PARTITIONS}`);
const ledger = entityId("ledger", "all");

const accountKind = defineEntity<{ balance: number; readonly moves: string[] }>({
  name: "account",
  initialState: () => ({ balance: 1_000, moves: [] }),
  operations: {
    /** Takes back what a transfer has moved, if it has. */
    undo(ctx, { amount, why }: { readonly amount: number; readonly why: string }) {
      const moves = ctx.state.moves.filter((move) => move !== why);
      if (moves.length < ctx.state.moves.length) ctx.state = { balance: ctx.state.balance - amount, moves };
      return ctx.state.balance;
    },
    add(ctx, { amount, why }: { readonly amount: number; readonly why: string }) {
      ctx.state.balance += amount;
      ctx.state.moves.push(why);
      return ctx.state.balance;
    },
    touch: (ctx) => ctx.state.balance,
  },
});
const ledgerKind = defineEntity<string[]>({
  name: "ledger",
  initialState: () => [],
  operations: { note: (ctx, line: string) => void ctx.state.push(line) },
});

interface Transfer {
  readonly from: EntityId;
  readonly to: EntityId;
  readonly amount: number;
}

const transfer = orchestration<Transfer>("transfer", function* (ctx, { from, to, amount }) {
  const why = ctx.instanceId;
  yield* ctx.locked([from, to], function* () {
    yield* ctx.callEntity(from, "add", { amount: -amount, why });
    yield* ctx.callEntity(to, "add", { amount, why });
  });
  ctx.signalEntity(ledger, "note", why);
  ctx.sendEvent("collector", "done", why);
});
const collector = orchestration<number>("collector", function* (ctx, expected) {
  const seen: unknown[] = [];
  while (seen.length < expected) seen.push(yield* ctx.waitForEvent("done"));
  return seen.length;
});

const transfers = fc.array(
  fc
    .record({
      from: fc.nat(ACCOUNTS - 1),
      to: fc.nat(ACCOUNTS - 1),
      amount: fc.integer({ min: 1, max: 50 }),
    })
    .filter(({ from, to }) => from !== to),
  { minLength: 2, maxLength: 12, size: "max" },
);
/** What the world does, one thing after the other. */
const moments = fc.array(
  fc.record({
    what: fc.constantFrom(
      ...(["run", "run", "run", "run", "deliver", "deliver", "deliver"] as const),
      ...(["repeat", "lose", "sendAgain", "restart", "terminate"] as const),
    ),
    pick: fc.nat(10_000),
  }),
  { minLength: 20, maxLength: 250, size: "max" },
);

/** There and back again, at the same time, by transfers of its own. */
const family = orchestration<Transfer>("family", function* (ctx, { from, to, amount }) {
  const back = { from: to, to: from, amount };
  yield* ctx.all([ctx.callSub("transfer", { from, to, amount }), ctx.callSub("transfer", back)]);
  return "both";
});

const nameOf = (index: number): InstanceId => instanceId(`transfer-${index}`);

test("transfers between accounts in several logs happen once each, whatever the network and the machines do", () => {
  const all = { lost: 0, repeated: 0, outOfOrder: 0, taken: 0, restarts: 0, regroupings: 0, within: 0 };
  fc.assert(
    fc.property(transfers, moments, fc.integer({ min: 1, max: 3 }), (wanted, happenings, logs) => {
      const hub = new ScatteredPartitions(PARTITIONS, logs, [transfer, family, collector], [accountKind, ledgerKind]);
      const terminated = new Set<number>();
      hub.start(instanceId("collector"), "collector", wanted.length);
      for (const [index, { from, to, amount }] of wanted.entries()) {
        hub.start(nameOf(index), "transfer", { from: account(from), to: account(to), amount });
      }
      hub.start(instanceId("family"), "family", { from: account(0), to: account(4), amount: 7 });
      for (const { what, pick } of happenings) {
        if (what === "run") hub.runOne(pick);
        else if (what !== "terminate") hub[what](pick);
        else if (pick % 10 === 0) {
          hub.terminate(nameOf(pick % wanted.length));
          terminated.add(pick % wanted.length);
        }
      }
      hub.settle();

      // Whoever was terminated has left half a transfer, or none; all others are there in both accounts, once.
      const balances = Array.from({ length: ACCOUNTS }, () => 1_000);
      const moves = new Map<string, number>();
      for (let index = 0; index < ACCOUNTS; index++) {
        const state = JSON.parse(hub.stateOf(account(index)) ?? '{"balance":1000,"moves":[]}');
        balances[index] = state.balance;
        for (const why of state.moves) moves.set(why, (moves.get(why) ?? 0) + 1);
      }
      for (const index of wanted.keys()) {
        const { status } = hub.recordOf(nameOf(index)) ?? {};
        if (status === "Terminated") expect(terminated.has(index)).toBe(true);
        else expect([status, moves.get(nameOf(index))]).toEqual(["Completed", 2]);
        expect(moves.get(nameOf(index)) ?? 0).toBeLessThanOrEqual(2);
      }
      const whole = wanted.every((_, index) => [0, 2].includes(moves.get(nameOf(index)) ?? 0));
      if (whole) expect(balances.reduce((sum, balance) => sum + balance, 0)).toBe(ACCOUNTS * 1_000);
      expect(hub.recordOf(instanceId("family"))).toMatchObject({ status: "Completed", output: '"both"' });
      const children = ["0001", "0002"].map((task) => `execution of family:${task}`);
      for (const child of children) expect(moves.get(child)).toBe(2);
      const completed = [...wanted.keys()].filter((index) => hub.recordOf(nameOf(index))?.status === "Completed");
      const noted = JSON.parse(hub.stateOf(ledger) ?? "[]") as string[];
      expect([...noted].sort()).toEqual([...completed.map(nameOf), ...children].sort());
      const collected = hub.recordOf(instanceId("collector"));
      // The children's events count as well.
      if (completed.length + children.length >= wanted.length) expect(collected?.output).toBe(String(wanted.length));
      else expect(collected?.status).toBe("Running");
      // Nothing is locked any more: one more transfer through all accounts comes to its end.
      hub.start(instanceId("last"), "transfer", { from: account(0), to: account(1), amount: 1 });
      hub.start(instanceId("very last"), "transfer", { from: account(2), to: account(3), amount: 1 });
      hub.settle();
      expect(hub.recordOf(instanceId("last"))?.status).toBe("Completed");
      expect(hub.recordOf(instanceId("very last"))?.status).toBe("Completed");
      for (const what of Object.keys(all) as (keyof typeof all)[]) all[what] += hub.happened[what];
    }),
    { numRuns: 150 },
  );
  // A network that did nothing wrong would prove nothing.
  for (const [what, count] of Object.entries(all)) expect(count, what).toBeGreaterThan(50);
});

/** Moves nothing when it is cancelled, wherever it stands: what it does not know to have happened it takes back, too. */
const careful = orchestration<Transfer>("careful", function* (ctx, { from, to, amount }) {
  const why = ctx.instanceId;
  yield* ctx.locked([from, to], function* () {
    try {
      yield* ctx.callEntity(from, "add", { amount: -amount, why });
      yield* ctx.callEntity(to, "add", { amount, why });
    } catch (error) {
      yield* ctx.callEntity(from, "undo", { amount: -amount, why });
      yield* ctx.callEntity(to, "undo", { amount, why });
      throw error;
    }
  });
});

test("a transfer that is cancelled takes back what it has moved, within its section, and leaves nothing locked", () => {
  const ends = { whole: 0, takenBack: 0, atOnce: 0, restarts: 0 };
  fc.assert(
    fc.property(transfers, moments, fc.integer({ min: 1, max: 3 }), (wanted, happenings, logs) => {
      const hub = new ScatteredPartitions(PARTITIONS, logs, [careful], [accountKind]);
      for (const [index, { from, to, amount }] of wanted.entries()) {
        hub.start(nameOf(index), "careful", { from: account(from), to: account(to), amount });
      }
      for (const { what, pick } of happenings) {
        if (what === "run") hub.runOne(pick);
        else if (what !== "terminate") hub[what](pick);
        else hub.terminate(nameOf(pick % wanted.length), { cleanUp: true });
      }
      hub.settle();
      let sum = 0;
      const moves = new Map<string, number>();
      for (let index = 0; index < ACCOUNTS; index++) {
        const state = JSON.parse(hub.stateOf(account(index)) ?? '{"balance":1000,"moves":[]}');
        sum += state.balance;
        for (const why of state.moves) moves.set(why, (moves.get(why) ?? 0) + 1);
      }
      expect(sum).toBe(ACCOUNTS * 1_000);
      for (const index of wanted.keys()) {
        const { status, cancelReason, failure } = hub.recordOf(nameOf(index)) ?? {};
        expect(failure).toBeUndefined();
        expect(moves.get(nameOf(index)) ?? 0).toBe(status === "Completed" ? 2 : 0);
        if (status === "Completed") ends.whole += 1;
        else if (cancelReason === undefined) ends.atOnce += 1;
        else ends.takenBack += 1;
      }
      hub.start(instanceId("last"), "careful", { from: account(0), to: account(1), amount: 1 });
      hub.start(instanceId("very last"), "careful", { from: account(2), to: account(3), amount: 1 });
      hub.settle();
      expect(hub.recordOf(instanceId("last"))?.status).toBe("Completed");
      expect(hub.recordOf(instanceId("very last"))?.status).toBe("Completed");
      ends.restarts += hub.happened.restarts;
    }),
    { numRuns: 150 },
  );
  for (const [how, count] of Object.entries(ends)) expect(count, how).toBeGreaterThan(20);
});
