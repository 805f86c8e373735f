import type { ThreadGroup } from "../figures/thread-groups";
import { bytesText, partitionsText, shareText } from "../figures/words";
import { Card, MeterLine } from "./card";

/** How busy each thread is, and with what. */
export function ThreadCard({ groups }: { readonly groups: readonly ThreadGroup[] }) {
  return (
    <Card title="Worker threads">
      {groups.map(({ thread, metrics, partitions }) => (
        <MeterLine
          key={thread}
          name={`Thread ${thread}`}
          share={metrics.busyShare}
          value={shareText(metrics.busyShare)}
          hint={`${partitionsText(partitions.map(({ partition }) => partition))} · heap ${bytesText(metrics.heapBytes)}`}
        />
      ))}
    </Card>
  );
}
