import type { Manifest } from '../manifest/index.ts';

/** The properties of a study's signals that reading needs; a published model has them too. */
export interface SignalColumns {
  readonly time: Pick<Manifest['signals']['time'], 'column'>;
  readonly emg: {
    readonly kind: 'raw' | 'envelope';
    readonly unit: Manifest['signals']['emg']['unit'];
    readonly channels: readonly { readonly column: string }[];
    readonly filter: { readonly bandPassHz: readonly [number, number] };
  };
  readonly angle: Pick<Manifest['signals']['angle'], 'column' | 'unit'>;
  readonly torque?: { readonly column: string; readonly valid?: string | undefined } | undefined;
}
