"use client";

import { durationText } from "@dacapo/engine/timeline";
import { Button, Tooltip } from "@mantine/core";
import { IconPencil, IconRotateClockwise } from "@tabler/icons-react";
import Link from "next/link";
import type { RunView } from "@/app/_server/api-types";
import { CopyButton } from "@/app/_ui/copy-button";
import { RelativeTime } from "@/app/_ui/relative-time";
import { StatusChip } from "@/app/_ui/status-chip";
import { ThemeToggle } from "@/app/_ui/theme-toggle";
import { TopBar } from "@/app/_ui/top-bar";
import { shortRunId } from "../_runs/short-id";
import { CancelRun } from "./cancel-run";
import type { ShownState } from "./projection/run-words";
import classes from "./run-top-bar.module.css";
import { useRunAgain } from "./use-run-again";

interface RunTopBarProps {
  readonly run: RunView;
  /** How the run is now, whatever event is looked at. */
  readonly state: ShownState;
  readonly isFinished: boolean;
  readonly durationMs: number;
  readonly activitiesInTheAir: number;
  readonly onCancelled: () => void;
}

/** What run this is, how it stands, and what can be done with it. */
export function RunTopBar(props: RunTopBarProps) {
  const { run, state, isFinished, durationMs, activitiesInTheAir, onCancelled } = props;
  const again = useRunAgain(run);
  return (
    <TopBar
      actions={
        <>
          {!isFinished && (
            <CancelRun runId={run.runId} activitiesInTheAir={activitiesInTheAir} onCancelled={onCancelled} />
          )}
          {run.workflowId !== undefined && (
            <>
              <Button
                component={Link}
                href={`/workflows/${encodeURIComponent(run.workflowId)}`}
                variant="default"
                leftSection={<IconPencil size={16} stroke={1.75} aria-hidden />}
              >
                Edit workflow
              </Button>
              <Tooltip label="Starts the workflow as it is drawn now, with the input of this run">
                <Button
                  variant={isFinished ? "filled" : "default"}
                  leftSection={<IconRotateClockwise size={16} stroke={1.75} aria-hidden />}
                  loading={again.isPending}
                  disabled={run.input === undefined}
                  onClick={again.start}
                >
                  Run again
                </Button>
              </Tooltip>
            </>
          )}
          <ThemeToggle />
        </>
      }
    >
      <Link href="/runs" className={classes.crumb}>
        Runs
      </Link>
      <span className={classes.slash} aria-hidden="true">
        /
      </span>
      <h1 className={classes.name} title={run.name}>
        {run.name}
      </h1>
      <StatusChip state={state} />
      <span className={classes.fact}>{durationText(durationMs)}</span>
      <span className={classes.id} title={run.runId}>
        <code>{shortRunId(run.runId)}</code>
        <CopyButton label="Copy run id" text={() => run.runId} />
      </span>
      {run.version !== undefined && (
        <Tooltip label={`The version of the code that runs: ${run.version}`}>
          <span className={classes.version}>{run.version.slice(0, 7)}</span>
        </Tooltip>
      )}
      <span className={classes.started}>
        started <RelativeTime atMs={run.createdAtMs} />
      </span>
      {/* The reason stays until the next try: a notice that goes away by itself would not be enough. */}
      {again.error !== null && (
        <span role="alert" className={classes.error} title={again.error.message}>
          {again.error.message}
        </span>
      )}
    </TopBar>
  );
}
