import { type RefObject, useEffect, useRef } from "react";
import { SIZES } from "../layout/sizes";

const ZOOM_PER_PIXEL = 1.002;

/** Ctrl or ⌘ with the wheel zooms around the pointer; `x` counts from the left edge of the time axis. */
export function useWheelZoom(target: RefObject<HTMLElement | null>, onZoom: (factor: number, x: number) => void): void {
  const latest = useRef(onZoom);
  useEffect(() => {
    latest.current = onZoom;
  }, [onZoom]);
  useEffect(() => {
    const element = target.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const x = event.clientX - element.getBoundingClientRect().left - SIZES.nameColumn;
      latest.current(ZOOM_PER_PIXEL ** event.deltaY, x);
    };
    // React listens passively to the wheel, and a passive listener could not keep the page from zooming.
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [target]);
}
