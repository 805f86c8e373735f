/** Everything the keyboard can do in the designer, in the order of the sheet. */
export type ShortcutAction =
  | "run"
  | "undo"
  | "redo"
  | "copy"
  | "cut"
  | "paste"
  | "duplicate"
  | "delete"
  | "select-all"
  | "clear"
  | "rename"
  | "search"
  | "add"
  | "connect"
  | "tidy"
  | "fit"
  | "fit-selection"
  | "zoom-in"
  | "zoom-out"
  | "zoom-reset"
  | "nudge-left"
  | "nudge-right"
  | "nudge-up"
  | "nudge-down"
  | "walk-forward"
  | "walk-back"
  | "problems"
  | "help";

/** The part of a keyboard event that decides. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** These work while text is being typed, too. */
const EVERYWHERE: ReadonlySet<ShortcutAction> = new Set(["run", "problems"]);

/** What a key press asks for; nothing when the key belongs to the text that is being typed. */
export function shortcutOf(press: KeyPress, isTyping: boolean): ShortcutAction | undefined {
  const action = press.ctrlKey || press.metaKey ? withControl(press) : press.altKey ? withAlt(press) : plain(press);
  return action !== undefined && (!isTyping || EVERYWHERE.has(action)) ? action : undefined;
}

function withControl({ key, shiftKey, altKey }: KeyPress): ShortcutAction | undefined {
  if (altKey) return undefined;
  switch (key.toLowerCase()) {
    case "enter":
      return "run";
    case "z":
      return shiftKey ? "redo" : "undo";
    case "y":
      return "redo";
    case "c":
      return shiftKey ? undefined : "copy";
    case "x":
      return "cut";
    case "v":
      return "paste";
    case "d":
      return "duplicate";
    case "a":
      return "select-all";
    case "m":
      return shiftKey ? "problems" : undefined;
    default:
      return undefined;
  }
}

function withAlt({ key, code, shiftKey }: KeyPress): ShortcutAction | undefined {
  // On some keyboards Alt changes the letter, so the key's place decides.
  if (shiftKey && code === "KeyT") return "tidy";
  if (key === "ArrowRight") return "walk-forward";
  if (key === "ArrowLeft") return "walk-back";
  return undefined;
}

function plain({ key, code, shiftKey }: KeyPress): ShortcutAction | undefined {
  if (shiftKey && code === "Digit1") return "fit";
  if (shiftKey && code === "Digit2") return "fit-selection";
  if (shiftKey && code === "Digit0") return "zoom-reset";
  switch (key) {
    case "Delete":
    case "Backspace":
      return "delete";
    case "Escape":
      return "clear";
    case "F2":
      return "rename";
    case "/":
      return "search";
    case "n":
      return "add";
    case "c":
      return "connect";
    case "+":
    case "=":
      return "zoom-in";
    case "-":
      return "zoom-out";
    case "?":
      return "help";
    case "ArrowLeft":
      return "nudge-left";
    case "ArrowRight":
      return "nudge-right";
    case "ArrowUp":
      return "nudge-up";
    case "ArrowDown":
      return "nudge-down";
    default:
      return undefined;
  }
}

/** The sheet that `?` opens. */
export const SHORTCUT_SHEET: readonly {
  readonly title: string;
  readonly rows: readonly (readonly [string, string])[];
}[] = [
  {
    title: "Nodes",
    rows: [
      ["/", "Search the palette"],
      ["N", "Add a node, after the selected one"],
      ["C", "Connect the selected node to another"],
      ["F2", "Rename; Enter returns"],
      ["Escape", "From a setting back to its node"],
      ["Enter", "Select the node in focus"],
      ["Delete", "Delete what is selected"],
      ["Ctrl D", "Duplicate"],
      ["Ctrl C, X, V", "Copy, cut, paste"],
      ["Ctrl A", "Select all"],
      ["Arrows", "Move by 8 px, with Shift by 32 px"],
      ["Alt ← →", "Walk to the node before or after"],
    ],
  },
  {
    title: "Workflow",
    rows: [
      ["Ctrl Enter", "Run"],
      ["Ctrl Z", "Undo"],
      ["Ctrl Shift Z", "Redo"],
      ["Shift Alt T", "Tidy"],
      ["Ctrl Shift M", "Problems"],
    ],
  },
  {
    title: "View",
    rows: [
      ["Shift 1", "Fit all"],
      ["Shift 2", "Fit the selection"],
      ["Shift 0", "100 %"],
      ["+  −", "Zoom"],
      ["Shift and drag", "Select several"],
      ["?", "This list"],
    ],
  },
];
