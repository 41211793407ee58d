/** JSON with each array without objects on one line, so that a table of figures is readable. */
export function compactJson(value: unknown, indent = ''): string {
  return `${write(value, indent)}\n`;
}

function write(value: unknown, indent: string): string {
  const isFlat = typeof value !== 'object' || value === null || isPlain(value);
  if (isFlat) return JSON.stringify(value) ?? 'null';
  const deeper = `${indent} `;
  const parts = Array.isArray(value)
    ? value.map((one) => deeper + write(one, deeper))
    : Object.entries(value)
        .filter(([, one]) => one !== undefined)
        .map(([key, one]) => `${deeper}${JSON.stringify(key)}: ${write(one, deeper)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return parts.length === 0 ? `${open}${close}` : `${open}\n${parts.join(',\n')}\n${indent}${close}`;
}

function isPlain(value: object): boolean {
  return Array.isArray(value) && value.every((one) => typeof one !== 'object' || one === null);
}
