import { functions } from '../../system.ts';
import type { FunctionTable } from './invoker.ts';

/** The functions of the system, with small ones in place of the steps; `start-run` is the real one. */
export const fixtureFunctions: FunctionTable = {
  'start-run': functions['start-run'],
  'prepare-study': step('prepare'),
  'train-subdomain': step('train'),
  'aggregate-models': step('aggregate'),
  'publish-model': step('publish'),
  'serve-api': step('api'),
};

export function step(name: string, timeoutS = 30) {
  return { entry: `infra/local/fixtures/${name}.ts`, purpose: name, memoryMb: 128, timeoutS };
}
