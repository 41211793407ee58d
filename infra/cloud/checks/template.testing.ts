import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppProps, CfnElement, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { vi } from 'vitest';
import { sarcomereApp } from '../app.ts';
import { type Settings, settings } from '../settings/settings.ts';

/** The app and its stack, whose functions are not bundled. */
export function unbundledApp(props: AppProps, chosen: Partial<Settings> = {}) {
  const app = sarcomereApp(
    { ...props, context: { 'aws:cdk:bundling-stacks': [] } },
    { ...settings, ...chosen },
  );
  return { app, stack: app.node.findChild('Sarcomere') as Stack };
}

interface Made {
  readonly template: Template;
  /** The path of the construct behind each logical id. */
  readonly paths: ReadonlyMap<string, string>;
}

const made = new Map<string, Made>();

/** The template for some settings, made once, without bundles and without cdk-nag, which have tests of their own. */
export function templateOf(chosen: Partial<Settings> = {}): Template {
  return madeFor(chosen).template;
}

/** The resources of each part of the stack, by the part's name. */
export function resourcesByPart(chosen: Partial<Settings> = {}): Map<string, Record<string, unknown>> {
  const { template, paths } = madeFor(chosen);
  const parts = new Map<string, Record<string, unknown>>();
  for (const [id, resource] of Object.entries(template.toJSON().Resources as Record<string, unknown>)) {
    const part = paths.get(id)!.split('/')[1]!;
    parts.set(part, { ...parts.get(part), [id]: resource });
  }
  return parts;
}

function madeFor(chosen: Partial<Settings>): Made {
  const name = JSON.stringify(chosen);
  const one = made.get(name) ?? synthesized(chosen);
  made.set(name, one);
  return one;
}

function synthesized(chosen: Partial<Settings>): Made {
  vi.stubEnv('CDK_VALIDATION', 'false');
  const outdir = mkdtempSync(join(tmpdir(), 'sarcomere-cloud-'));
  try {
    const { stack } = unbundledApp({ outdir }, chosen);
    const template = Template.fromStack(stack);
    const elements = stack.node.findAll().filter((node) => CfnElement.isCfnElement(node));
    const paths = elements.map(
      (element) => [stack.resolve(element.logicalId) as string, element.node.path] as const,
    );
    return { template, paths: new Map(paths) };
  } finally {
    rmSync(outdir, { recursive: true });
    vi.unstubAllEnvs();
  }
}

/** The properties of all resources of a type. */
export function propertiesOf(template: Template, type: string): Record<string, unknown>[] {
  return Object.values(template.findResources(type)).map((resource) => resource.Properties);
}

/** The ARN of a certificate, for constructs that only pass it on. */
export const someCertificate = 'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d';
