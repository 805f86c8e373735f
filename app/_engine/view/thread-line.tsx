import { sumOf } from "../figures/history";
import { recoveryShown } from "../figures/recovery";
import { queueMarks, type ThreadGroup } from "../figures/thread-groups";
import { figureText } from "../figures/words";
import { Count } from "./count";
import { LogBar } from "./log-bar";
import { LookGlyph } from "./look-glyph";
import { ROW_CLASS } from "./partition-line";
import classes from "./partition-table.module.css";
import { QueueMarks } from "./queue-marks";
import { Recovery } from "./recovery";
import { Sparkline } from "./sparkline";

interface ThreadLineProps {
  readonly group: ThreadGroup;
  readonly nowMs: number;
  readonly isShown: boolean;
  readonly onShow: (thread: number) => void;
}

/** A thread at the head of its partitions: its log, its flushes, its snapshot, and their sums. */
export function ThreadLine({ group, nowMs, isShown, onShow }: ThreadLineProps) {
  const { thread, look, metrics } = group;
  const row = ROW_CLASS[look];
  return (
    <tr className={row === undefined ? classes.thread : `${classes.thread} ${row}`}>
      <th scope="rowgroup">
        <span className={classes.name}>
          <button
            type="button"
            className={classes.show}
            aria-pressed={isShown}
            title="Show its commit pipeline"
            onClick={() => onShow(thread)}
          >
            Thread {thread}
          </button>
          <LookGlyph look={look} />
        </span>
      </th>
      {look === "recovering" ? (
        <td colSpan={7}>
          <Recovery recovery={recoveryShown(metrics.recovery)} />
        </td>
      ) : (
        <Figures group={group} nowMs={nowMs} />
      )}
    </tr>
  );
}

function Figures({ group, nowMs }: { readonly group: ThreadGroup; readonly nowMs: number }) {
  const { metrics, notDurable, flushes, snapshotAge, partitions, look } = group;
  const depth = sumOf(partitions, (row) => row.metrics.queueDepth);
  return (
    <>
      <td>
        <QueueMarks depth={depth} marks={queueMarks(depth)} isSlow={false} />
      </td>
      <td>
        <LogBar position={metrics.durablePosition} notDurable={notDurable} isWhole />
      </td>
      <td>
        <span className={classes.curve}>
          <Sparkline points={flushes} nowMs={nowMs} width={92} height={22} />
          <span className={look === "slow" ? classes.warning : undefined}>
            {metrics.flushes.count === 0 ? "–" : `${figureText(metrics.flushes.p50)} ms`}{" "}
            <span className={classes.muted}>flush</span>
          </span>
        </span>
      </td>
      <td className={classes.number}>
        <Count of={notDurable} unit="deep" />
      </td>
      <td className={classes.number}>
        {metrics.snapshot.inProgress
          ? "being written"
          : (snapshotAge ?? <span className={classes.muted}>none yet</span>)}
      </td>
      <td className={`${classes.number} ${classes.extra}`}>
        <Count of={metrics.residentInstances} />
      </td>
      <td className={classes.number}>
        <Count of={sumOf(partitions, (row) => row.metrics.active)} />
      </td>
    </>
  );
}
