import type { Activity } from "../activities/define.js";
import { ACTIVITIES_AT_ONCE, inlineExecutor } from "../activities/inline.js";
import { Places } from "../activities/places.js";
import type { EntityProgram } from "../compiler/index.js";
import { HubStopped, type InstanceId, LIMITS, type SpeculationMode } from "../model/index.js";
import type { DirectoryLock } from "../storage/file/directory-lock.js";
import { EngineClient } from "./client.js";
import { systemClock } from "./clock.js";
import type { Client, Hub, HubHealth } from "./hub.js";
import type { HubMetrics } from "./metrics.js";
import type { FromEngine, HubLogEntry } from "./protocol.js";
import { type RecoveryProgress, recoveryOf } from "./recovery-progress.js";
import { ThreadReports } from "./thread-reports.js";
import { type Engine, type Incarnation, ThreadSlot } from "./thread-slot.js";

export interface RunningHubOptions {
  readonly threadCount: number;
  readonly mode: SpeculationMode;
  /** Which thread an instance lives on. */
  readonly threadOf: (instanceId: InstanceId) => number;
  start(thread: number, incarnation: Incarnation): Engine;
  readonly activities?: readonly Activity[];
  readonly activitiesAtOnce?: number;
  readonly episodeMsMax?: number;
  readonly log?: (entry: HubLogEntry) => void;
  readonly opening?: (progress: RecoveryProgress) => void;
  /** Keeps the authored types for threads that are begun anew. Throws when they cannot be taken. */
  readonly keepEntityTypes: (types: readonly EntityProgram[]) => void;
}

const CLOSE_MS_MAX = 3_000;
/** As often as an eye can follow. */
const OPENING_TOLD_EVERY_MS = 250;

/** A hub as its opener holds it: the client, the executor of activities, and the engine's threads. */
export class RunningHub implements Hub {
  private readonly slots: readonly ThreadSlot[];
  private readonly engineClient: EngineClient;
  private readonly reports: ThreadReports;
  private readonly places: Places;
  private readonly listeners = new Set<(health: HubHealth) => void>();
  private readonly openedAtMs = systemClock.nowMs();
  private current: HubHealth = { state: "running" };
  private closing: Promise<void> | undefined;

  static async open(lock: DirectoryLock, options: RunningHubOptions): Promise<Hub> {
    const hub = new RunningHub(lock, options);
    const endTelling = hub.tellOpening();
    try {
      await Promise.all(hub.slots.map((slot) => slot.open()));
      hub.seeThreads();
      return hub;
    } catch (error) {
      await Promise.all(hub.slots.map((slot) => slot.end()));
      throw error;
    } finally {
      endTelling();
    }
  }

  /** While the threads recover, whoever opens the hub is told how far they are. Answers the function that ends it. */
  private tellOpening(): () => void {
    const { opening } = this.options;
    if (opening === undefined) return () => undefined;
    /** Of each thread, as it was last seen: one that has arrived still counts. */
    const seen = new Map<number, RecoveryProgress>();
    const tell = (): void => {
      for (const [thread, { recovery }] of this.slots.entries()) if (recovery !== undefined) seen.set(thread, recovery);
      const progress = recoveryOf([...seen.values()]);
      if (progress !== undefined) opening(progress);
      disarm = systemClock.callAt(systemClock.nowMs() + OPENING_TOLD_EVERY_MS, tell);
    };
    let disarm = systemClock.callAt(systemClock.nowMs() + OPENING_TOLD_EVERY_MS, tell);
    return () => disarm();
  }

  /** Each thread is looked at once, so that of one that goes away later it is known what it has. */
  private seeThreads(): void {
    // Whoever looks at the figures is told of an error; here nobody looks.
    for (const [thread] of this.slots.entries()) this.reports.of(thread).catch(() => undefined);
  }

