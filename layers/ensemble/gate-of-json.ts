import type { Gate } from './gates/gate.ts';
import type { GateJson } from './model-file/gate-json.ts';

/** The gate that a model's file holds. */
export function gateOfJson(json: GateJson): Gate {
  switch (json.kind) {
    case 'constant':
      return json;
    case 'context': {
      const { kind, temperature, localModels, mostLocalModels: most } = json;
      return { kind, temperature, members: localModels, ...(most === undefined ? {} : { most }) };
    }
    case 'name': {
      const { by, leaders, share, within, otherwise } = json;
      return { kind: 'known', by, leads: leaders, share, within, otherwise: gateOfJson(otherwise) };
    }
    case 'blend':
      return { kind: 'blend', gates: json.gates.map(gateOfJson), shares: json.shares };
  }
}

/** A gate as a model's file holds it. */
export function jsonOfGate(gate: Gate): GateJson {
  switch (gate.kind) {
    case 'constant':
      return { kind: 'constant', weights: gate.weights };
    case 'context': {
      const { kind, temperature, members, most } = gate;
      const localModels = members.map(
        (member) => member && { mean: member.mean, deviation: member.deviation, error: member.error },
      );
      return { kind, temperature, localModels, ...(most === undefined ? {} : { mostLocalModels: most }) };
    }
    case 'known': {
      const { by, leads, share, within, otherwise } = gate;
      return { kind: 'name', by, leaders: leads, share, within, otherwise: jsonOfGate(otherwise) };
    }
    case 'blend':
      return { kind: 'blend', gates: gate.gates.map(jsonOfGate), shares: gate.shares };
  }
}
