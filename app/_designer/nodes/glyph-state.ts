import type { GlyphState } from "@/app/_ui/state";
import type { NodeView } from "../canvas/node-view";

/** The glyph that stands for what a run did at a node. */
export function glyphStateOf(view: NodeView): GlyphState {
  return view.state === "not-reached" ? "idle" : view.state;
}
