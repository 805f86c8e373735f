"use client";

import type { GraphNode } from "@dacapo/engine/compiler";
import type { Failure } from "@dacapo/engine/model";
import type { NodeState, RunState } from "@dacapo/engine/timeline";
import { durationText } from "@dacapo/engine/timeline";
import { ActionIcon, Select } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import Link from "next/link";
import { useMemo } from "react";
import { stateWord } from "@/app/_ui/state";
import { StatusChip } from "@/app/_ui/status-chip";
import { portLabel } from "../_designer/document/ports";
import { NodeIcon } from "../_designer/nodes/icon";
import { AnswerApproval } from "./answer-approval";
import { AttemptsList } from "./attempts-list";
import { FailureView } from "./failure-view";
import classes from "./inspector.module.css";
import { PayloadView } from "./payload-view";
import { failedIteration } from "./projection/failure-place";
import { nodeRuns, runToShow } from "./projection/node-runs";
import { type NodeView, subtitleOf } from "./projection/node-views";
import { shownNodeStatus } from "./projection/run-words";
import { RaiseEvent } from "./raise-event";
import { Section } from "./section";

interface NodeInspectorProps {
  readonly runId: string;
  /** The node as it is drawn, when the run was drawn here. */
  readonly drawn: GraphNode | undefined;
  /** False in the past, and after the end: nothing can be answered there. */
  readonly isLive: boolean;
  /** The node's name. */
  readonly name: string;
  /** What sort of node it is, in words. */
  readonly sort: string;
  /** The name of a Tabler outline icon. */
  readonly icon: string;
  /** A start node has no line in the history: its output is the run's input. */
  readonly isStart: boolean;
  readonly view: NodeView | undefined;
  readonly state: RunState;
  readonly nowMs: number;
  /** The run's failure, when it happened at this node before the node could ask for anything. */
  readonly ownFailure?: Failure | undefined;
  readonly codeLine?: { readonly line: number; readonly text: string } | undefined;
  /** The iteration that was picked; the one that most needs a look when none is. */
  readonly pickedKey: string | undefined;
  readonly onPick: (key: string) => void;
  readonly onLookAt: (seq: number) => void;
  readonly onClose: () => void;
}

/** What one node was given, gave, tried and suffered, at the event that is looked at. */
export function NodeInspector(props: NodeInspectorProps) {
  const { name, view, state, nowMs, ownFailure, codeLine, pickedKey, onPick, onLookAt, onClose } = props;
  const runs = useMemo(() => nodeRuns(state, name), [state, name]);
  const choices = useMemo(
    () =>
      runs.map((run) => ({ value: run.key, label: `${run.label} · ${stateWord(shownNodeStatus(run.node.status))}` })),
    [runs],
  );
  const picked = runs.find((run) => run.key === pickedKey);
  // What failed before it could ask for anything has no line of its own; another iteration's would say something else.
  const failedUnseen = ownFailure !== undefined && !runs.some((run) => run.node.failure !== undefined);
  const shown = picked ?? (failedUnseen ? undefined : runToShow(runs));
  const iteration = ownFailure === undefined ? undefined : failedIteration(state);
  const glyph = shown === undefined ? (view?.state ?? "not-reached") : shownNodeStatus(shown.node.status);
  return (
    <aside className={classes.inspector} aria-label="Inspector">
      <header className={classes.head}>
        <span className={classes.tile}>
          <NodeIcon name={props.icon} size={18} />
        </span>
        <div className={classes.title}>
          <h2 title={name}>{name}</h2>
          <p>{props.sort}</p>
        </div>
        <StatusChip state={glyph === "not-reached" ? "idle" : glyph} />
        <ActionIcon size={24} aria-label="Show the run instead" onClick={onClose} className={classes.close ?? ""}>
          <IconX size={14} aria-hidden />
        </ActionIcon>
      </header>
      {(runs.length > 1 || runs.some((run) => run.node.path.length > 0)) && (
        <Section title="Iteration" beside={runs.length === 1 ? "1 so far" : `${runs.length} so far`}>
          <Select
            aria-label="Iteration"
            searchable
            allowDeselect={false}
            placeholder="Show an iteration"
            value={shown?.key ?? null}
            data={choices}
            onChange={(key) => key !== null && onPick(key)}
            limit={200}
            nothingFoundMessage="No iteration is called that"
            // What is typed replaces the iteration that is shown, instead of being added to its name.
            onFocus={(event) => event.currentTarget.select()}
            onClick={(event) => event.currentTarget.select()}
          />
        </Section>
      )}
      {ownFailure !== undefined && picked === undefined && shown?.node.failure === undefined && (
        <Section title="Failure" beside={iteration === undefined ? undefined : `item ${iteration}`}>
          <FailureView failure={ownFailure} codeLine={codeLine} />
        </Section>
      )}
      {shown === undefined ? (
        <Unseen name={name} isStart={props.isStart} view={view} state={state} />
      ) : (
        <OneRun
          node={shown.node}
          runId={props.runId}
          drawn={props.drawn}
          isLive={props.isLive}
          state={state}
          nowMs={nowMs}
          onLookAt={onLookAt}
        />
      )}
    </aside>
  );
}

