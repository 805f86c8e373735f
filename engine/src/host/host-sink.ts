import type { InstanceId, InstanceRecord, PartitionId } from "../model/index.js";
import type { LogLine } from "../orchestration/index.js";
import type {
  AbortActivity,
  ConfirmMessages,
  ReportIgnoredSignal,
  ReportIgnoredStart,
  Respond,
  RunActivity,
  SendMessages,
} from "../partition/effect.js";
import type { PartitionEvent } from "../partition/event.js";
import type { PublishedCode } from "../partition/state.js";
import type { LogPosition } from "../storage/log.js";
import type { Published } from "./durable-view.js";
import type { HubHealth } from "./hub.js";

/** Where the effects of a thread's partitions go. Called only with what may be seen. */
export interface HostSink {
  runActivity(order: RunActivity): void;
  abortActivity(order: AbortActivity): void;
  registerCode(code: PublishedCode): void;
  /** `position` is where the log holds what caused the messages. They gather until a turn or a flush ends, or {@link passOn}. */
  send(from: PartitionId, position: LogPosition, messages: SendMessages): void;
  /** What has gathered leaves now. */
  passOn(): void;
  /** `by` has taken messages of a partition of another log, durably. */
  confirm(by: PartitionId, taken: ConfirmMessages): void;
  ignoredSignal(signal: ReportIgnoredSignal): void;
  ignoredStart(start: ReportIgnoredStart): void;
  /** `isNew`: it was not shown before. */
  /** The instance was purged. */
  forget(instanceId: InstanceId): void;
  publish(published: Published, isNew: boolean): void;
  respond(respond: Respond): void;
  /** True when nobody waits for this answer: it is part of a later one, and need not be held until it is durable. */
  isPartOfLaterAnswer(respond: Respond): boolean;
  unknownOrchestration(record: InstanceRecord): void;
  /** An orchestration has something to say to the operator. */
  said(record: InstanceRecord, lines: readonly LogLine[]): void;
  /** An event was stepped, and its record of so many bytes appended. */
  stepped(partition: PartitionId, position: LogPosition, event: PartitionEvent, bytes: number): void;
  /** Everything up to and with this position is durable, and what waited for it has left. */
  durable(position: LogPosition): void;
  turnEnded(): void;
  stopped(health: HubHealth & { readonly state: "stopped" }): void;
}
