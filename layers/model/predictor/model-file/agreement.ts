import { fillDisagreements } from './channel-fill-json.ts';
import { fadeDisagreements } from './context-fade-json.ts';
import { areOfOneMovement } from './directions.ts';
import { referenceDisagreements } from './emg-reference-json.ts';
import { gateDisagreements, hasColumns } from './gate-json.ts';
import { contextInputs, emgInputNames, isNameInput } from './input-names.ts';
import type { ModelJson, OutputIntervalsJson } from './model-json.ts';

/**
 * Contradictions between parts of a model: lists whose lengths differ, weights that do not sum to 1, local models that
 * do not lie one behind the other. Each is a sentence in the words of `model.json`.
 *
 * @param model one that has the shape of the schema
 */
export function disagreements(model: ModelJson): string[] {
  return [
    ...ofInputs(model),
    ...ofLocalModels(model),
    ...ofModes(model),
    ...ofSubjects(model),
    ...fillDisagreements(model.channelFill, model.signals.emg.channels.length),
    ...fadeDisagreements(model.contextFade, contextInputs(model.inputNames)),
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

function* ofLocalModels({ localModels, contexts, inputNames, muscles, coordinates }: ModelJson) {
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
    if (inputs !== inputNames.length || forces !== muscles.length)
      yield `${id} has ${inputs} inputs and ${forces} muscles, the model has ${inputNames.length} and ${muscles.length}`;
    if (angles !== coordinates.length)
      yield `${id} has ${angles} angles, the model has ${coordinates.length} coordinates`;
  }
  if (contexts.length !== localModels.length)
    yield `there are ${localModels.length} localModels and ${contexts.length} contexts`;
  const columns = contextInputs(inputNames);
  if (contexts.some((context) => context !== null && !hasColumns(context, columns)))
    yield `a context is not one of ${columns} inputs`;
}

function* ofModes({ mode, modes, intervals, localModels, inputNames, muscles, coordinates }: ModelJson) {
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
