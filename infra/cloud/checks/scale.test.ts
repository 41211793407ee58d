import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StateMachine } from 'aws-local-stepfunctions';
import { describe, expect, it } from 'vitest';
import { inlineMapLimit } from '../../../layers/run/capacity/index.ts';
import type { SubdomainPointer } from '../../../layers/run/records/index.ts';
import {
  forOneMachine,
  functionOfArn,
  functionsOfStates,
  itemReaderResource,
  substituted,
} from '../../local/testing.ts';
import type { Machine } from '../../prune-definition.ts';
import { stateMachineFile } from '../../system.ts';
import { projectRoot } from '../root.ts';

const largestPayload = 200 * 1024;
const mostEvents = 15_000;

/** Names as long as they may be, so that nothing real is larger. */
const pointer = { bucket: 'b'.repeat(63), study: 's'.repeat(63), run: 'r'.repeat(80) };

const definition = substituted(readFileSync(join(projectRoot, stateMachineFile), 'utf8'));

interface Measured {
  readonly trained: Set<string>;
  /** Bytes of the largest input of any state; not counting the items that only one machine reads into a state. */
  largestState: number;
  /** Events that Step Functions would write into the parent's history. */
  parentEvents: number;
  readonly output: unknown;
}

/**
 * Executes the machine with trainings that do nothing, and counts what AWS would: an item of a Distributed Map has a
 * history of its own, one of an inline Map writes into that of its parent.
 */
async function execute(subdomains: number, callsEach = 1): Promise<Measured> {
  const items: SubdomainPointer[] = Array.from({ length: subdomains }, (_, at) => ({
    ...pointer,
    subdomain: `subject-${at}`.padEnd(80, 'x'),
    compute: 'lambda',
  }));
  const many = items.length > inlineMapLimit;
  const machine = forOneMachine(definition, 100);
  const calls = new Map<string, number>();
  const trained = new Set<string>();
  const answers: Record<string, (input: SubdomainPointer) => unknown> = {
    'prepare-study': () => ({
      state: 'Prepared',
      reason: '',
      many,
      subdomains: many ? [] : items,
      itemsKey: 'k'.repeat(200),
      toleratedFailurePercent: 20,
    }),
    'train-subdomain': ({ subdomain }) => {
      const call = (calls.get(subdomain) ?? 0) + 1;
      calls.set(subdomain, call);
      if (call < callsEach) return { state: 'continue', subdomain };
      trained.add(subdomain);
      return { state: 'trained', subdomain };
    },
    'aggregate-models': () => ({ state: 'Aggregated', mode: 'inverse-error', angleRmseDeg: 5 }),
    'publish-model': () => ({ state: 'Published', model: 'models/…' }),
    [functionOfArn(itemReaderResource)]: () => items,
  };
  const measured: Measured = { trained, largestState: 0, parentEvents: 2, output: undefined };
  const handlers = Object.fromEntries(
    [...functionsOfStates(machine)].map(([state, name]) => [
      state,
      (input: SubdomainPointer) => answers[name]!(input),
    ]),
  );
  const { result, eventLogs } = new StateMachine(machine as never).run(pointer, {
    overrides: { taskResourceLocalHandlers: handlers as never },
  });
  for await (const event of eventLogs) {
    if (event.type !== 'StateEntered') continue;
    const { name, type } = event.state as { name: string; type: string };
    const isItem = event.index !== undefined;
    const isOfOurs = !name.endsWith('Items') && isInDefinition(definition, name);
    const { items: _read, ...input } = (event.state as { input?: Record<string, unknown> }).input ?? {};
    measured.largestState = Math.max(measured.largestState, Buffer.byteLength(JSON.stringify(input)));
    if (isOfOurs && !(isItem && many)) measured.parentEvents += eventsOf(type);
  }
  if (!many) measured.parentEvents += 2 * items.length; // MapIterationStarted and MapIterationSucceeded
  return { ...measured, output: await result };
}

/** Entered and exited; a Task is scheduled, started and succeeds besides, a Map starts and succeeds. */
function eventsOf(type: string): number {
  return type === 'Task' ? 5 : type === 'Map' ? 4 : 2;
}

function isInDefinition(machine: Machine, name: string): boolean {
  return Object.entries(machine.States).some(
    ([state, { ItemProcessor }]) => state === name || (ItemProcessor && isInDefinition(ItemProcessor, name)),
  );
}

describe('the state machine at scale', { timeout: 120_000 }, () => {
  it('trains 10,000 sub-domains with small states and a short history', async () => {
    const { trained, largestState, parentEvents, output } = await execute(10_000);
    expect(trained.size).toBe(10_000);
    expect(output).toMatchObject({ state: 'Published' });
    expect(largestState).toBeGreaterThan(100);
    expect(largestState).toBeLessThan(largestPayload);
    expect(parentEvents).toBeLessThan(100);
  });

  it('carries the items of the largest inline Map in one state', async () => {
    const { largestState, trained } = await execute(inlineMapLimit);
    expect(trained.size).toBe(inlineMapLimit);
    expect(largestState).toBeGreaterThan(10_000);
    expect(largestState).toBeLessThan(largestPayload);
  });

  it('keeps the history of an inline Map short while trainings take up to twelve hours each', async () => {
    const quartersOfAnHour = 48;
    const { parentEvents, trained } = await execute(inlineMapLimit, quartersOfAnHour);
    expect(trained.size).toBe(inlineMapLimit);
    expect(parentEvents).toBeGreaterThan(inlineMapLimit * quartersOfAnHour * 5);
    expect(parentEvents).toBeLessThan(mostEvents);
  });
});
