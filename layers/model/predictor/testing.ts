export type { LabelledRecording } from './calibration/labelled-recording.ts';
export { envelopesOf, scalesOfStranger } from './emg-input/features-of.ts';
export { type EmgQuality, judgeEmg } from './emg-quality/judge-emg.ts';
export { openGate } from './gates/open-gate.ts';
export { fileOf, inVersion2, modelFiles, rewritten } from './model-file/fixtures/model-files.testing.ts';
export type { GateJson } from './model-file/gate-json.ts';
export { runLocalModels } from './run-local-models.ts';
export { smallGlobalModel } from './small-global-model.testing.ts';
