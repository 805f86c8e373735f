import type { ReactNode } from "react";
import { recoveryShown } from "../figures/recovery";
import type { PartitionRow, ThreadGroup } from "../figures/thread-groups";
import { figureText, partitionText, wholeText } from "../figures/words";
import { Count } from "./count";
import { LogBar } from "./log-bar";
import { LookGlyph } from "./look-glyph";
import { QueueMarks } from "./queue-marks";
import { Recovery } from "./recovery";
import classes from "./ring-detail.module.css";
import { Sparkline } from "./sparkline";

interface RingDetailProps {
  readonly group: ThreadGroup;
  readonly row: PartitionRow;
  readonly nowMs: number;
}

/** The partition that was chosen in the ring, and its thread, in the figures of the table. */
export function RingDetail({ group, row, nowMs }: RingDetailProps) {
  const { metrics: thread, notDurable, flushes, snapshotAge } = group;
  const { queueDepth, outboxDepth, position, speculationDepth, stored, resident, active } = row.metrics;
  return (
    <section className={classes.detail} aria-label={`Partition ${partitionText(row.partition)}`}>
      <h3>
        Partition {partitionText(row.partition)} <LookGlyph look={row.look} />
      </h3>
      <dl>
        <Line name="Queue">
          <QueueMarks depth={queueDepth} marks={row.queueMarks} isSlow={row.look === "slow"} />
          {outboxDepth > 0 && ` · ${wholeText(outboxDepth)} to send`}
        </Line>
        <Line name="Log">
          <LogBar position={position} notDurable={speculationDepth} />
        </Line>
        <Line name="Last 60 s">
          <Sparkline points={row.rates} nowMs={nowMs} width={92} height={22} isQuiet />
          <span>{figureText(row.recordsPerSecond)} records/s</span>
        </Line>
        <Line name="Active">
          <Count of={active} unit={`of ${wholeText(resident)} in memory`} />
        </Line>
        <Line name="Snapshot">
          <Count of={stored} unit="stored" />
        </Line>
      </dl>
      <h3>
        Thread {group.thread} <LookGlyph look={group.look} />
      </h3>
      {group.look === "recovering" ? (
        <div className={classes.recovery}>
          <Recovery recovery={recoveryShown(thread.recovery)} />
        </div>
      ) : (
        <dl>
          <Line name="Log">
            <LogBar position={thread.durablePosition} notDurable={notDurable} isWhole />
          </Line>
          <Line name="Flush">
            <Sparkline points={flushes} nowMs={nowMs} width={92} height={22} />
            <span>{thread.flushes.count === 0 ? "–" : `${figureText(thread.flushes.p50)} ms`}</span>
          </Line>
          <Line name="Snapshot">
            {thread.snapshot.inProgress
              ? "being written"
              : snapshotAge === undefined
                ? "none yet"
                : `${snapshotAge} ago`}
          </Line>
        </dl>
      )}
    </section>
  );
}

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={classes.line}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
