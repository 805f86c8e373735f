/** The designer's colours, by what they are for. */
const LIGHT = {
  page: "#F3F5F4",
  surface: "#FFFFFF",
  well: "#E6EBEB",
  outline: "#C3CCCD",
  wire: "#76848A",
  text: "#121A1F",
  caption: "#46525A",
  ink: "#1B262C",
  onInk: "#FFFFFF",
  failed: "#C0271B",
  note: "#FBF4E4",
};
const DARK: typeof LIGHT = {
  page: "#0B1016",
  surface: "#11171F",
  well: "#232D39",
  outline: "#394756",
  wire: "#6D7D8E",
  text: "#E9EEF2",
  caption: "#B4BFCA",
  ink: "#C9D4DC",
  onInk: "#10161D",
  failed: "#FF7A70",
  note: "#2A2415",
};

const SHAPES = `text{font:12px ui-sans-serif,system-ui,"Segoe UI","Helvetica Neue",Arial,sans-serif}
.title{font-size:14px;font-weight:600}.middle,.sign-text,.badge text{text-anchor:middle}.sign-text{font-size:11px;font-weight:600}.port-name{text-anchor:end;font-size:11px}.badge text{font-size:10.5px}
.wire{fill:none;stroke-width:1.75}.wire.error{stroke-dasharray:5 4}.wire.undo{stroke-dasharray:1.5 4}.node rect:first-child,.terminal circle,.container rect:first-child{stroke-width:1.25}.off{opacity:.5}.frame rect{fill-opacity:.35;stroke-dasharray:4 4}.container rect:first-child{fill-opacity:.62}.ring{stroke-width:1.5;fill:none}.bar{stroke-width:4}.thin{stroke-width:1.25}`;

function paint(colours: typeof LIGHT): string {
  const { page, surface, well, outline, wire, text, caption, ink, onInk, failed, note } = colours;
  return `.page{fill:${page}}text{fill:${text}}.caption,.port-name{fill:${caption};font-weight:400}.node rect:first-child,.terminal circle,.container rect:first-child{fill:${surface};stroke:${outline}}.tile,.frame rect{fill:${well}}.frame rect{stroke:${outline}}.note rect{fill:${note};stroke:${outline}}.ink,.sign,.dot,.badge rect{fill:${ink}}.on-ink,.badge text{fill:${onInk}}.ring,.bar,.thin{stroke:${ink}}.wire{stroke:${wire}}.tip{fill:${wire}}.wire.error{stroke:${failed}}.tip.error{fill:${failed}}`;
}

/** Style sheets of the picture. `both`: as the page around it is. Nothing in them needs to be escaped. */
export const STYLE = {
  light: `${SHAPES}\n${paint(LIGHT)}`,
  dark: `${SHAPES}\n${paint(DARK)}`,
  both: `${SHAPES}\n${paint(LIGHT)}\n@media (prefers-color-scheme:dark){${paint(DARK)}}`,
} as const;
