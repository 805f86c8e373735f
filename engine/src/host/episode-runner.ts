import { type EpisodeOutcome, type EpochMs, type HistoryEvent, type InstanceId, invariant } from "../model/index.js";
import { episodeInput } from "../partition/episode-input.js";
import type { EpisodeEnded } from "../partition/event.js";
import type { PartitionState } from "../partition/state.js";
import type { Clock } from "./clock.js";
import type { Definitions } from "./definitions.js";
import type { OrchestratorRunner, RecordedStart } from "./realm/orchestrator-runner.js";

/** An orchestrator that waits costs memory; one that was dropped is rebuilt from its history when it goes on. */
export const LIVE_SESSIONS_MAX = 10_000;

export type EpisodeResult =
  | { readonly kind: "ended"; readonly event: EpisodeEnded }
  /** No episode is asked for any more. */
  | { readonly kind: "nothing" }
  /** What the instance runs is not registered in this hub: it waits for one in which it is. */
  | { readonly kind: "unknown"; readonly name: string };

/** Runs the episodes that partitions ask for, and keeps the orchestrators that wait, up to a limit. */
export class EpisodeRunner {
  /** The waiting sessions, the one that waits longest first. */
  private readonly live = new Set<string>();
  private readonly condemned = new Map<InstanceId, string>();

  constructor(
    private readonly runner: OrchestratorRunner,
    private readonly definitions: Definitions,
    private readonly clock: Clock,
    private readonly liveMax: number = LIVE_SESSIONS_MAX,
  ) {}

  run(state: PartitionState, instanceId: InstanceId, clockMs: EpochMs): EpisodeResult {
    const instance = state.instances.get(instanceId);
    const input = episodeInput(state, instanceId);
    if (instance === undefined || input === undefined) return { kind: "nothing" };
    const definition = this.definitions.of(instance.record);
    if (definition === undefined) return { kind: "unknown", name: instance.record.name };
    const { executionId } = instance.record;
    const { turn, history, news, deliveredThrough } = input;
    const nowMs = Math.max(clockMs, input.notBeforeMs);
    const reason = this.condemned.get(instanceId);
    const outcome =
      reason === undefined
        ? this.outcome(executionId, definition, history, news, { turn, nowMs })
        : condemnedOutcome(reason);
    this.condemned.delete(instanceId);
    if (outcome.kind === "waiting") this.keep(executionId);
    else this.live.delete(executionId);
    const atMs = Math.max(this.clock.nowMs(), nowMs);
    return {
      kind: "ended",
      event: { type: "EpisodeEnded", atMs, instanceId, executionId, turn, nowMs, deliveredThrough, outcome },
    };
  }

  /** Orchestrators that wait in memory. */
  get liveCount(): number {
    return this.live.size;
  }

  /** The instance's code is not run any more: its next turn fails with this reason. */
  condemn(instanceId: InstanceId, reason: string): void {
    this.condemned.set(instanceId, reason);
  }

  drop(session: string): void {
    this.live.delete(session);
    this.runner.drop(session);
  }

  close(): void {
    for (const session of this.live) this.runner.drop(session);
    this.live.clear();
  }

  private outcome(
    session: string,
    definition: Parameters<OrchestratorRunner["start"]>[1],
    history: readonly HistoryEvent[],
    news: readonly HistoryEvent[],
    turn: Parameters<OrchestratorRunner["start"]>[3],
  ): EpisodeOutcome {
    if (turn.turn === 1) return this.runner.start(session, definition, startOf(history), turn);
    if (!this.runner.isLive(session)) {
      const rebuilt = this.runner.rebuild(session, definition, history);
      if (rebuilt.kind === "diverged") return { kind: "failed", actions: [], failure: rebuilt.failure };
    }
    return this.runner.deliver(session, news, turn);
  }

  private keep(session: string): void {
    this.live.delete(session);
    this.live.add(session);
    if (this.live.size <= this.liveMax) return;
    const [oldest] = this.live;
    if (oldest !== undefined) this.drop(oldest);
  }
}

function startOf(history: readonly HistoryEvent[]): RecordedStart {
  const first = history[0];
  invariant(first?.type === "ExecutionStarted", `a history begins with ${first?.type}`);
  return first;
}

function condemnedOutcome(message: string): EpisodeOutcome {
  return { kind: "failed", actions: [], failure: { code: "EpisodeTimeout", message, nonRetriable: true } };
}
