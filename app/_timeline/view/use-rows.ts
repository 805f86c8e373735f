import { type NodeKey, type Replay, spansOf } from "@dacapo/engine/timeline";
import { useCallback, useMemo, useState } from "react";
import { itemLabels } from "../layout/item-labels";
import { type Folding, type LoopRow, type Row, rowsOf } from "../layout/rows";

interface Rows {
  readonly rows: readonly Row[];
  readonly toggleLoop: (row: LoopRow) => void;
}

/** The rows of everything that is known of a run, and which of its containers are open. */
export function useRows(replay: Replay): Rows {
  const [folding, setFolding] = useState<Folding>(new Map<NodeKey, "open" | "collapsed">());
  const [labels] = useState(itemLabels);
  const spans = useMemo(() => spansOf(replay.latest), [replay]);
  const rows = useMemo(() => rowsOf(spans, folding, labels), [spans, folding, labels]);
  const toggleLoop = useCallback((row: LoopRow) => {
    setFolding((before) => new Map(before).set(row.span.key, row.collapsed ? "open" : "collapsed"));
  }, []);
  return { rows, toggleLoop };
}
