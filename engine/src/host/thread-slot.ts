import type { ActivityExecutor } from "../activities/executor.js";
import { type InstanceId, unreachable } from "../model/index.js";
import type { Channel } from "../transport/transport.js";
import type { Clock } from "./clock.js";
import type { ThreadDoor } from "./conversation.js";
import { errorFromWire } from "./errors.js";
import type { HubHealth } from "./hub.js";
import type { FromEngine, HubLogEntry, ToEngine } from "./protocol.js";
import type { Pulse } from "./pulse.js";
import type { RecoveryProgress } from "./recovery-progress.js";
import { afterDeath, type DeathRecord, type ThreadDeath } from "./restart-policy.js";
import { stoppedBy } from "./stopped-by.js";

/** One incarnation of an engine thread, wherever it runs. */
export interface Engine {
  readonly channel: Channel<ToEngine, FromEngine>;
  /** Absent when it runs in the opener's thread: nobody could look while it is stuck. */
  readonly pulse?: Pulse;
  /** Begins to recover. */
  open(): void;
  /** Ends it, whatever it does. */
  end(): Promise<void>;
}

/** What a new incarnation must know of the ones before. */
export interface Incarnation {
  /** Counts from 0. */
  readonly restarts: number;
  /** Instances whose code is not run any more, and the reason with which they fail. */
  readonly condemned: ReadonlyMap<InstanceId, string>;
}

export interface ThreadSlotParts {
  readonly thread: number;
  readonly clock: Clock;
  /** A person's code may run this long between two waits. */
  readonly episodeMsMax: number;
  start(incarnation: Incarnation): Engine;
  makeExecutor(send: (message: ToEngine) => void): ActivityExecutor;
  answered(message: FromEngine & { readonly kind: "answer" | "refusal" }): void;
  packet(message: FromEngine & { readonly kind: "packet" }): void;
  log(entry: HubLogEntry): void;
  /** It begins anew from what is durable; what it was asked before it does not know. */
  restarted(): void;
  stopped(health: HubHealth & { readonly state: "stopped" }): void;
}

const PULSE_EVERY_MS = 200;

/**
 * One engine thread through all its incarnations. It looks after it: a thread that hangs in a person's
 * code is stopped, one that died begins anew, one that keeps dying is given up.
 */
export class ThreadSlot implements ThreadDoor {
  private engine: Engine | undefined;
  private executor: ActivityExecutor | undefined;
  private readonly deaths: DeathRecord[] = [];
  private opening: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | undefined;
  private closed: (() => void) | undefined;
  private disarmPulse: (() => void) | undefined;
  private isUp = false;
  private isOver = false;

  constructor(private readonly parts: ThreadSlotParts) {}

  /** Starts the first incarnation; resolves when it has recovered. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.opening = { resolve, reject };
      this.begin(new Map());
    });
  }

  send(message: ToEngine): boolean {
    if (this.engine === undefined || !this.isUp) return false;
    this.engine.channel.send(message);
    return true;
  }

  /** As {@link send}, also to one that recovers: it hears it when it has. */
  tell(message: ToEngine): void {
    this.engine?.channel.send(message);
  }

  get load(): { readonly running: number; readonly waiting: number } {
    return this.executor?.load() ?? { running: 0, waiting: 0 };
  }

  /** False while it recovers. */
  get isServing(): boolean {
    return this.isUp;
  }

  /** How far it is while it recovers, when that can be seen from outside. */
  get recovery(): RecoveryProgress | undefined {
    return this.engine?.pulse?.recoveryAt(this.parts.clock.nowMs());
  }

  get restarts(): number {
    return this.deaths.length;
  }

  /** Asks it to make durable what it has, and waits until it has. */
  close(): Promise<void> {
    if (!this.isUp) return Promise.resolve();
    return new Promise((resolve) => {
      this.closed = resolve;
      this.engine?.channel.send({ kind: "close" });
    });
  }

  /** Nothing more is run or reported. */
  silence(): void {
    this.isOver = true;
    this.isUp = false;
    this.disarmPulse?.();
    this.executor?.close();
    this.closed?.();
  }

