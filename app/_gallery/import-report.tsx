import type { ImportedDrawing } from "@/app/_server/api-types";
import classes from "./import-dialog.module.css";
import { differencesOf, summaryOf } from "./import-summary";

/** What became of a definition: in a sentence, and state by state where something is not quite the same. */
export function ImportReport({ drawing }: { readonly drawing: ImportedDrawing }) {
  const differences = differencesOf(drawing);
  return (
    <section className={classes.report} aria-label="What was imported">
      <p>{summaryOf(drawing)}</p>
      {drawing.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {differences.length > 0 && (
        <ul>
          {differences.map(({ note, states }) => (
            <li key={note}>
              <b>{states.join(", ")}</b> {note}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
