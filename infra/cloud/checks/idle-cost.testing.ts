import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { idleCosts, idleTable, type Resources } from '../../../bench/speed/cost/idle-cost.ts';
import { projectRoot } from '../root.ts';
import type { Settings } from '../settings/settings.ts';
import { templateOf } from './template.testing.ts';

const resourcesOf = (chosen: Partial<Settings>) => templateOf(chosen).toJSON().Resources as Resources;
const sumOf = (chosen: Partial<Settings>) =>
  idleCosts(resourcesOf(chosen)).reduce((sum, { usdAMonth }) => sum + usdAMonth, 0);

describe('what the stack costs while nothing runs', () => {
  it('stands in docs/cost.md as "npm run bench -- cost" writes it', () => {
    const text = readFileSync(join(projectRoot, 'docs/cost.md'), 'utf8');
    expect(text).toContain(`<!-- npm run bench -- cost, idle: begin -->\n${idleTable(resourcesOf)}\n`);
  });

  it('is no more with a GPU queue, save for the endpoints that its jobs need in a closed network', () => {
    expect(sumOf({ gpu: true })).toBeCloseTo(sumOf({}));
    const endpoints = (chosen: Partial<Settings>) =>
      idleCosts(resourcesOf(chosen)).find(({ what }) => what.startsWith('interface'))!.count;
    expect([endpoints({ profile: 'clinical' }), endpoints({ profile: 'clinical', gpu: true })]).toEqual([
      2, 14,
    ]);
  });

  it('counts every metric of an alarm that adds some up', () => {
    const metric = { MetricStat: {} };
    const alarms = {
      One: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } },
      Sum: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { Metrics: [{ Expression: 'a + b' }, metric, metric] },
      },
    };
    expect(idleCosts(alarms)[1]).toMatchObject({ count: 3 });
  });

  it('knows of every resource whether it is paid for by the hour', () => {
    const gateway = { Gateway: { Type: 'AWS::EC2::NatGateway' } };
    expect(() => idleCosts(gateway)).toThrow('what AWS::EC2::NatGateway costs');
  });
});
