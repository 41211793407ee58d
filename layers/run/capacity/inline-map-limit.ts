/** Up to this many local models are trained in an inline Map, since one state can carry their list; more in a Distributed Map. */
export const inlineMapLimit = 40;
