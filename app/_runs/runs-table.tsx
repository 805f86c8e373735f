"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useRef } from "react";
import type { RunRow } from "@/app/_server/api-types";
import { Kbd } from "@/app/_ui/kbd";
import { useNowMs } from "@/app/_ui/now";
import classes from "./runs.module.css";
import { RunsTableRow } from "./runs-table-row";
import { useRowKeys } from "./use-row-keys";
import { useSteadyScroll } from "./use-steady-scroll";

interface RunsTableProps {
  readonly rows: readonly RunRow[];
  /** The address of the list with its filters. */
  readonly address: string;
  /** The rows belong to the filters before; the new ones are on the way. */
  readonly isStale: boolean;
  /** At the foot: how much of the list this is. */
  readonly children: ReactNode;
}

const TICK_MS = 1_000;

/** One row per run; `j` and `k`, or the arrow keys, go through them, Enter opens one. */
export function RunsTable({ rows, address, isStale, children }: RunsTableProps) {
  const router = useRouter();
  const nowMs = useNowMs(TICK_MS);
  const body = useRef<HTMLTableSectionElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  useRowKeys(body, rows.length);
  useSteadyScroll(scroller, address, rows[0]?.runId);

  return (
    <div className={classes.frame}>
      <div ref={scroller} className={classes.scroll}>
        <table className={isStale ? `${classes.table} ${classes.stale}` : classes.table} aria-busy={isStale}>
          <colgroup>
            <col className={classes.state} />
            <col className={classes.name} />
            <col className={classes.id} />
            <col className={classes.started} />
            <col className={classes.duration} />
            <col className={classes.events} />
            <col />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col">Workflow</th>
              <th scope="col">Run</th>
              <th scope="col" className={classes.number}>
                Started
              </th>
              <th scope="col" className={classes.number}>
                Duration
              </th>
              <th scope="col" className={classes.number}>
                Events
              </th>
              <th scope="col">Where and why</th>
            </tr>
          </thead>
          <tbody ref={body}>
            {rows.map((row) => (
              <RunsTableRow
                key={row.runId}
                row={row}
                nowMs={nowMs}
                onOpen={() => router.push(`/runs/${encodeURIComponent(row.runId)}`)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <div className={classes.foot}>
        {children}
        <span className={classes.keys}>
          <Kbd>j</Kbd>
          <Kbd>k</Kbd> go through the runs, <Kbd>Enter</Kbd> opens one
        </span>
      </div>
    </div>
  );
}
