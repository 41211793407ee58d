/** Variant of training: with the residual of the equation of motion in the loss, without it, or without context. */
export type Arm = 'physics' | 'no physics' | 'no context';
