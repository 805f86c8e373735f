import Link from "next/link";
import type { ReactNode } from "react";
import { LogoMark } from "./logo";
import classes from "./top-bar.module.css";

interface TopBarProps {
  /** Name and state, at the left. */
  readonly children: ReactNode;
  /** Buttons, at the right. */
  readonly actions?: ReactNode;
}

/** The bar above a single document or run: the way home, what this is, what can be done with it. */
export function TopBar({ children, actions }: TopBarProps) {
  return (
    <header className={classes.bar}>
      <Link href="/" className={classes.home} aria-label="Dacapo, all workflows">
        <LogoMark size={22} />
      </Link>
      <div className={classes.title}>{children}</div>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </header>
  );
}
