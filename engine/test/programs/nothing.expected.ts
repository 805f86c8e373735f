import { orchestration } from "@dacapo/engine";

export default orchestration("nothing", function* (ctx, input) {
});
