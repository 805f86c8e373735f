import type { Origin } from "./history.js";

/** The event that answers an approval: `approval:` and the node's key in the run, such as `approval:release[2]`. */
export const approvalEvent = ({ node, path }: Origin): string =>
  `approval:${node}${path.map((index) => `[${index}]`).join("")}`;
