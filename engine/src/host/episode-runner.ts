import {
  type EpisodeOutcome,
  type EpochMs,
  type HistoryEvent,
  type InstanceId,
  type InstanceRecord,
  invariant,
  knownNames,
} from "../model/index.js";
import type { LogLine } from "../orchestration/index.js";
import { episodeInput } from "../partition/episode-input.js";
import type { EpisodeEnded } from "../partition/event.js";
import type { Instance, PartitionState } from "../partition/state.js";
import type { Clock } from "./clock.js";
import type { Definitions } from "./definitions.js";
import type { OrchestratorRunner, RecordedStart } from "./realm/orchestrator-runner.js";

/** An orchestrator that waits costs memory; one that was dropped is rebuilt from its history when it goes on. */
export const LIVE_SESSIONS_MAX = 10_000;

export type EpisodeResult =
  /** `log` is what the code said for the operator. */
  | { readonly kind: "ended"; readonly event: EpisodeEnded; readonly log: readonly LogLine[] }
  /** No episode is asked for any more. */
  | { readonly kind: "nothing" }
  /** What the instance runs is not registered in this hub: it waits for one in which it is. */
  | { readonly kind: "unknown"; readonly name: string };

/** Runs the episodes that partitions ask for, and keeps the orchestrators that wait, up to a limit. */
export class EpisodeRunner {
  /** The waiting sessions, the one that waits longest first. */
  private readonly live = new Set<string>();
  private readonly condemned = new Map<InstanceId, string>();
  private readonly beganMs: EpochMs;

  constructor(
    private readonly runner: OrchestratorRunner,
    private readonly definitions: Definitions,
    private readonly clock: Clock,
    private readonly liveMax: number = LIVE_SESSIONS_MAX,
  ) {
    this.beganMs = clock.nowMs();
  }

  run(state: PartitionState, instanceId: InstanceId, clockMs: EpochMs): EpisodeResult {
    const instance = state.instances.get(instanceId);
    const input = episodeInput(state, instanceId);
    if (instance === undefined || input === undefined) return { kind: "nothing" };
    const definition = this.definitions.of(instance.record);
    if (definition === undefined && !this.isNewChild(instance)) return { kind: "unknown", name: instance.record.name };
    const { executionId } = instance.record;
    const { turn, history, news, deliveredThrough } = input;
    const nowMs = Math.max(clockMs, input.notBeforeMs);
    const reason = this.condemned.get(instanceId);
    const outcome =
      reason !== undefined
        ? condemnedOutcome(reason)
        : definition === undefined
          ? this.unknownOutcome(instance.record)
          : this.outcome(instance.record, definition, history, news, { turn, nowMs });
    this.condemned.delete(instanceId);
    if (outcome.kind === "waiting") this.keep(executionId);
    else this.live.delete(executionId);
    const atMs = Math.max(this.clock.nowMs(), nowMs);
    return {
      kind: "ended",
      event: { type: "EpisodeEnded", atMs, instanceId, executionId, turn, nowMs, deliveredThrough, outcome },
      log: this.runner.takeLog(),
    };
  }

  /** Orchestrators that wait in memory. */
  get liveCount(): number {
    return this.live.size;
  }

  /**
   * True for a child that another orchestration has started since this hub was opened: what is not known now was not
   * known then, its parent named something that does not exist, and nobody but the parent would ever notice that the
   * child waits. One from before may be of a hub that was opened with other definitions: it waits for such a hub, as
   * every run does that has begun.
   */
  private isNewChild({ parent, session, record }: Instance): boolean {
    return parent !== undefined && session.turns === 0 && record.createdAtMs >= this.beganMs;
  }

  private unknownOutcome({ name, version }: InstanceRecord): EpisodeOutcome {
    const message =
      version === undefined
        ? `No orchestration is registered under the name "${name}". ${knownNames(name, this.definitions.functionNames)} Published code is called with its version.`
        : `No code is published under the version ${version}, by which "${name}" was called. Publish it first; publishing gives the version.`;
    return { kind: "failed", actions: [], failure: { code: "UnknownOrchestration", message, nonRetriable: true } };
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
    record: InstanceRecord,
    definition: Parameters<OrchestratorRunner["start"]>[1],
    history: readonly HistoryEvent[],
    news: readonly HistoryEvent[],
    turn: Parameters<OrchestratorRunner["start"]>[3],
  ): EpisodeOutcome {
    const { executionId: session } = record;
    if (turn.turn === 1) return this.runner.start(session, definition, startOf(history, record), turn);
    if (!this.runner.isLive(session)) {
      const rebuilt = this.runner.rebuild(session, definition, [startOf(history, record), ...history.slice(1)]);
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

/** What the orchestrator begins with: the history's first event, and who called it, which only the record knows. */
function startOf([first]: readonly HistoryEvent[], { parentId }: InstanceRecord): RecordedStart {
  invariant(first?.type === "ExecutionStarted", `a history begins with ${first?.type}`);
  return parentId === undefined ? first : { ...first, parentId };
}

function condemnedOutcome(message: string): EpisodeOutcome {
  return { kind: "failed", actions: [], failure: { code: "EpisodeTimeout", message, nonRetriable: true } };
}
