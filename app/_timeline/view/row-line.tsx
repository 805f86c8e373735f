import { type Span, spanOf } from "@dacapo/engine/timeline";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type KeyboardEvent, memo } from "react";
import { StateGlyph } from "@/app/_ui/state-glyph";
import { type Bar, barsOf } from "../layout/bars";
import { pastDetail, type RowPast, samePast } from "../layout/row-past";
import { chosenSpan, type LoopRow, type Row } from "../layout/rows";
import { SIZES } from "../layout/sizes";
import type { TimeAxis } from "../layout/time-axis";
import classes from "./row-line.module.css";
import { SpanBars } from "./span-bars";
import type { ShowTip } from "./tip";

export interface RowActions {
  readonly onPosition: (n: number) => void;
  readonly onSelect: (span: Pick<Span, "node" | "key"> | undefined) => void;
  readonly onToggleLoop: (row: LoopRow) => void;
  readonly showTip: ShowTip;
}

interface RowLineProps {
  readonly row: Row;
  readonly index: number;
  readonly top: number;
  readonly axis: TimeAxis;
  readonly past: RowPast;
  /** Ends what goes on at the end of the known history; only looked at where the row differs from its past. */
  readonly nowMs: number;
  readonly selected: boolean;
  /** The Tab key stops here. */
  readonly tabStop: boolean;
  readonly onRowFocus: (index: number) => void;
  readonly onRowKey: (event: KeyboardEvent, index: number) => void;
  readonly actions: RowActions;
}

/**
 * One row. What had happened is drawn from the state at the playhead; what was still to come, from
 * the whole history, pale, and cut off left of the playhead by a CSS variable, so that moving the
 * playhead does not draw rows in which nothing changes.
 */
export const RowLine = memo(function RowLine(props: RowLineProps) {
  const { row, index, top, axis, past, nowMs, selected, tabStop, onRowFocus, onRowKey, actions } = props;
  const inLane = row.kind === "lane";
  const { onPosition, onSelect, onToggleLoop, showTip } = actions;
  const detail = pastDetail(row, past);
  const bars = (list: readonly Bar[]) => (
    <SpanBars bars={list} inLane={inLane} onBar={onSelect} onPosition={onPosition} showTip={showTip} />
  );
  return (
    <li
      className={classes.row}
      data-kind={row.kind}
      data-index={index}
      data-odd={index % 2 === 1 || undefined}
      data-selected={selected || undefined}
      style={{ top, height: row.height }}
    >
      <div className={classes.name} style={{ paddingLeft: 8 + row.depth * SIZES.indent }}>
        {row.kind === "loop" && (
          <button
            type="button"
            className={classes.toggle}
            aria-expanded={!row.collapsed}
            aria-label={`Iterations of ${row.label}`}
            onClick={() => onToggleLoop(row)}
          >
            {row.collapsed ? <IconChevronRight size={14} aria-hidden /> : <IconChevronDown size={14} aria-hidden />}
          </button>
        )}
        {row.label !== "" && (
          <button
            type="button"
            className={classes.label}
            data-row-name
            tabIndex={tabStop ? 0 : -1}
            onKeyDown={(event) => onRowKey(event, index)}
            aria-current={selected || undefined}
            onClick={() => onSelect(chosenSpan(row))}
            onFocus={(event) => {
              onRowFocus(index);
              showTip(event.currentTarget, detail);
            }}
            onBlur={() => showTip(undefined)}
            onPointerEnter={(event) => showTip(event.currentTarget, detail)}
            onPointerLeave={() => showTip(undefined)}
          >
            <StateGlyph state={past.look} size={14} />
            <span className={classes.text}>{row.label}</span>
            <span className={classes.figure}>{past.figure}</span>
          </button>
        )}
      </div>
      <div className={classes.track} style={{ width: axis.widthPx }}>
        <div className={classes.future}>{bars(futureBars(row, axis, past, nowMs))}</div>
        {bars(pastBars(axis, past))}
      </div>
    </li>
  );
}, drawnAlike);

function pastBars(axis: TimeAxis, past: RowPast): readonly Bar[] {
  return past.nodes.flatMap((node) => (node === undefined ? [] : barsOf(spanOf(node), axis, past.openUntilMs)));
}

/** What the row becomes, where that differs from what it was. */
function futureBars(row: Row, axis: TimeAxis, past: RowPast, nowMs: number): readonly Bar[] {
  const spans = row.kind === "lane" ? row.spans : [row.span];
  return spans.flatMap((span, index) => {
    const node = past.nodes[index];
    return node !== undefined && spanOf(node) === span ? [] : barsOf(span, axis, nowMs);
  });
}

function drawnAlike(a: RowLineProps, b: RowLineProps): boolean {
  return (
    a.row === b.row &&
    a.index === b.index &&
    a.top === b.top &&
    a.axis === b.axis &&
    a.nowMs === b.nowMs &&
    a.selected === b.selected &&
    a.tabStop === b.tabStop &&
    a.onRowFocus === b.onRowFocus &&
    a.onRowKey === b.onRowKey &&
    a.actions === b.actions &&
    samePast(a.past, b.past)
  );
}
