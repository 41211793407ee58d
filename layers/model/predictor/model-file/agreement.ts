import { bytesOfBase64, floatsOf } from './base64.ts';
import { fadeDisagreements } from './context-fade-json.ts';
import { areOfOneMovement } from './directions.ts';
import { referenceDisagreements } from './emg-reference-json.ts';
import { gateDisagreements, hasColumns } from './gate-json.ts';
import { contextInputs, emgInputNames, isNameInput } from './input-names.ts';
import type { ModelJson, OutputIntervalsJson, OwnAngleJson } from './model-json.ts';

/**
 * Contradictions between parts of a model: lists whose lengths differ, weights that do not sum to 1, local models that
 * do not lie one behind the other. Each is a sentence in the words of `model.json`.
 *
 * @param model one that has the shape of the schema
 */
export function disagreements(model: ModelJson): string[] {
  return [
    ...ofInputs(model),
    ...ofTorque(model),
    ...ofLocalModels(model),
    ...ofModes(model),
    ...ofSubjects(model),
    ...fadeDisagreements(model.contextFade, contextInputs(model.inputNames)),
    ...ofCalibrations(model),
    ...referenceDisagreements(model.emgReference, model.signals.emg.channels.length),
  ];
}

function* ofInputs({ signals, features, inputNames, inputRanges, muscles, coordinates }: ModelJson) {
  const columns = signals.emg.channels.map(({ column }) => column);
  const ofEmg = emgInputNames(columns, features);
  const ofNames = inputNames.slice(ofEmg.length).filter(isNameInput).length;
  if (ofEmg.some((name, at) => name !== inputNames[at]) || ofEmg.length + ofNames !== inputNames.length)
    yield 'inputNames are not those of channels and features';
  if (inputRanges.length !== inputNames.length)
    yield `there are ${inputNames.length} inputNames and ${inputRanges.length} inputRanges`;
  if (inputRanges.some(([least, most]) => least > most)) yield 'a range of inputRanges ends before it begins';
  if (new Set(muscles).size !== muscles.length) yield 'a muscle is listed twice';
  // In version 1 a direction could be any word.
  for (const { positive, measured } of coordinates)
    if (!areOfOneMovement(measured.positive, positive))
      yield `coordinates measure ${measured.positive}, and the networks' angle grows with ${positive}`;
  if (coordinates.length !== 1) yield `there are ${coordinates.length} coordinates, networks have one`;
}

function* ofTorque({ torque, muscles, coordinates }: ModelJson) {
  if (!torque) return;
  if (torque.muscles.length !== muscles.length)
    yield `torque has ${torque.muscles.length} muscles, the model has ${muscles.length}`;
  const isOff = ({ length }: readonly unknown[]) => length !== coordinates.length;
  if (isOff(torque.rangesRad) || torque.muscles.some(({ momentArmsM }) => isOff(momentArmsM)))
    yield `torque is not that of ${coordinates.length} coordinates`;
  if (torque.rangesRad.some(([least, largest]) => least > largest))
    yield 'a range of torque ends before it begins';
}

function* ofLocalModels({ localModels, contexts, inputNames, muscles, coordinates, torque }: ModelJson) {
  if (new Set(localModels.map(({ id }) => id)).size !== localModels.length)
    yield 'an id of localModels stands twice';
  if (localModels.filter(({ kind }) => kind === 'single').length > 1)
    yield 'localModels has two of the kind single';
  if (new Set(localModels.map(({ sha256 }) => sha256 === undefined)).size > 1)
    yield 'some localModels have a sha256 and others have none';
  let end = 0;
  for (const { id, byteOffset, byteLength, parameters, learner } of localModels) {
    if (byteOffset !== end) yield `${id} begins at byte ${byteOffset}, the one before it ends at ${end}`;
    end = byteOffset + byteLength;
    if (learner === 'forest') {
      if (parameters.length > 0) yield `${id} is a forest and has parameters of a network`;
      continue;
    }
    const bytes = parameters.reduce((sum, { shape }) => sum + 4 * shape.reduce((a, b) => a * b, 1), 0);
    if (byteLength !== bytes) yield `${id} has ${byteLength} bytes, its parameters take ${bytes}`;
    const shapeOf = (name: string) => parameters.find((tensor) => tensor.name === name)?.shape;
    const inputs = (shapeOf('hidden_1/kernel') ?? shapeOf('angle/kernel'))?.[0];
    const forces = shapeOf('force_share/kernel')?.[1] ?? 0;
    const angles = shapeOf('angle/kernel')?.[1];
    const torques = shapeOf('torque/kernel')?.[1] ?? 0;
    if (inputs !== inputNames.length || forces !== muscles.length)
      yield `${id} has ${inputs} inputs and ${forces} muscles, the model has ${inputNames.length} and ${muscles.length}`;
    if (angles !== coordinates.length)
      yield `${id} has ${angles} angles, the model has ${coordinates.length} coordinates`;
    if (torques !== (torque ? coordinates.length : 0))
      yield `${id} has ${torques} torques, the model has ${torque ? coordinates.length : 0}`;
  }
  if (contexts.length !== localModels.length)
    yield `there are ${localModels.length} localModels and ${contexts.length} contexts`;
  const columns = contextInputs(inputNames);
  if (contexts.some((context) => context !== null && !hasColumns(context, columns)))
    yield `a context is not one of ${columns} inputs`;
}

