import { featureNames } from '../../preparation/features.ts';
import { nameInputs } from '../../preparation/name-inputs.ts';
import { contextColumns, fitsContext } from '../context/seen-context.ts';
import { openGate } from '../gates/open-gate.ts';
import type { GlobalModelJson } from '../global-model.ts';

/**
 * Where parts of a model contradict each other: lists whose lengths differ, weights that do not sum to 1, local models
 * that do not lie one behind the other. Sentences in the words of `model.json`; none where everything agrees.
 *
 * @param model one that has the schema's shape
 */
export function disagreements(model: GlobalModelJson): string[] {
  return [...ofInputs(model), ...ofMembers(model), ...ofModes(model), ...ofSubjects(model)];
}

function* ofInputs({ signals, features, inputNames, inputRanges, muscles }: GlobalModelJson) {
  const columns = signals.emg.channels.map(({ column }) => column);
  const ofEmg = featureNames(columns, features);
  const ofNames = nameInputs(inputNames.slice(ofEmg.length)).length;
  if (ofEmg.some((name, at) => name !== inputNames[at]) || ofEmg.length + ofNames !== inputNames.length)
    yield 'inputNames are not those of channels and features';
  if (inputRanges.length !== inputNames.length)
    yield `there are ${inputNames.length} inputNames and ${inputRanges.length} inputRanges`;
  if (inputRanges.some(([least, most]) => least > most)) yield 'a range of inputRanges ends before it begins';
  if (new Set(muscles).size !== muscles.length) yield 'a muscle is listed twice';
}

function* ofMembers({ members, contexts, inputNames, muscles }: GlobalModelJson) {
  if (new Set(members.map(({ id }) => id)).size !== members.length) yield 'an id of members stands twice';
  if (members.filter(({ kind }) => kind === 'single').length > 1) yield 'members has two of the kind single';
  if (new Set(members.map(({ sha256 }) => sha256 === undefined)).size > 1)
    yield 'some members have a sha256 and others have none';
  let end = 0;
  for (const { id, byteOffset, byteLength, weightsManifest } of members) {
    const tensors = weightsManifest.flatMap(({ weights }) => weights);
    const bytes = tensors.reduce((sum, { shape }) => sum + 4 * shape.reduce((a, b) => a * b, 1), 0);
    if (byteOffset !== end) yield `${id} begins at byte ${byteOffset}, the one before it ends at ${end}`;
    if (byteLength !== bytes) yield `${id} has ${byteLength} bytes, its tensors take ${bytes}`;
    const shapeOf = (name: string) => tensors.find((tensor) => tensor.name === name)?.shape;
    const first = shapeOf('hidden_1/kernel') ?? shapeOf('angle/kernel');
    const forces = shapeOf('force_share/kernel')?.[1] ?? 0;
    if (first?.[0] !== inputNames.length || forces !== muscles.length)
      yield `${id} has ${first?.[0]} inputs and ${forces} muscles, the model has ${inputNames.length} and ${muscles.length}`;
    end = byteOffset + byteLength;
  }
  if (contexts.length !== members.length)
    yield `there are ${members.length} members and ${contexts.length} contexts`;
  const columns = contextColumns(inputNames).length;
  if (contexts.some((context) => context !== null && !fitsContext(context, columns)))
    yield `a context is not one of ${columns} inputs`;
}

function* ofModes({ mode, modes, intervals, members, inputNames, muscles }: GlobalModelJson) {
  if (!Object.hasOwn(modes, mode)) yield `there are no weights for the mode ${mode}`;
  const sizes = { localModels: members.length, contextInputs: contextColumns(inputNames).length };
  for (const [name, gate] of Object.entries(modes)) {
    for (const wrong of openGate(gate).disagreements(sizes)) yield `modes.${name}: ${wrong}`;
  }
  for (const [name, kinds] of Object.entries(intervals)) {
    if (!Object.hasOwn(modes, name)) yield `intervals.${name} is of no mode`;
    if (Object.values(kinds).some(({ forces }) => forces.length !== muscles.length))
      yield `intervals.${name} are not those of ${muscles.length} muscles`;
  }
}

function* ofSubjects({ signals, emgScales, strangerScale, angleCorrections }: GlobalModelJson) {
  const channels = signals.emg.channels.length;
  const isOff = (values: readonly unknown[] | undefined) =>
    values !== undefined && values.length !== channels;
  if (Object.values(emgScales).some(isOff)) yield `a list of emgScales is not one of ${channels} channels`;
  if (isOff(strangerScale?.usualLog) || isOff(strangerScale?.usualOwnLog))
    yield `strangerScale is not one of ${channels} channels`;
  for (const [subject, { residual }] of Object.entries(angleCorrections)) {
    if (!Object.hasOwn(emgScales, subject)) yield 'a subject of angleCorrections has no emgScales';
    if (!residual) continue;
    const { centres, weightsRad } = residual;
    const isRagged = new Set(centres.map(({ length }) => length)).size > 1;
    const isUneven = (centres[0]?.length ?? 0) % channels !== 0;
    if (isOff(residual.emgScales) || centres.length !== weightsRad.length || isRagged || isUneven)
      yield 'the residual of an angle correction contradicts itself';
  }
}
