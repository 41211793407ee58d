/** With the residual of the equation of motion in the loss, without it, or without the context among the inputs. */
export type Arm = 'physics' | 'no physics' | 'no context';
