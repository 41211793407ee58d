import { BlendGate } from './blend.ts';
import { ConstantGate } from './constant.ts';
import { ContextGate } from './context.ts';
import type { Gate } from './gate.ts';
import type { GateJson } from './gate-json.ts';
import { NameGate } from './known.ts';

/** The gate that `model.json` holds: the one place that tells the kinds of gates apart. */
export function openGate(json: GateJson): Gate {
  switch (json.kind) {
    case 'constant':
      return new ConstantGate(json);
    case 'context':
      return new ContextGate(json);
    case 'known':
      return new NameGate({ ...json, otherwise: openGate(json.otherwise) });
    case 'blend':
      return new BlendGate({ ...json, gates: json.gates.map(openGate) });
  }
}
