import type { Graph } from "@dacapo/engine/compiler";
import { IconArrowsSplit2, IconGitBranch, IconListCheck, IconRepeat, IconWorld } from "@tabler/icons-react";

/** An icon that says what is most particular about a workflow: a repetition, a branch, a call, parallel work. */
export function TemplateIcon({ graph, size = 18 }: { readonly graph: Graph; readonly size?: number }) {
  const Icon = iconOf(graph);
  return <Icon size={size} stroke={1.6} aria-hidden />;
}

function iconOf(graph: Graph) {
  const has = (type: Graph["nodes"][number]["type"]) => graph.nodes.some((node) => node.type === type);
  if (has("forEach")) return IconRepeat;
  if (has("if")) return IconGitBranch;
  if (has("http")) return IconWorld;
  const sources = graph.edges.map((edge) => edge.from);
  return new Set(sources).size < sources.length ? IconArrowsSplit2 : IconListCheck;
}
