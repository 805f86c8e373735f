import type { ReactNode } from "react";
import classes from "./kbd.module.css";

/** A key, as printed on it. */
export function Kbd({ children }: { readonly children: ReactNode }) {
  return <kbd className={classes.kbd}>{children}</kbd>;
}
