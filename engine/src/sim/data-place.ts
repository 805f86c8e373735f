/** Where the hub of a simulated machine keeps its data. */
export const DATA = "/srv/hub";