function Unseen({ name, isStart, view, state }: Pick<NodeInspectorProps, "name" | "isStart" | "view" | "state">) {
  if (isStart) {
    return (
      <Section title="Output" beside="the run's input">
        <PayloadView text={state.input} label={`Output of ${name}`} />
      </Section>
    );
  }
  return (
    <Section title="Status">
      <p className={classes.quiet}>{unseenSentence(view)}</p>
    </Section>
  );
}

function unseenSentence(view: NodeView | undefined): string {
  switch (view?.state) {
    case "skipped":
      return "The run went another way, so this node is not run.";
    case "failed":
      return "The node failed before it could begin its work.";
    case "not-reached":
    case undefined:
      return view?.subtitle === "Not reached"
        ? "The run ended before it came to this node."
        : "The run has not come to this node yet.";
    default:
      return view?.subtitle ?? "";
  }
}

interface OneRunProps extends Pick<NodeInspectorProps, "runId" | "drawn" | "isLive"> {
  readonly node: NodeState;
  readonly state: RunState;
  readonly nowMs: number;
  readonly onLookAt: (seq: number) => void;
}

function OneRun({ node, runId, drawn, isLive, state, nowMs, onLookAt }: OneRunProps) {
  const startMs = node.startedAtMs ?? node.scheduledAtMs;
  const runStartMs = state.startedAtMs ?? startMs;
  const waits = isLive && node.status === "waiting-event";
  return (
    <>
      {node.asks !== undefined && <AnswerApproval key={node.key} runId={runId} node={node} isLive={waits} />}
      {waits && node.asks === undefined && node.event !== undefined && (
        <RaiseEvent
          key={node.key}
          runId={runId}
          event={node.event}
          schema={drawn?.type === "waitForEvent" ? drawn.config.schema : undefined}
        />
      )}
      {node.failure !== undefined && (
        <Section title="Failure" beside={<EventLink seq={node.settledSeq} onLookAt={onLookAt} />}>
          <FailureView failure={node.failure} />
        </Section>
      )}
      <Section title="Status" beside={<EventLink seq={node.scheduledSeq} onLookAt={onLookAt} />}>
        <dl className={classes.facts}>
          <dt>State</dt>
          <dd>{statusText(node, nowMs)}</dd>
          <dt>Began</dt>
          <dd>
            {durationText(startMs - runStartMs)} into the run, {new Date(startMs).toLocaleTimeString()}
          </dd>
          {node.port !== undefined && (
            <>
              <dt>Port</dt>
              <dd>{drawn === undefined ? node.port : portLabel(drawn, node.port)}</dd>
            </>
          )}
          {node.startedInstance !== undefined && (
            <>
              <dt>Run</dt>
              <dd>
                <Link href={`/runs/${encodeURIComponent(node.startedInstance)}`}>Open the run it started</Link>
              </dd>
            </>
          )}
          {node.fireAtMs !== undefined && (
            <>
              <dt>Due</dt>
              <dd>{new Date(node.fireAtMs).toLocaleString()}</dd>
            </>
          )}
        </dl>
      </Section>
      {node.input !== undefined && (
        <Section title={node.loop === undefined ? "Input" : "Items"}>
          <PayloadView key={node.key} text={node.input} label={`Input of ${node.node}`} />
        </Section>
      )}
      {(node.output !== undefined || node.status === "completed") &&
        node.kind !== "decision" &&
        (node.kind !== "wait" || node.output !== undefined) && (
          <Section title="Output" beside={<EventLink seq={node.settledSeq} onLookAt={onLookAt} />}>
            <PayloadView key={node.key} text={node.output} label={`Output of ${node.node}`} />
          </Section>
        )}
      {node.kind === "work" && (node.activity !== undefined || node.attempts.length > 0) && (
        <Section title="Attempts" beside={attemptsText(node)}>
          {node.attempts.length === 0 ? (
            <p className={classes.quiet}>Queued. No attempt has begun.</p>
          ) : (
            <AttemptsList node={node} nowMs={nowMs} runStartMs={runStartMs} onLookAt={onLookAt} />
          )}
        </Section>
      )}
    </>
  );
}

/** The failure itself is told above, at length. */
function statusText(node: NodeState, nowMs: number): string {
  return node.status === "failed" ? "Failed" : subtitleOf(node, nowMs);
}

function attemptsText(node: NodeState): string {
  const count = node.attempts.at(-1)?.attempt ?? 0;
  return node.maxAttempts === undefined ? String(count) : `${count} of ${node.maxAttempts}`;
}

interface EventLinkProps {
  readonly seq: number | undefined;
  readonly onLookAt: (seq: number) => void;
}

function EventLink({ seq, onLookAt }: EventLinkProps) {
  if (seq === undefined) return null;
  return (
    <button type="button" className={classes.event} onClick={() => onLookAt(seq)}>
      event {seq}
    </button>
  );
}
