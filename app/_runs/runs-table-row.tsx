import { durationText } from "@dacapo/engine/timeline";
import Link from "next/link";
import type { MouseEvent } from "react";
import type { RunRow } from "@/app/_server/api-types";
import { formatCount } from "@/app/_ui/figures";
import { RelativeTime } from "@/app/_ui/relative-time";
import { StatusChip } from "@/app/_ui/status-chip";
import { shownStatus } from "../_run/projection/run-words";
import classes from "./runs.module.css";
import { shortRunId } from "./short-id";

interface RunsTableRowProps {
  readonly row: RunRow;
  /** `undefined` until the browser has taken over. */
  readonly nowMs: number | undefined;
  readonly onOpen: () => void;
}

/** A run in a line: what it is, how it went, and why it failed, so that nobody opens it only to learn that. */
export function RunsTableRow({ row, nowMs, onOpen }: RunsTableRowProps) {
  const endMs = row.completedAtMs ?? nowMs;
  const open = (event: MouseEvent) => {
    const isOnLink = event.target instanceof Element && event.target.closest("a") !== null;
    if (!isOnLink && window.getSelection()?.isCollapsed !== false) onOpen();
  };
  return (
    <tr data-run={row.runId} onClick={open}>
      <td>
        <StatusChip state={shownStatus(row.status)} />
      </td>
      <td title={row.name}>
        <span className={classes.workflowName}>{row.name}</span>
      </td>
      <td>
        <Link
          href={`/runs/${encodeURIComponent(row.runId)}`}
          className={classes.runLink}
          title={row.runId}
          aria-label={`Run ${shortRunId(row.runId)} of ${row.name}`}
          data-run-link=""
        >
          {shortRunId(row.runId)}
        </Link>
      </td>
      <td className={`${classes.number} ${classes.soft}`}>
        <RelativeTime atMs={row.createdAtMs} />
      </td>
      <td className={classes.number}>{endMs === undefined ? "" : durationText(endMs - row.createdAtMs)}</td>
      <td className={`${classes.number} ${classes.soft}`}>{formatCount(row.eventCount)}</td>
      <td title={row.failure === undefined ? undefined : `${row.failure.code}: ${row.failure.message}`}>
        {row.failedNode !== undefined && <b>{row.failedNode} </b>}
        {row.failure !== undefined && <span className={classes.soft}>{row.failure.message}</span>}
      </td>
    </tr>
  );
}
