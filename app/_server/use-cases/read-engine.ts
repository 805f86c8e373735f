import type { EngineReading } from "../api-types";
import type { Services } from "../services";

/** How the engine is at this moment: its figures, or why it has none. */
export async function readEngine({ health, metrics }: Pick<Services, "health" | "metrics">): Promise<EngineReading> {
  const before = health();
  if (before.state === "stopped") return before;
  try {
    return { state: "running", metrics: await metrics() };
  } catch (error) {
    // It may have stopped between the two questions; everything else is a fault of ours.
    const after = health();
    if (after.state === "stopped") return after;
    throw error;
  }
}
