import classes from "./workflow-designer.module.css";

/** What an empty canvas says. */
export function FirstStep({ hasStart }: { readonly hasStart: boolean }) {
  return (
    <p className={classes.empty}>
      <b>{hasStart ? "What happens first?" : "A workflow begins with a start node"}</b>
      Click a node in the palette, or drag it here. Drag from a port into the empty canvas to add the next.
    </p>
  );
}
