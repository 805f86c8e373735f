import type { EntityId, Json } from "../model/index.js";
import { ACCOUNTS, type AccountState, COUNTERS } from "./entities.js";
import type { Transfer } from "./program.js";

/** What somebody outside knows of a signal, or an event, that they sent. */
export type Sent = "acknowledged" | "unknown";

/** How an entity is asked for its state: by a client, or on the disk. */
export type StateOf = (entity: EntityId) => Json | undefined;

/** What must be on the accounts and counters: kept by those outside, who know what they asked for. */
export class Ledger {
  private readonly transfers = new Map<string, Transfer>();
  /** Transfers of runs that have completed. */
  private readonly settled = new Set<string>();
  private readonly signals = new Map<string, { readonly counter: EntityId; sent: Sent }>();

  asked(transfer: Transfer): void {
    this.transfers.set(transfer.id, transfer);
  }

  /** The run that made it has completed, and somebody was told so. */
  completed(transferId: string): void {
    this.settled.add(transferId);
  }

  signaled(id: string, counter: EntityId, sent: Sent): void {
    this.signals.set(id, { counter, sent });
  }

  /** At any durable moment: no money came from nowhere, nothing happened twice, and nothing before its cause. */
  problemAt(stateOf: StateOf): string | undefined {
    const made = new Set<string>();
    let sum = 0;
    for (const account of ACCOUNTS) {
      const state = (stateOf(account) ?? { balance: 0, moves: [] }) as unknown as AccountState;
      let balance = 0;
      for (const move of state.moves) {
        if (made.has(move)) return `${account} has the movement ${move} twice`;
        made.add(move);
        const transfer = this.transfers.get(move.slice(1));
        const side = move.startsWith("-") ? transfer?.from : transfer?.to;
        if (transfer === undefined || side !== account)
          return `${account} has the movement ${move}, which nobody asked for`;
        balance += move.startsWith("-") ? -transfer.amount : transfer.amount;
      }
      if (balance !== state.balance) return `${account} has ${state.balance} and its movements make ${balance}`;
      sum += balance;
    }
    let underWay = 0;
    for (const { id, amount } of this.transfers.values()) {
      const [withdrawn, deposited] = [made.has(`-${id}`), made.has(`+${id}`)];
      if (deposited && !withdrawn) return `transfer ${id} was deposited before it was withdrawn`;
      if (withdrawn && !deposited) underWay += amount;
      if (this.settled.has(id) && !deposited) return `transfer ${id} was acknowledged and is not there`;
    }
    return sum + underWay === 0 ? undefined : `there is ${sum} on the accounts and ${underWay} under way`;
  }

  /** At any moment: no signal was heard twice, or by the wrong counter. */
  signalProblemAt(stateOf: StateOf): string | undefined {
    return this.heard(stateOf).problem;
  }

  /** When all is over: every acknowledged signal was heard, once. */
  signalProblem(stateOf: StateOf): string | undefined {
    const { problem, ids } = this.heard(stateOf);
    if (problem !== undefined) return problem;
    for (const [id, { sent, counter }] of this.signals) {
      if (sent === "acknowledged" && !ids.has(id)) return `signal ${id} to ${counter} was acknowledged and not heard`;
    }
    return undefined;
  }

  private heard(stateOf: StateOf): { readonly ids: ReadonlySet<string>; readonly problem?: string } {
    const ids = new Set<string>();
    for (const counter of COUNTERS) {
      for (const id of (stateOf(counter) ?? []) as readonly string[]) {
        if (ids.has(id)) return { ids, problem: `${counter} has heard signal ${id} twice` };
        if (this.signals.get(id)?.counter !== counter)
          return { ids, problem: `${counter} has heard ${id}: nobody sent it` };
        ids.add(id);
      }
    }
    return { ids };
  }
}
