import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { type LoopRow, type Row, rowAfterKey } from "../layout/rows";

interface RowFocus {
  /** The one row that the Tab key stops at. */
  readonly tabStop: number;
  readonly onRowFocus: (index: number) => void;
  readonly onRowKey: (event: KeyboardEvent, index: number) => void;
}

/**
 * The rows are one stop for the Tab key, however many they are: up and down go from row to row,
 * right opens a container and left closes it.
 */
export function useRowFocus(
  scroller: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  onToggleLoop: (row: LoopRow) => void,
): RowFocus {
  const [tabStop, setTabStop] = useState(0);
  const wanted = useRef(false);
  useEffect(() => {
    if (!wanted.current) return;
    wanted.current = false;
    scroller.current?.querySelector<HTMLElement>(`[data-index="${tabStop}"] [data-row-name]`)?.focus();
  }, [tabStop, scroller]);
  const onRowKey = useCallback(
    (event: KeyboardEvent, index: number) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const row = rows[index];
      const opens = row?.kind === "loop" && event.key === (row.collapsed ? "ArrowRight" : "ArrowLeft");
      const next = rowAfterKey(rows, index, event.key);
      if (!opens && next === undefined) return;
      event.preventDefault();
      if (opens) onToggleLoop(row);
      if (next === undefined) return;
      wanted.current = true;
      setTabStop(next);
    },
    [rows, onToggleLoop],
  );
  return { tabStop: Math.min(tabStop, Math.max(0, rows.length - 1)), onRowFocus: setTabStop, onRowKey };
}
