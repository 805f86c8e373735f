import { Portal } from "@mantine/core";
import { useCallback, useState } from "react";
import classes from "./tip.module.css";

/** Shows a text beside an element, or nothing. */
export type ShowTip = (element: HTMLElement | undefined, text?: string) => void;

interface Shown {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** One tooltip for all rows: hundreds of spans have a detail to tell, and only one tells it at a time. */
export function useTip(): { readonly tip: Shown | undefined; readonly showTip: ShowTip } {
  const [tip, setTip] = useState<Shown>();
  const showTip = useCallback<ShowTip>((element, text) => {
    if (element === undefined || text === undefined) {
      setTip(undefined);
      return;
    }
    const box = element.getBoundingClientRect();
    setTip({ text, x: Math.max(box.left, 8), y: box.top - 6 });
  }, []);
  return { tip, showTip };
}

/** The tooltip, above what it tells about. */
export function Tip({ tip }: { readonly tip: Shown | undefined }) {
  if (tip === undefined) return null;
  return (
    <Portal>
      <div className={classes.tip} role="tooltip" style={{ left: `min(${tip.x}px, calc(100vw - 340px))`, top: tip.y }}>
        {tip.text}
      </div>
    </Portal>
  );
}
