import type { Port } from "@dacapo/engine/compiler";
import type { Connection } from "../document/connection-rules";
import type { Box, Position } from "../document/document";
import type { Selection } from "../document/selection";

/** One point, on the screen and on the canvas. */
export interface CanvasPoint {
  readonly screen: Position;
  readonly canvas: Position;
}

/** What a person did on the canvas, in the document's words. */
export interface CanvasGestures {
  readonly select: (change: (current: Selection) => Selection) => void;
  /** Positions are relative to the parent that the nodes had when the drag began. */
  readonly moveNodes: (positions: ReadonlyMap<string, Position>) => void;
  readonly insertOnEdge: (nodeId: string, edgeId: string, position: Position) => void;
  readonly resizeContainer: (nodeId: string, box: Box, children: ReadonlyMap<string, Position>) => void;
  readonly connect: (connection: Connection) => void;
  /** Says why not, in a sentence. */
  readonly refuseConnection: (connection: Connection) => string | undefined;
  /** The drop of a refused connection, with the reason. */
  readonly connectionRefused: (reason: string) => void;
  /** A new edge was dropped where nothing is: a node is wanted there. */
  readonly connectToNew: (from: string, port: Port, at: CanvasPoint) => void;
  readonly addAt: (at: CanvasPoint) => void;
}
