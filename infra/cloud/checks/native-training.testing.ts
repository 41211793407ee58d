import { describe, expect, it } from 'vitest';
import { functions } from '../../system.ts';
import { propertiesOf, templateOf } from './template.testing.ts';

const lambdasOf = (chosen: Parameters<typeof templateOf>[0]) =>
  propertiesOf(templateOf(chosen), 'AWS::Lambda::Function');
const isImage = ({ PackageType }: Record<string, unknown>) => PackageType === 'Image';

describe('native training', () => {
  it('exists only if the settings ask for it', () => {
    expect(lambdasOf({}).filter(isImage)).toEqual([]);
  });

  it('makes of train-subdomain, and of nothing else, a container image, which is for x86', () => {
    const images = lambdasOf({ nativeTraining: true }).filter(isImage);
    expect(images).toHaveLength(1);
    expect(images[0]).toMatchObject({
      Description: expect.stringContaining(' train-subdomain: '),
      Architectures: ['x86_64'],
      Code: { ImageUri: expect.anything() },
    });
    expect(images[0]).not.toHaveProperty('Runtime');
  });

  it('has the settings of the function in a zip', () => {
    const { memoryMb, timeoutS } = functions['train-subdomain'];
    const [image] = lambdasOf({ nativeTraining: true }).filter(isImage);
    const [zip] = lambdasOf({}).filter(({ Description }) => Description === image!.Description);
    expect(image).toMatchObject({ MemorySize: memoryMb, Timeout: timeoutS });
    const same = ['Environment', 'LoggingConfig', 'ReservedConcurrentExecutions', 'Role', 'TracingConfig'];
    for (const name of same) expect(image![name], name).toEqual(zip![name]);
  });
});
