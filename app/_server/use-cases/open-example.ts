import { DomainError } from "../errors";
import type { Services } from "../services";
import { readExamples } from "./list-examples";

/** Each opening makes a copy: an example itself never changes. */
export async function openExample(services: Services, exampleId: string): Promise<{ readonly workflowId: string }> {
  const examples = await readExamples(services);
  const example = examples.find((candidate) => candidate.exampleId === exampleId);
  if (example === undefined) {
    const known = examples.map((candidate) => candidate.exampleId).join(", ");
    throw new DomainError("not-found", `There is no example ${JSON.stringify(exampleId)}. There are: ${known}.`);
  }
  const { graph, layout, description, sampleInput } = example;
  return services.workflows.create({
    graph,
    layout,
    description,
    exampleId,
    ...(sampleInput !== undefined && { sampleInput }),
  });
}
