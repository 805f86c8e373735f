import type { RunState } from "@dacapo/engine/timeline";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type Ref, useEffect, useRef } from "react";
import { rowPast } from "../layout/row-past";
import { type Row, rowShowsNode } from "../layout/rows";
import { SIZES } from "../layout/sizes";
import type { TimeAxis } from "../layout/time-axis";
import { type RowActions, RowLine } from "./row-line";
import classes from "./row-list.module.css";
import { useRowFocus } from "./use-row-focus";

interface RowListProps {
  readonly rows: readonly Row[];
  readonly axis: TimeAxis;
  readonly state: RunState;
  /** The moment of the playhead. */
  readonly atMs: number;
  readonly nowMs: number;
  readonly selectedNode: string | undefined;
  readonly actions: RowActions;
  /** Measures the width that is left beside a scroll bar. */
  readonly widthRef: Ref<HTMLDivElement>;
}

/** With rows of 19 pixels a tall screen shows fifty; these many more are kept on either side. */
const OVERSCAN_ROWS = 8;

/** The rows that are in sight, and a few more. */
export function RowList(props: RowListProps) {
  const { rows, axis, state, atMs, nowMs, selectedNode, actions, widthRef } = props;
  const scrollRef = useRef<HTMLDivElement>(null);
  const { tabStop, onRowFocus, onRowKey } = useRowFocus(scrollRef, rows, actions.onToggleLoop);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: (index) => rows[index]?.height ?? SIZES.row,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: OVERSCAN_ROWS,
    rangeExtractor: (range) => withTabStop(defaultRangeExtractor(range), tabStop, rows.length),
  });
  const rowsInSight = useRef(rows);
  useEffect(() => {
    rowsInSight.current = rows;
    virtualizer.measure();
  }, [rows, virtualizer]);
  useEffect(() => {
    if (selectedNode === undefined) return;
    const index = rowsInSight.current.findIndex((row) => rowShowsNode(row, selectedNode));
    if (index >= 0) virtualizer.scrollToIndex(index, { align: "auto" });
  }, [selectedNode, virtualizer]);
  return (
    <div ref={scrollRef} className={classes.scroller}>
      <div ref={widthRef} className={classes.width} />
      <ul className={classes.list} style={{ height: virtualizer.getTotalSize() }} aria-label="Nodes of the run">
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <RowLine
              key={row.id}
              row={row}
              index={index}
              top={start}
              axis={axis}
              past={rowPast(row, state, atMs)}
              nowMs={nowMs}
              selected={selectedNode !== undefined && rowShowsNode(row, selectedNode)}
              tabStop={index === tabStop}
              onRowFocus={onRowFocus}
              onRowKey={onRowKey}
              actions={actions}
            />
          );
        })}
      </ul>
    </div>
  );
}

/** The row that the Tab key stops at is drawn even when it is out of sight. */
function withTabStop(indexes: readonly number[], tabStop: number, count: number): number[] {
  if (tabStop >= count || indexes.includes(tabStop)) return [...indexes];
  return [...indexes, tabStop].sort((a, b) => a - b);
}
