import type { PartitionRow, ThreadLook } from "../figures/thread-groups";
import { figureText, partitionText, wholeText } from "../figures/words";
import { Count } from "./count";
import { LogBar } from "./log-bar";
import { LookGlyph } from "./look-glyph";
import classes from "./partition-table.module.css";
import { QueueMarks } from "./queue-marks";
import { Sparkline } from "./sparkline";

interface PartitionLineProps {
  readonly row: PartitionRow;
  readonly nowMs: number;
}

export const ROW_CLASS: Readonly<Record<ThreadLook, string | undefined>> = {
  running: undefined,
  recovering: classes.recovering,
  slow: classes.slow,
  stopped: classes.stopped,
};

/** One partition: what waits in it, what it writes, what it holds. */
export function PartitionLine({ row, nowMs }: PartitionLineProps) {
  const { partition, look, queueMarks, recordsPerSecond, rates, metrics } = row;
  const { queueDepth, outboxDepth, position, speculationDepth, resident, stored, active } = metrics;
  return (
    <tr className={ROW_CLASS[look]}>
      <th scope="row">
        <span className={classes.name}>
          <span className={classes.tile}>{partitionText(partition)}</span>
          <LookGlyph look={look} />
        </span>
      </th>
      <td>
        <QueueMarks depth={queueDepth} marks={queueMarks} isSlow={look === "slow"} />
        {outboxDepth > 0 && <span className={classes.outbox}>{wholeText(outboxDepth)} to send</span>}
      </td>
      <td>
        <LogBar position={position} notDurable={speculationDepth} />
      </td>
      <td>
        <span className={classes.curve}>
          <Sparkline points={rates} nowMs={nowMs} width={92} height={22} isQuiet />
          <span className={recordsPerSecond === 0 ? classes.muted : classes.soft}>
            {figureText(recordsPerSecond)} <span className={classes.muted}>/s</span>
          </span>
        </span>
      </td>
      <td className={classes.number}>
        <Count of={speculationDepth} unit="deep" />
      </td>
      <td className={`${classes.number} ${classes.soft}`}>
        <Count of={stored} unit="stored" />
      </td>
      <td className={`${classes.number} ${classes.soft} ${classes.extra}`}>
        <Count of={resident} />
      </td>
      <td className={classes.number}>
        <Count of={active} />
      </td>
    </tr>
  );
}
