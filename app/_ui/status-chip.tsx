import { type GlyphState, stateWord } from "./state";
import { StateGlyph } from "./state-glyph";
import classes from "./status-chip.module.css";

interface StatusChipProps {
  readonly state: GlyphState;
  /** The words; the state's own unless told otherwise ("Retrying 2 of 3"). */
  readonly children?: string;
}

/** A state as a chip: glyph and word. */
export function StatusChip({ state, children }: StatusChipProps) {
  return (
    <span className={classes.chip} data-dc-state={state}>
      <StateGlyph state={state} size={14} decorative />
      {children ?? stateWord(state)}
    </span>
  );
}
