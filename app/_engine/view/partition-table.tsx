import type { ThreadGroup } from "../figures/thread-groups";
import { PartitionLine } from "./partition-line";
import classes from "./partition-table.module.css";
import { ThreadLine } from "./thread-line";

interface PartitionTableProps {
  readonly groups: readonly ThreadGroup[];
  readonly nowMs: number;
  /** The thread whose commit pipeline is shown below. */
  readonly shownThread: number | undefined;
  readonly onShow: (thread: number) => void;
}

/** Every thread with its log, and under it the partitions that share that log. */
export function PartitionTable({ groups, nowMs, shownThread, onShow }: PartitionTableProps) {
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Partition</th>
            <th scope="col">Queue</th>
            <th scope="col">Log: durable / processed</th>
            <th scope="col">Last 60 s: flush, records</th>
            <th scope="col" className={classes.number}>
              Speculation
            </th>
            <th scope="col" className={classes.number}>
              Snapshot
            </th>
            <th scope="col" className={`${classes.number} ${classes.extra}`}>
              In memory
            </th>
            <th scope="col" className={classes.number}>
              Active
            </th>
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group.thread}>
            <ThreadLine group={group} nowMs={nowMs} isShown={group.thread === shownThread} onShow={onShow} />
            {group.partitions.map((row) => (
              <PartitionLine key={row.partition} row={row} nowMs={nowMs} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
