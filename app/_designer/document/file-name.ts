/** The name of a file for a workflow: what file systems take of its name. */
export function fileNameFor(workflowName: string, extension: string): string {
  const stem = workflowName
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return `${stem === "" ? "workflow" : stem}.${extension}`;
}