function* ofModes({
  mode,
  modes,
  intervals,
  localModels,
  inputNames,
  muscles,
  coordinates,
  torque,
}: ModelJson) {
  if (!Object.hasOwn(modes, mode)) yield `there are no weights for the mode ${mode}`;
  const sizes = { localModels: localModels.length, columns: contextInputs(inputNames) };
  for (const [name, gate] of Object.entries(modes)) {
    for (const wrong of gateDisagreements(gate, sizes)) yield `modes.${name}: ${wrong}`;
  }
  for (const [name, byNames] of Object.entries(intervals)) {
    if (!Object.hasOwn(modes, name)) yield `intervals.${name} is of no mode`;
    const all: OutputIntervalsJson[] = Object.values(byNames);
    if (all.some(({ forces }) => forces.length !== muscles.length))
      yield `intervals.${name} are not those of ${muscles.length} muscles`;
    if (all.some(({ angles }) => angles.length !== coordinates.length))
      yield `intervals.${name} are not those of ${coordinates.length} coordinates`;
    const ofTorque = torque && coordinates.length;
    if (all.some(({ torques }) => torques?.length !== ofTorque))
      yield `intervals.${name} are not those of ${ofTorque ?? 0} torques`;
  }
}

/** Lags of a correction by EMG: 0, 100, ... 500 ms. */
const correctionLags = 6;

function* ofSubjects({ signals, emgScales, strangerScale, angleCorrections, coordinates }: ModelJson) {
  const channels = signals.emg.channels.length;
  const isOff = (values: readonly unknown[] | undefined) =>
    values !== undefined && values.length !== channels;
  if (Object.values(emgScales).some(isOff)) yield `a list of emgScales is not one of ${channels} channels`;
  if (isOff(strangerScale?.usualLog) || isOff(strangerScale?.usualOwnLog))
    yield `strangerScale is not one of ${channels} channels`;
  for (const [subject, corrections] of Object.entries(angleCorrections)) {
    if (!Object.hasOwn(emgScales, subject)) yield 'a subject of angleCorrections has no emgScales';
    if (corrections.length !== coordinates.length)
      yield `a list of angleCorrections is not one of ${coordinates.length} coordinates`;
    for (const { byEmg } of corrections) {
      if (!byEmg) continue;
      const { centres, coefficientsRad } = byEmg;
      const isUneven = centres.some(({ length }) => length !== correctionLags * channels);
      if (isOff(byEmg.emgScales) || centres.length !== coefficientsRad.length || isUneven)
        yield 'a correction by EMG of angleCorrections contradicts itself';
    }
  }
}

function* ofCalibrations({ signals, features, calibrations, coordinates }: ModelJson) {
  const columns = signals.emg.channels.map(({ column }) => column);
  const channels = columns.length;
  const inputs = emgInputNames(columns, features).length;
  for (const own of Object.values(calibrations ?? {})) {
    if (new Set(own.map(({ task }) => task)).size !== own.length)
      yield 'a subject of calibrations has two for the same task';
    for (const { emgScales, angles } of own) {
      if (emgScales.length !== channels)
        yield `emgScales of calibrations are not those of ${channels} channels`;
      if (angles.length !== coordinates.length)
        yield `a list of angles of calibrations is not one of ${coordinates.length} coordinates`;
      for (const angle of angles) {
        const wrong = faultOfOwnAngle(angle, inputs);
        if (wrong !== undefined) yield wrong;
      }
    }
  }
}

/** @param inputs of EMG, that networks have */
function faultOfOwnAngle({ centres, coefficientsRad }: OwnAngleJson, inputs: number): string | undefined {
  const [centreBytes, coefficientBytes] = [centres, coefficientsRad].map((text) => bytesOfBase64(text));
  if (centreBytes!.length !== coefficientBytes!.length * (inputs + 1) || coefficientBytes!.length % 4 !== 0)
    return 'centres and coefficientsRad of calibrations do not fit each other';
  if (![centreBytes!, coefficientBytes!].every((bytes) => floatsOf(bytes).every(Number.isFinite)))
    return 'a number in centres or coefficientsRad of calibrations is not finite';
  return undefined;
}
