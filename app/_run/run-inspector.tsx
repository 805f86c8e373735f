"use client";

import type { RunState } from "@dacapo/engine/timeline";
import { durationText } from "@dacapo/engine/timeline";
import { Button } from "@mantine/core";
import { IconRoute } from "@tabler/icons-react";
import Link from "next/link";
import { useMemo } from "react";
import { formatCount } from "@/app/_ui/figures";
import { StatusChip } from "@/app/_ui/status-chip";
import { FailureView } from "./failure-view";
import classes from "./inspector.module.css";
import { PayloadView } from "./payload-view";
import { failedIteration } from "./projection/failure-place";
import { waitingNodes } from "./projection/node-runs";
import { shownStatus } from "./projection/run-words";
import { Section } from "./section";

interface RunInspectorProps {
  readonly name: string;
  readonly state: RunState;
  readonly nowMs: number;
  /** The name of the node at which the run failed. */
  readonly failedNode?: string | undefined;
  readonly codeLine?: { readonly line: number; readonly text: string } | undefined;
  readonly onSelectNode: (name: string) => void;
  /** The run that started this one. */
  readonly parentRunId: string | undefined;
}

/** The run as a whole: what it was given, what it gave, why it failed. */
export function RunInspector({
  name,
  state,
  nowMs,
  failedNode,
  codeLine,
  onSelectNode,
  parentRunId,
}: RunInspectorProps) {
  const startMs = state.startedAtMs ?? nowMs;
  const waiting = useMemo(() => waitingNodes(state), [state]);
  return (
    <aside className={classes.inspector} aria-label="Inspector">
      <header className={classes.head}>
        <span className={classes.tile}>
          <IconRoute size={18} stroke={1.6} aria-hidden />
        </span>
        <div className={classes.title}>
          <h2 title={name}>{name}</h2>
          <p>The run. A node says more.</p>
        </div>
        <StatusChip state={shownStatus(state.status)} />
      </header>
      {waiting.length > 0 && (
        <Section title="Waits for">
          <ul className={classes.waiting}>
            {waiting.map((node) => (
              <li key={node.key}>
                <span>{node.asks === undefined ? `the event ${node.event}` : "a person"}</span>
                <Button variant="default" size="compact-xs" onClick={() => onSelectNode(node.node)}>
                  Show {node.key}
                </Button>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {state.customStatus !== undefined && (
        <Section title="Status" beside="what the run says of itself">
          <PayloadView text={state.customStatus} label="Status of the run" />
        </Section>
      )}
      {state.failure !== undefined && (
        <Section title="Failure" beside={placeWords(failedNode, failedIteration(state))}>
          <FailureView
            failure={state.failure}
            codeLine={codeLine}
            action={
              failedNode !== undefined && (
                <Button variant="default" size="compact-xs" onClick={() => onSelectNode(failedNode)}>
                  Show {failedNode}
                </Button>
              )
            }
          />
        </Section>
      )}
      {state.reason === undefined && state.cancelReason !== undefined && (
        <Section title="Cleaning up">
          <p className={classes.quiet}>
            The run was cancelled, and goes on for its clean-up alone. {state.cancelReason}
          </p>
        </Section>
      )}
      {state.reason !== undefined && (
        <Section title="Cancelled">
          <p className={classes.quiet}>{state.reason === "" ? "No reason was given." : state.reason}</p>
        </Section>
      )}
      <Section title="Input">
        <PayloadView text={state.input} label="Input of the run" />
      </Section>
      {state.status === "Completed" && (
        <Section title="Output">
          <PayloadView text={state.output} label="Output of the run" />
        </Section>
      )}
      <Section title="Facts">
        <dl className={classes.facts}>
          <dt>Started</dt>
          <dd>{new Date(startMs).toLocaleString()}</dd>
          <dt>{state.endedAtMs === undefined ? "Running for" : "Took"}</dt>
          <dd>{durationText((state.endedAtMs ?? nowMs) - startMs)}</dd>
          {parentRunId !== undefined && (
            <>
              <dt>Started by</dt>
              <dd>
                <Link href={`/runs/${encodeURIComponent(parentRunId)}`}>another run</Link>
              </dd>
            </>
          )}
          <dt>Events</dt>
          <dd>{formatCount(state.seq)}</dd>
          <dt>Turns</dt>
          <dd>{formatCount(state.turn)}</dd>
        </dl>
      </Section>
    </aside>
  );
}

function placeWords(node: string | undefined, iteration: string | undefined): string | undefined {
  if (node === undefined) return iteration === undefined ? undefined : `in item ${iteration}`;
  return iteration === undefined ? `at ${node}` : `at ${node}, item ${iteration}`;
}
