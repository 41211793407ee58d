import { mean } from '../../../base/numbers/index.ts';
import { compress, expand, type GivenNames } from '../../inputs/index.ts';
import { comparedGroups } from '../compared-groups.ts';
import type { ChannelFillJson } from '../model-file/channel-fill-json.ts';
import type { FeaturesJson } from '../model-file/model-json.ts';

/**
 * The envelope that a channel would have had by the other channels: with L the envelopes as the networks see them (logarithms,
 * unless the model has none) and m their means of the person in the task,
 *
 *     L_c = m_c + sum_j slope_cj (L_j - m_j).
 *
 * Of several groups, that whose means are nearest to those of the other channels.
 *
 * @param envelopes one a channel, normalised
 * @param channel index of the channel; its envelope is not used
 * @returns its envelope, normalised
 */
export function filledEnvelope(
  fill: ChannelFillJson,
  envelopes: readonly Float64Array[],
  channel: number,
  { compression }: Pick<FeaturesJson, 'compression'>,
  names: GivenNames,
): Float64Array {
  const isLog = compression === 'log';
  const seen = isLog ? envelopes.map((envelope) => envelope.map(compress)) : envelopes;
  const found = seen.map((values) => mean(values));
  const others = seen.flatMap((_, at) => (at === channel ? [] : [at]));
  const distanceOf = ({ mean }: { readonly mean: readonly number[] }) =>
    others.reduce((sum, at) => sum + (found[at]! - mean[at]!) ** 2, 0);
  const group = comparedGroups(fill.groups, names).groups.reduce((nearest, other) =>
    distanceOf(other) < distanceOf(nearest) ? other : nearest,
  );
  const slopes = fill.slopes[channel]!;
  return Float64Array.from({ length: seen[channel]!.length }, (_, row) => {
    const value = others.reduce(
      (sum, at) => sum + slopes[at]! * (seen[at]![row]! - group.mean[at]!),
      group.mean[channel]!,
    );
    return Math.max(0, isLog ? expand(value) : value);
  });
}
