/** A Bezier whose handles reach half the way across, and at least far enough to leave a port straight. */
export function edgePath(sourceX: number, sourceY: number, targetX: number, targetY: number): string {
  const reach = Math.min(Math.max(Math.abs(targetX - sourceX) / 2, 18), 160);
  return `M${sourceX} ${sourceY}C${sourceX + reach} ${sourceY} ${targetX - reach} ${targetY} ${targetX} ${targetY}`;
}

/** The same from a port below a node: it leaves downwards and arrives from the left. */
export function edgePathFromBelow(sourceX: number, sourceY: number, targetX: number, targetY: number): string {
  const down = Math.min(Math.max(Math.abs(targetY - sourceY) / 2, 18), 120);
  const reach = Math.min(Math.max(Math.abs(targetX - sourceX) / 2, 18), 120);
  return `M${sourceX} ${sourceY}C${sourceX} ${sourceY + down} ${targetX - reach} ${targetY} ${targetX} ${targetY}`;
}
