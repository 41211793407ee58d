import type { Fault } from '../../base/faults/index.ts';

/**
 * The bytes of a text file as UTF-8 without byte order mark. Spreadsheets also write UTF-16, recognised by its mark. A
 * fault if the bytes are not text, such as a spreadsheet's own format under a wrong name.
 */
export function textBytes(file: string, bytes: Uint8Array): { bytes: Uint8Array } | { fault: Fault } {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return { bytes: fromUtf16(bytes, 'utf-16le') };
  if (first === 0xfe && second === 0xff) return { bytes: fromUtf16(bytes, 'utf-16be') };
  const hasMark = first === 0xef && second === 0xbb && third === 0xbf;
  const text = hasMark ? bytes.subarray(3) : bytes;
  const zero = text.subarray(0, 65_536).indexOf(0);
  if (zero < 0) return { bytes: text };
  return {
    fault: {
      code: 'FILE_NOT_TEXT',
      what: 'The file is not a text file.',
      where: { file },
      found: kindOf(bytes) ?? `a zero byte at position ${zero}`,
      expected: 'a table as text: CSV, .sto or .mot',
      fix: 'Export the table as CSV (UTF-8) and use that file.',
    },
  };
}

function fromUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): Uint8Array {
  return new TextEncoder().encode(new TextDecoder(encoding).decode(bytes));
}

/** Kind of a binary file, by its first bytes. */
function kindOf(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 4));
  if (start.startsWith('PK')) return 'a zip archive, such as a spreadsheet';
  return start === 'PAR1' ? 'a Parquet file' : undefined;
}
