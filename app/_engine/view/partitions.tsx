"use client";

import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useRemembered } from "@/app/_ui/use-remembered";
import type { ThreadGroup } from "../figures/thread-groups";
import { PartitionRing } from "./partition-ring";
import { PartitionTable } from "./partition-table";
import classes from "./partition-table.module.css";

interface PartitionsProps {
  readonly groups: readonly ThreadGroup[];
  readonly nowMs: number;
  /** The thread whose commit pipeline is shown below. */
  readonly shownThread: number | undefined;
  readonly onShow: (thread: number) => void;
}

const VIEWS = ["table", "ring"] as const;
type View = (typeof VIEWS)[number];

/** The partitions as a table, for their figures, or as a ring, for how they compare. The choice stays with the browser. */
export function Partitions({ groups, nowMs, shownThread, onShow }: PartitionsProps) {
  const [view, setView] = useRemembered<View>("engine.partitions", "table", VIEWS);
  const [chosen, choose] = useState<number>();
  const ofShown = groups.find(({ thread }) => thread === shownThread)?.partitions[0]?.partition;
  return (
    <>
      <div className={classes.head}>
        <h2>Partitions</h2>
        {view === "table" ? <TableLegend /> : <RingLegend />}
        <SegmentedControl
          className={classes.switch}
          aria-label="How the partitions are shown"
          value={view}
          onChange={(next) => setView(next === "ring" ? "ring" : "table")}
          data={[
            { value: "table", label: "Table" },
            { value: "ring", label: "Ring" },
          ]}
        />
      </div>
      {view === "table" ? (
        <PartitionTable groups={groups} nowMs={nowMs} shownThread={shownThread} onShow={onShow} />
      ) : (
        <PartitionRing
          groups={groups}
          nowMs={nowMs}
          chosen={chosen ?? ofShown}
          onChoose={(partition) => {
            choose(partition);
            const group = groups.find(({ partitions }) => partitions.some((row) => row.partition === partition));
            if (group !== undefined) onShow(group.thread);
          }}
        />
      )}
    </>
  );
}

function TableLegend() {
  return (
    <span className={classes.legend} aria-hidden="true">
      <span>
        <i className={classes.durable} /> durable
      </span>
      <span>
        <i className={classes.pending} /> processed, not yet durable: a stripe each
      </span>
    </span>
  );
}

function RingLegend() {
  return (
    <span className={classes.legend} aria-hidden="true">
      <span>
        <i className={classes.waiting} /> outwards: events that wait, a mark for each doubling
      </span>
      <span>
        <i className={classes.written} /> inwards: records a second, beside the busiest
      </span>
    </span>
  );
}
