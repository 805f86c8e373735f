import { type EntityId, entityId, type Json } from "../model/index.js";
import { defineEntity, type EntityKind } from "../orchestration/entity.js";

/** An account as it is kept: what is on it, and every movement by its name, so that a second one of a name shows. */
export interface AccountState {
  balance: number;
  readonly moves: string[];
}

export const ACCOUNTS: readonly EntityId[] = ["a", "b", "c", "d"].map((key) => entityId("account", key));
export const COUNTERS: readonly EntityId[] = ["x", "y", "z"].map((key) => entityId("counter", key));
export const STARTERS: readonly EntityId[] = ["i", "j"].map((key) => entityId("starter", key));
export const scratchOf = (key: string): EntityId => entityId("scratch", key);

/** The entities of a simulation. */
export const ENTITIES: readonly EntityKind[] = [
  defineEntity<AccountState>({
    name: "account",
    initialState: () => ({ balance: 0, moves: [] }),
    operations: {
      withdraw: (ctx, { id, amount }: { readonly id: string; readonly amount: number }) => {
        ctx.state.moves.push(`-${id}`);
        ctx.state.balance -= amount;
        return ctx.state.balance;
      },
      deposit: (ctx, { id, amount }: { readonly id: string; readonly amount: number }) => {
        ctx.state.moves.push(`+${id}`);
        ctx.state.balance += amount;
        return ctx.state.balance;
      },
    },
  }),
  defineEntity<string[]>({
    name: "counter",
    initialState: () => [],
    operations: {
      add: (ctx, id: string) => {
        ctx.state.push(id);
        return ctx.state.length;
      },
    },
  }),
  // Starts runs, and keeps the number of them.
  defineEntity<number>({
    name: "starter",
    initialState: () => 0,
    operations: {
      start: (ctx, { instanceId, program }: { readonly instanceId: string; readonly program: Json }) => {
        ctx.state += 1;
        return ctx.startOrchestration("child", program, { instanceId });
      },
    },
  }),
  // Lives only as long as a run needs it: what remains of one was not forgotten.
  defineEntity<string | null>({
    name: "scratch",
    initialState: () => null,
    operations: {
      put: (ctx, text: string) => {
        ctx.state = text;
        return null;
      },
      get: (ctx) => ctx.state,
      forget: (ctx) => {
        ctx.deleteState();
        return null;
      },
    },
  }),
];

const LATER_MS = 2_000;

/** Some signals are for a later time, by the numbers in their names. */
export function whenOf(signal: string, nowMs: number): { readonly atMs?: number } {
  return Number(signal.at(-1)) % 4 === 3 ? { atMs: nowMs + LATER_MS } : {};
}
