import { activationByMuscle, fitChannelGains } from './channel-gains.ts';
import { ankle } from './joints/ankle.ts';
import { labelForces } from './label-forces.ts';
import { readReference } from './reference.testing.ts';

const treadmill = {
  soleus_r: 'emg_soleus_r',
  med_gas_r: 'emg_med_gas_r',
  lat_gas_r: 'emg_lat_gas_r',
  tib_ant_r: 'emg_tib_ant_r',
};
const ground = {
  soleus_r: 'emg_soleus',
  med_gas_r: 'emg_gastrocnemius',
  tib_ant_r: 'emg_tibialis_anterior',
};

/** Measured walks with a published soleus force, with the column of each muscle's EMG. */
export const publishedWalks: readonly (readonly [file: string, emg: Readonly<Record<string, string>>])[] = [
  ['data/ceinms-lower-limb/walk36.csv', treadmill],
  ['data/ceinms-lower-limb/walk45.csv', treadmill],
  ['data/opensim-moco-walk/walk_r_moco_inverse_forces.csv', ground],
];

/** Soleus force from ankle angle, torque and EMG; the published force; and the share of known frames with a label. */
export function soleusOfWalk(
  file: string,
  emg: Readonly<Record<string, string>>,
  method: 'plain' | 'emg-assisted',
): { readonly soleusN: Float64Array; readonly publishedN: Float64Array; readonly share: number } {
  const table = readReference(file);
  const angleRad = table.ankle_angle_r_deg!.map((angle) => (angle * Math.PI) / 180);
  const rateHz = 1 / (table.time_s![1]! - table.time_s![0]!);
  const velocityRadPerS = angleRad.map(
    (_, t) => (((angleRad[t + 1] ?? Number.NaN) - (angleRad[t - 1] ?? Number.NaN)) * rateHz) / 2,
  );
  const torqueNm = table.ankle_angle_r_moment_Nm!.map((torque, t) =>
    table.torque_ok?.[t] === 0 ? Number.NaN : torque,
  );
  const frames = { angleRad, velocityRadPerS, torqueNm };
  const channels = Object.entries(emg).map(([muscle, column]) => ({ muscle, envelope: table[column]! }));
  const gains = fitChannelGains(ankle, [{ ...frames, channels }])!;
  const excitation = activationByMuscle(ankle, channels, gains);
  const labels = labelForces(ankle, { ...frames, excitation }, { method });
  const known = torqueNm.filter((torque, t) => Number.isFinite(torque + velocityRadPerS[t]!)).length;
  return {
    soleusN: angleRad.map((_, t) => labels.forceN[t * ankle.muscles.length]!),
    publishedN: (table.so_force_soleus_r_N ?? table.force_soleus_r_N)!,
    share: labels.labelledFrames / known,
  };
}
