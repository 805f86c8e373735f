import type { Box, Size } from "../document/document";

export const ZOOM_MIN = 0.1;
export const ZOOM_MAX = 2;
const MARGIN = 56;

/**
 * What is seen first: the whole graph at 100 % or less; when that would be smaller than `zoomMin`,
 * its beginning at `zoomMin`, because a workflow is read from the left.
 */
export function openingViewport(bounds: Box, room: Size, zoomMin: number): { x: number; y: number; zoom: number } {
  // The name of a start or return node hangs below its circle.
  const height = bounds.height + 24;
  const fitting = Math.min((room.width - 2 * MARGIN) / bounds.width, (room.height - 2 * MARGIN) / height);
  const zoom = Math.min(1, Math.max(zoomMin, fitting));
  const fitsAcross = bounds.width * zoom <= room.width - MARGIN;
  const fitsDown = height * zoom <= room.height - MARGIN;
  // A small beginning stands at the left, where there is room for what comes next.
  const isSmall = bounds.width * zoom < room.width * 0.3;
  if (isSmall)
    return {
      x: room.width * 0.14 - bounds.x * zoom,
      y: room.height * 0.42 - (bounds.y + bounds.height / 2) * zoom,
      zoom,
    };
  return {
    x: fitsAcross ? (room.width - bounds.width * zoom) / 2 - bounds.x * zoom : MARGIN - bounds.x * zoom,
    y: fitsDown ? (room.height - height * zoom) / 2 - bounds.y * zoom : MARGIN - bounds.y * zoom,
    zoom,
  };
}