  async end(): Promise<void> {
    this.silence();
    await this.engine?.end();
    this.engine = undefined;
  }

  private begin(condemned: ReadonlyMap<InstanceId, string>): void {
    const engine = this.parts.start({ restarts: this.deaths.length, condemned });
    this.engine = engine;
    this.executor = this.parts.makeExecutor((message) => {
      if (this.engine === engine) engine.channel.send(message);
    });
    engine.channel.listen({
      batch: (messages) => {
        for (const message of messages) if (this.engine === engine) this.hear(message);
      },
      ended: (error) => {
        if (this.engine === engine) this.died({ kind: "died", reason: error.message, ...this.whose() });
      },
    });
    engine.open();
    if (engine.pulse !== undefined) this.watchPulse(engine.pulse);
  }

  private whose(): { readonly instanceId?: InstanceId } {
    const busy = this.engine?.pulse?.busy;
    return busy === undefined ? {} : { instanceId: busy.instanceId };
  }

  private watchPulse(pulse: Pulse): void {
    const { clock, episodeMsMax } = this.parts;
    const look = (): void => {
      const { busy } = pulse;
      const ranMs = busy === undefined ? 0 : clock.nowMs() - busy.sinceMs;
      if (busy !== undefined && ranMs > episodeMsMax) {
        this.died({ kind: "hung", instanceId: busy.instanceId, ranMs: episodeMsMax });
      } else this.disarmPulse = clock.callAt(clock.nowMs() + PULSE_EVERY_MS, look);
    };
    this.disarmPulse = clock.callAt(clock.nowMs() + PULSE_EVERY_MS, look);
  }

  private died(death: ThreadDeath): void {
    if (this.isOver) return;
    const dead = this.engine;
    this.engine = undefined;
    this.isUp = false;
    this.disarmPulse?.();
    this.executor?.close();
    if (this.opening !== undefined && death.kind === "died") {
      // It never came up: whoever opens the hub is told, and decides.
      this.opening.reject(new Error(death.reason));
      return;
    }
    const { clock, thread } = this.parts;
    this.deaths.push({ atMs: clock.nowMs(), death });
    const next = afterDeath(this.deaths, clock.nowMs());
    if (next.kind === "giveUp") {
      this.parts.stopped({ state: "stopped", code: "ENGINE_BUG", reason: next.reason });
      return;
    }
    this.parts.log({
      level: "error",
      event: "ThreadRestarted",
      message: `Engine thread ${thread} ${sayDeath(death)}. It begins anew from what is durable.`,
      fields: { thread, restarts: this.deaths.length },
    });
    // The dead one must have let go of its files before the next one takes them.
    void dead?.end().then(() => {
      if (!this.isOver) this.begin(next.condemned);
    });
  }

  private hear(message: FromEngine): void {
    switch (message.kind) {
      case "opened": {
        this.isUp = true;
        const { opening } = this;
        this.opening = undefined;
        if (opening === undefined) this.parts.restarted();
        else opening.resolve();
        return;
      }
      case "reopened":
        this.executor?.close();
        this.executor = this.parts.makeExecutor((report) => this.engine?.channel.send(report));
        this.parts.restarted();
        return;
      case "openFailed":
        this.openFailed(errorFromWire(message.error));
        return;
      case "answer":
      case "refusal":
        this.parts.answered(message);
        return;
      case "runActivity":
        this.executor?.run(message.order);
        return;
      case "abortActivity":
        this.executor?.abort(message.key, message.reason);
        return;
      case "packet":
        this.parts.packet(message);
        return;
      case "health":
        if (message.health.state === "stopped") this.parts.stopped(message.health);
        return;
      case "log":
        this.parts.log(message.entry);
        return;
      case "closed":
        this.closed?.();
        return;
      default:
        unreachable(message, "message from the engine");
        return;
    }
  }

  private openFailed(error: Error): void {
    if (this.opening !== undefined) this.opening.reject(error);
    else this.parts.stopped(stoppedBy(error));
  }
}

function sayDeath(death: ThreadDeath): string {
  if (death.kind === "died") return `died: ${death.reason}`;
  return `hung for more than ${death.ranMs} ms in the code of instance ${death.instanceId} and was stopped`;
}
