import type { MessageBatch, Receipt } from "../host/log-links.js";
import type { FromEngine, ToEngine } from "../host/protocol.js";
import type { OrchestratorRunner } from "../host/realm/runner.js";
import type { Files } from "../storage/file/files.js";
import type { Log } from "../storage/log.js";
import type { Payloads } from "../storage/payloads.js";
import type { SnapshotStore } from "../storage/snapshot-store.js";
import type { Chance } from "./chance.js";
import type { Life } from "./world.js";

/** What one incarnation's ports are made of, so that a sabotage can put itself between. */
export interface Workshop {
  readonly life: Life;
  readonly chance: Chance;
  /** What the sabotage remembers from one incarnation to the next. */
  readonly memory: Map<string, number>;
}

/**
 * A fault planted on purpose, in a port: the product's code stays as it is. Checkers that do not
 * catch it within a thousand seeds check nothing.
 */
export interface Sabotage {
  readonly what: string;
  files?(files: Files, workshop: Workshop): Files;
  log?(log: Log, workshop: Workshop): Log;
  store?(store: SnapshotStore, workshop: Workshop): SnapshotStore;
  payloads?(payloads: Payloads, workshop: Workshop): Payloads;
  runner?(runner: OrchestratorRunner, workshop: Workshop): OrchestratorRunner;
  /** `undefined`: the message is lost. */
  toEngine?(message: ToEngine, workshop: Workshop): ToEngine | undefined;
  fromEngine?(message: FromEngine, workshop: Workshop): FromEngine | undefined;
  /** Confirmations that a sender hears although nobody sent them. */
  receipts?(batches: readonly MessageBatch[]): readonly Receipt[];
}
