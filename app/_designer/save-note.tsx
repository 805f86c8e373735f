import { unreachable } from "@dacapo/engine/model";
import type { SaveState } from "./session/autosave";
import classes from "./workflow-designer.module.css";

/** Where the edits are, in a few words. */
export function SaveNote({ state }: { readonly state: SaveState }) {
  return (
    <span className={classes.saveNote} data-kind={state.kind} role="status">
      {saveText(state)}
    </span>
  );
}

function saveText(state: SaveState): string {
  switch (state.kind) {
    case "saved":
      return "Saved";
    case "saving":
      return "Saving…";
    case "offline": {
      const edits = state.edits === 1 ? "1 edit waits" : `${state.edits} edits wait`;
      return state.isShelved ? `Offline: ${edits} here` : `Offline: ${edits} in this tab only`;
    }
    case "conflict":
      return "Not saved: changed elsewhere";
    case "refused":
      return `Not saved: ${state.message}`;
    default:
      return unreachable(state, "save state");
  }
}
