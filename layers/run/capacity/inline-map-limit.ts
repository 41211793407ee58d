/** Up to this many local models are trained by an inline Map, whose list one state can carry; more by a Distributed Map. */
export const inlineMapLimit = 40;
