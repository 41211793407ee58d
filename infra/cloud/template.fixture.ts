import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppProps, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { vi } from 'vitest';
import { sarcomereApp } from './app.ts';

/** The app and its stack, whose functions are not bundled. */
export function unbundledApp(props: AppProps) {
  const app = sarcomereApp({ ...props, context: { 'aws:cdk:bundling-stacks': [] } });
  return { app, stack: app.node.findChild('Sarcomere') as Stack };
}

/** The template, made without bundles and without cdk-nag, which have tests of their own. */
export function synthesizedTemplate(): Template {
  vi.stubEnv('CDK_VALIDATION', 'false');
  const outdir = mkdtempSync(join(tmpdir(), 'sarcomere-cloud-'));
  try {
    return Template.fromStack(unbundledApp({ outdir }).stack);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The properties of all resources of a type. */
export function propertiesOf(template: Template, type: string): Record<string, unknown>[] {
  return Object.values(template.findResources(type)).map((resource) => resource.Properties);
}
