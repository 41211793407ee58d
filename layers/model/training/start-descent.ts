import type { NetworkShape } from '../network/index.ts';
import { adam } from './adam.ts';
import type { Descent } from './descent.ts';
import { soap } from './soap/soap.ts';

export function startDescent(optimiser: 'soap' | 'adam', shape: NetworkShape): Descent {
  return optimiser === 'soap' ? soap(shape) : adam(shape);
}
