import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const highlight = HighlightStyle.define([
  {
    tag: [
      tags.keyword,
      tags.controlKeyword,
      tags.operatorKeyword,
      tags.definitionKeyword,
      tags.modifier,
      tags.null,
      tags.bool,
    ],
    color: "var(--dc-code-keyword)",
  },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "var(--dc-code-fn)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--dc-code-string)" },
  { tag: tags.number, color: "var(--dc-code-number)" },
  { tag: tags.comment, color: "var(--dc-code-comment)" },
  { tag: [tags.typeName, tags.className, tags.definition(tags.typeName)], color: "var(--dc-code-type)" },
]);

const popups = EditorView.theme({
  ".cm-tooltip": {
    border: "1px solid var(--dc-border-strong)",
    borderRadius: "8px",
    backgroundColor: "var(--dc-overlay)",
    boxShadow: "var(--dc-shadow-3)",
    color: "var(--dc-text)",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--dc-font-mono)",
    fontSize: "12px",
    maxHeight: "210px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    alignItems: "center",
    height: "26px",
    padding: "0 8px",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--dc-accent-soft)",
    color: "var(--dc-text)",
  },
  ".cm-completionLabel": { flex: "1 1 auto" },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--dc-accent-text)", fontWeight: "700" },
  ".cm-completionDetail": { marginLeft: "16px", fontStyle: "normal", color: "var(--dc-text-3)" },
  ".cm-completionIcon": { display: "none" },
  ".cm-completionInfo": {
    fontFamily: "var(--dc-font-sans)",
    fontSize: "11.5px",
    padding: "7px 10px",
    color: "var(--dc-text-2)",
  },
  ".cm-typeHere": {
    fontFamily: "var(--dc-font-mono)",
    fontSize: "12px",
    maxWidth: "480px",
    maxHeight: "180px",
    overflow: "auto",
    padding: "6px 10px",
    whiteSpace: "pre-wrap",
    overflowWrap: "anywhere",
  },
  ".cm-diagnostic": { fontFamily: "var(--dc-font-sans)", fontSize: "12px", padding: "6px 10px" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--dc-state-failed)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--dc-state-timer)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--dc-state-failed)",
    textUnderlineOffset: "3px",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--dc-state-timer)",
    textUnderlineOffset: "3px",
  },
});

/** Colours for all code in the product: they come from the --dc-code-* tokens, so both themes are one theme. */
export const codeColors = [
  syntaxHighlighting(highlight),
  popups,
  EditorView.theme({
    "&": { color: "var(--dc-code-text)", backgroundColor: "transparent" },
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": {
      fontFamily: "var(--dc-font-mono)",
      fontSize: "12px",
      lineHeight: "18px",
      fontVariantLigatures: "none",
    },
    ".cm-content": { caretColor: "var(--dc-accent)" },
    ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--dc-accent)", borderLeftWidth: "1.5px" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
      backgroundColor: "color-mix(in srgb, var(--dc-accent) 22%, transparent)",
    },
    ".cm-placeholder": { color: "var(--dc-text-3)" },
  }),
];

/** A setting: as high as its text, at least a control's height. */
export const settingTheme = EditorView.theme({
  "&": { flex: "1 1 auto", minWidth: "0", maxHeight: "220px" },
  ".cm-scroller": { overflow: "auto" },
  ".cm-content": { padding: "4px 0" },
  ".cm-line": { padding: "0 8px" },
});

/** Code of several lines: room for it at once, and as high as it needs. */
export const codeTheme = EditorView.theme({
  "&": { flex: "1 1 auto", minWidth: "0", minHeight: "240px", maxHeight: "70vh" },
  ".cm-scroller": { overflow: "auto" },
  ".cm-content": { padding: "6px 0", minHeight: "228px" },
  ".cm-line": { padding: "0 8px" },
  ".cm-gutters": {
    backgroundColor: "transparent",
    borderRight: "1px solid var(--dc-border)",
    color: "var(--dc-text-3)",
  },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--dc-accent) 7%, transparent)" },
});
