import type { GateJson } from '../model-file/gate-json.ts';
import { BlendGate } from './blend-gate.ts';
import { ConstantGate } from './constant-gate.ts';
import { ContextGate } from './context-gate.ts';
import type { Gate } from './gate.ts';
import { NameGate } from './name-gate.ts';
import { NestedGate } from './nested-gate.ts';

/** The gate that a part of `model.json` describes. */
export function openGate(json: GateJson): Gate {
  switch (json.kind) {
    case 'constant':
      return new ConstantGate(json);
    case 'context':
      return new ContextGate(json);
    case 'name':
      return new NameGate({ ...json, leads: json.leaders, otherwise: openGate(json.otherwise) });
    case 'blend':
      return new BlendGate({ ...json, gates: json.gates.map(openGate) });
    case 'nested':
      return new NestedGate({ ...json, within: json.within && openGate(json.within) });
  }
}
