import type { Activity } from "../activities/define.js";
import type { ActivityExecutor } from "../activities/executor.js";
import { inlineExecutor } from "../activities/inline.js";
import { unreachable } from "../model/index.js";
import type { DirectoryLock } from "../storage/file/directory-lock.js";
import type { Channel } from "../transport/transport.js";
import { EngineClient } from "./client.js";
import { systemClock } from "./clock.js";
import { errorFromWire } from "./errors.js";
import type { Client, Hub, HubHealth } from "./hub.js";
import type { HubMetrics } from "./metrics.js";
import type { FromEngine, HubLogEntry, ToEngine } from "./protocol.js";

/** An engine, wherever it runs. */
export interface Engine {
  readonly channel: Channel<ToEngine, FromEngine>;
  /** Begins to recover. */
  open(): void;
  /** Ends it, whatever it does. */
  end(): Promise<void>;
}

export interface RunningHubOptions {
  readonly activities?: readonly Activity[];
  readonly activitiesAtOnce?: number;
  readonly log?: (entry: HubLogEntry) => void;
}

const CLOSE_MS_MAX = 3_000;

/** A hub as its opener holds it: the client, the executor of activities, and the way to the engine. */
export class RunningHub implements Hub {
  private readonly engineClient: EngineClient;
  private readonly executor: ActivityExecutor;
  private readonly listeners = new Set<(health: HubHealth) => void>();
  private readonly openedAtMs = systemClock.nowMs();
  private current: HubHealth = { state: "running" };
  private closing: Promise<void> | undefined;
  private opened: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | undefined;
  private engineClosed: () => void = () => undefined;

  static async open(engine: Engine, lock: DirectoryLock, options: RunningHubOptions): Promise<Hub> {
    const hub = new RunningHub(engine, lock, options);
    try {
      await new Promise<void>((resolve, reject) => {
        hub.opened = { resolve, reject };
        engine.channel.listen({ batch: (batch) => hub.hear(batch), ended: (error) => hub.engineEnded(error) });
        engine.open();
      });
      return hub;
    } catch (error) {
      await engine.end();
      throw error;
    }
  }

  private constructor(
    private readonly engine: Engine,
    private readonly lock: DirectoryLock,
    private readonly options: RunningHubOptions,
  ) {
    this.engineClient = new EngineClient(engine.channel, systemClock);
    this.executor = inlineExecutor(
      options.activities ?? [],
      (report) => engine.channel.send({ kind: "report", report }),
      options.activitiesAtOnce,
    );
  }

  get client(): Client {
    return this.engineClient;
  }

  health(): HubHealth {
    return this.current;
  }

  async metrics(): Promise<HubMetrics> {
    const { thread, partitions } = await this.engineClient.metrics();
    return {
      atMs: systemClock.nowMs(),
      openedAtMs: this.openedAtMs,
      mode: "local",
      acknowledgements: this.engineClient.acknowledgements(),
      processBytes: process.memoryUsage.rss(),
      threads: [thread],
      partitions,
      activities: this.executor.load(),
    };
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
      const closed = new Promise<void>((resolve) => {
        this.engineClosed = resolve;
      });
      this.engine.channel.send({ kind: "close" });
      let disarm = (): void => undefined;
      const late = new Promise<void>((resolve) => {
        disarm = systemClock.callAt(systemClock.nowMs() + graceMs, resolve);
      });
      // Answers to what is being written still arrive; nothing new is begun.
      await Promise.race([closed, late]);
      disarm();
      this.stop({ state: "stopped", code: "CLOSED", reason: "It was closed." });
    }
    await this.engine.end();
    await this.lock.release();
  }

  private hear(batch: readonly FromEngine[]): void {
    for (const message of batch) this.take(message);
  }

  private take(message: FromEngine): void {
    switch (message.kind) {
      case "opened":
        this.opened?.resolve();
        return;
      case "openFailed":
        this.opened?.reject(errorFromWire(message.error));
        return;
      case "answer":
      case "refusal":
        this.engineClient.settle(message);
        return;
      case "runActivity":
        this.executor.run(message.order);
        return;
      case "abortActivity":
        this.executor.abort(message.key, message.reason);
        return;
      case "health":
        if (message.health.state === "stopped") this.stop(message.health);
        return;
      case "log":
        this.options.log?.(message.entry);
        return;
      case "closed":
        this.engineClosed();
        return;
      default:
        unreachable(message, "message from the engine");
        return;
    }
  }

  private engineEnded(error: Error): void {
    this.opened?.reject(error);
    this.stop({ state: "stopped", code: "ENGINE_BUG", reason: `The engine's thread ended: ${error.message}` });
  }

  private stop(health: HubHealth & { readonly state: "stopped" }): void {
    if (this.current.state === "stopped") return;
    this.current = health;
    this.executor.close();
    this.engineClient.stop(health);
    this.engineClosed();
    for (const listener of this.listeners) listener(health);
  }
}
