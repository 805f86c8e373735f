import type { NodeType } from "@dacapo/engine/compiler";

/** How a node looks, by what it does: never by hue. */
export type NodeKind = "work" | "flow" | "wait" | "terminal" | "container" | "note" | "frame";

/** The headings of the palette, in its order; activities come after them under headings of their own. */
export const PALETTE_GROUPS = [
  "Flow",
  "Loops and scopes",
  "People and events",
  "Data and web",
  "Workflows",
  "Entities",
  "Drawing",
] as const;
export type PaletteGroupTitle = (typeof PALETTE_GROUPS)[number];

/** What a person is told of a type of node before any is placed. */
export interface NodeTypeInfo {
  /** What it is called: in the palette, in labels, in the inspector. */
  readonly title: string;
  /** The name of a Tabler outline icon. */
  readonly icon: string;
  readonly kind: NodeKind;
  readonly group: PaletteGroupTitle;
  /** One or two sentences: what it does, and what it gives. */
  readonly description: string;
  /** Words by which people of other tools look for it. */
  readonly words: readonly string[];
}

export const NODE_TYPES: Readonly<Record<NodeType, NodeTypeInfo>> = {
  start: {
    title: "Start",
    icon: "player-play",
    kind: "terminal",
    group: "Flow",
    description: "Where a run begins, and what its input looks like.",
    words: ["trigger", "begin", "input"],
  },
  if: {
    title: "If",
    icon: "git-branch",
    kind: "flow",
    group: "Flow",
    description: "Takes one of two ways, by a condition.",
    words: ["condition", "branch", "decision", "gateway", "choice", "else"],
  },
  switch: {
    title: "Switch",
    icon: "arrows-split",
    kind: "flow",
    group: "Flow",
    description: "Takes the way of the first case whose condition holds, else the default way.",
    words: ["case", "choice", "branch", "router", "exclusive gateway", "match"],
  },
  return: {
    title: "Return",
    icon: "corner-down-right",
    kind: "terminal",
    group: "Flow",
    description: "Ends a path with the run's output, or an iteration or scope with its result.",
    words: ["end", "output", "result", "stop", "terminate", "succeed"],
  },
  throw: {
    title: "Throw",
    icon: "alert-octagon",
    kind: "flow",
    group: "Flow",
    description: "Fails with a code and a message of your own, or passes on a failure that was caught.",
    words: ["fail", "error", "raise", "exception", "abort"],
  },
  delay: {
    title: "Delay",
    icon: "hourglass",
    kind: "wait",
    group: "Flow",
    description: "Waits for a time, or until a date. The wait survives restarts.",
    words: ["timer", "sleep", "wait", "pause", "until", "schedule"],
  },
  continueAsNew: {
    title: "Continue as new",
    icon: "refresh",
    kind: "flow",
    group: "Flow",
    description: "Begins the run again with a new input and an empty history: for runs that never end.",
    words: ["eternal", "restart", "forever", "loop", "again"],
  },
  setStatus: {
    title: "Set status",
    icon: "message-dots",
    kind: "work",
    group: "Flow",
    description: "Says what the run is doing, for whoever asks how it stands.",
    words: ["custom status", "progress", "report"],
  },
  forEach: {
    title: "For each",
    icon: "repeat",
    kind: "container",
    group: "Loops and scopes",
    description: "Runs what lies in it once per item, items in parallel. Gives the results in item order.",
    words: ["foreach", "map", "loop", "iterate", "fan out", "split", "batch", "parallel"],
  },
  while: {
    title: "While",
    icon: "rotate-clockwise",
    kind: "container",
    group: "Loops and scopes",
    description: "Repeats what lies in it while a condition holds, with variables from round to round.",
    words: ["loop", "until", "repeat", "do while", "poll", "iterate"],
  },
  try: {
    title: "Try",
    icon: "shield-check",
    kind: "container",
    group: "Loops and scopes",
    description: "Runs what lies in it; a failure there goes to its catch. A finally runs in every case.",
    words: ["error handling", "boundary", "exception", "scope", "rollback", "saga", "catch"],
  },
  catch: {
    title: "Catch",
    icon: "lifebuoy",
    kind: "container",
    group: "Loops and scopes",
    description: "What happens after a failure. It lies in a try, which has at most one.",
    words: ["error handler", "on error", "exception", "recover"],
  },
  finally: {
    title: "Finally",
    icon: "flag",
    kind: "container",
    group: "Loops and scopes",
    description: "Runs at the end of a try in every case: success, failure and cancellation.",
    words: ["cleanup", "always", "ensure"],
  },
  lock: {
    title: "Lock",
    icon: "lock",
    kind: "container",
    group: "Loops and scopes",
    description: "While it runs, the entities it names are this run's alone.",
    words: ["critical section", "mutex", "exclusive", "semaphore"],
  },
  timeout: {
    title: "Timeout",
    icon: "clock-stop",
    kind: "container",
    group: "Loops and scopes",
    description: "Cancels what lies in it when the time is over, and fails.",
    words: ["deadline", "limit", "time out", "cancel"],
  },
  race: {
    title: "Race",
    icon: "flag-2",
    kind: "container",
    group: "Loops and scopes",
    description: "Its branches race: the first to end gives the value, the others are cancelled.",
    words: ["first", "any", "select", "event gateway", "parallel"],
  },
  waitForEvent: {
    title: "Wait for event",
    icon: "bell",
    kind: "wait",
    group: "People and events",
    description: "Waits until somebody raises an event for the run. Gives the event's payload.",
    words: ["signal", "webhook", "callback", "external event", "message", "receive", "task token"],
  },
  approval: {
    title: "Approval",
    icon: "user-check",
    kind: "wait",
    group: "People and events",
    description: "Asks a person, with a form if you like, and goes on by what the person says.",
    words: ["human task", "user task", "review", "manual", "form", "sign off", "confirm"],
  },
  set: {
    title: "Set",
    icon: "variable",
    kind: "work",
    group: "Data and web",
    description: "Makes an object of expressions.",
    words: ["transform", "assign", "variable", "map fields", "pass", "edit fields"],
  },
  code: {
    title: "Code",
    icon: "code",
    kind: "work",
    group: "Data and web",
    description: "Runs JavaScript or TypeScript of yours in a sandbox. Gives what it returns.",
    words: ["script", "function", "javascript", "typescript", "js", "ts", "custom"],
  },
  http: {
    title: "HTTP request",
    icon: "world",
    kind: "work",
    group: "Data and web",
    description: "Calls a web address and gives status, headers and body.",
    words: ["rest", "api", "fetch", "url", "webhook", "get", "post", "call"],
  },
  activity: {
    title: "Activity",
    icon: "bolt",
    kind: "work",
    group: "Data and web",
    description: "Any registered activity.",
    words: ["task", "action", "step"],
  },
  subWorkflow: {
    title: "Sub-workflow",
    icon: "sitemap",
    kind: "work",
    group: "Workflows",
    description: "Runs another workflow and gives its output, or starts it and goes on.",
    words: ["child", "call workflow", "execute workflow", "nested", "reuse", "sub-orchestration", "fire and forget"],
  },
  callEntity: {
    title: "Call entity",
    icon: "database-export",
    kind: "work",
    group: "Entities",
    description: "Has an entity perform an operation, once, and gives what it returns.",
    words: ["state", "actor", "object", "counter", "durable entity"],
  },
  signalEntity: {
    title: "Signal entity",
    icon: "send",
    kind: "work",
    group: "Entities",
    description: "Sends an entity an operation without waiting for it, perhaps for a later time.",
    words: ["actor", "message", "notify", "fire and forget", "durable entity"],
  },
  note: {
    title: "Note",
    icon: "note",
    kind: "note",
    group: "Drawing",
    description: "A text on the canvas, for whoever reads the drawing.",
    words: ["comment", "sticky", "text", "annotation", "documentation"],
  },
  group: {
    title: "Frame",
    icon: "frame",
    kind: "frame",
    group: "Drawing",
    description: "A titled frame behind nodes that belong together. Moving it moves them.",
    words: ["group", "area", "section", "box", "swimlane"],
  },
};
