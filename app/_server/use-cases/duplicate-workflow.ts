import { workflowNotFound } from "../errors";
import type { Services } from "../services";

const NAME_CHARACTERS_MAX = 120;
const SUFFIX = " (copy)";

export async function duplicateWorkflow(
  { workflows }: Services,
  workflowId: string,
): Promise<{ readonly workflowId: string }> {
  const original = await workflows.find(workflowId);
  if (original === undefined) throw workflowNotFound(workflowId);
  const { graph, layout, sampleInput, description, exampleId } = original;
  return workflows.create({
    graph: { ...graph, name: `${graph.name.slice(0, NAME_CHARACTERS_MAX - SUFFIX.length)}${SUFFIX}` },
    layout,
    ...(sampleInput !== undefined && { sampleInput }),
    ...(description !== undefined && { description }),
    ...(exampleId !== undefined && { exampleId }),
  });
}