  private constructor(
    private readonly lock: DirectoryLock,
    private readonly options: RunningHubOptions,
  ) {
    this.places = new Places(options.activitiesAtOnce ?? ACTIVITIES_AT_ONCE);
    this.slots = Array.from({ length: options.threadCount }, (_, thread) => this.slot(thread));
    this.engineClient = new EngineClient(this.slots, options.threadOf, { clock: systemClock });
    this.reports = new ThreadReports({
      clock: systemClock,
      ask: (thread) => this.engineClient.metricsOf(thread),
      isUp: (thread) => this.slots[thread]?.isServing ?? false,
      recoveryOf: (thread) => this.slots[thread]?.recovery,
    });
  }

  private slot(thread: number): ThreadSlot {
    const { options } = this;
    return new ThreadSlot({
      thread,
      clock: systemClock,
      episodeMsMax: options.episodeMsMax ?? LIMITS.episodeMsMax,
      start: (incarnation) => options.start(thread, incarnation),
      makeExecutor: (send) =>
        inlineExecutor(options.activities ?? [], (report) => send({ kind: "report", report }), this.places),
      answered: (message) => this.engineClient.conversation.settle(message),
      packet: (message) => this.forward(thread, message),
      log: (entry) => options.log?.(entry),
      restarted: () => this.engineClient.conversation.threadRestarted(thread),
      stopped: (health) => this.stop(health),
    });
  }

  get client(): Client {
    return this.engineClient;
  }

  async metrics(): Promise<HubMetrics> {
    const { current } = this;
    // Of threads that are gone it is still known how they were, and a picture of that would mislead.
    if (current.state === "stopped") {
      const { code, reason } = current;
      throw new HubStopped(`The hub is stopped. ${reason}`, { stopCode: code, reason });
    }
    const reports = await Promise.all(this.slots.map((_, thread) => this.reports.of(thread)));
    return {
      atMs: systemClock.nowMs(),
      openedAtMs: this.openedAtMs,
      mode: this.options.mode,
      acknowledgements: this.engineClient.conversation.acknowledgements(),
      processBytes: process.memoryUsage.rss(),
      threads: reports.map(({ thread }, index) => ({ ...thread, restarts: this.slots[index]?.restarts ?? 0 })),
      partitions: reports.flatMap(({ partitions }) => partitions).sort((a, b) => a.partition - b.partition),
      activities: {
        running: this.slots.reduce((sum, { load }) => sum + load.running, 0),
        waiting: this.slots.reduce((sum, { load }) => sum + load.waiting, 0),
        atOnceMax: this.places.max,
      },
    };
  }

  async snapshot(): Promise<void> {
    await this.engineClient.conversation.askAll("snapshot", {});
  }

  setEntityTypes(types: readonly EntityProgram[]): void {
    this.options.keepEntityTypes(types);
    // What comes after it on the same way finds them; so do messages between threads, which pass through here.
    for (const slot of this.slots) slot.tell({ kind: "entityTypes", programs: types });
  }

  health(): HubHealth {
    return this.current;
  }

  onHealthChange(listener: (health: HubHealth) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(options: { readonly graceMs?: number } = {}): Promise<void> {
    this.closing ??= this.shutDown(options.graceMs ?? CLOSE_MS_MAX);
    return this.closing;
  }

  private async shutDown(graceMs: number): Promise<void> {
    if (this.current.state === "running") {
      let disarm = (): void => undefined;
      const late = new Promise<void>((resolve) => {
        disarm = systemClock.callAt(systemClock.nowMs() + graceMs, resolve);
      });
      // Answers to what is being written still arrive; nothing new is begun.
      await Promise.race([Promise.all(this.slots.map((slot) => slot.close())), late]);
      disarm();
      this.stop({ state: "stopped", code: "CLOSED", reason: "It was closed." });
    }
    await Promise.all(this.slots.map((slot) => slot.end()));
    await this.lock.release();
  }

  /** What one thread has for another goes through here: threads come and go, and the opener knows which are there. */
  private forward(from: number, { to, packet }: FromEngine & { readonly kind: "packet" }): void {
    this.slots[to]?.send({ kind: "packet", from, packet });
  }

  private stop(health: HubHealth & { readonly state: "stopped" }): void {
    if (this.current.state === "stopped") return;
    this.current = health;
    for (const slot of this.slots) slot.silence();
    this.engineClient.conversation.stop(health);
    for (const listener of this.listeners) listener(health);
  }
}
