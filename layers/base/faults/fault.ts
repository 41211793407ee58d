/** Place of a fault. Rows count from 1; the header of a table is row 1. */
export interface FaultPlace {
  readonly file?: string;
  readonly row?: number;
  readonly column?: string;
}

/**
 * One thing that is wrong with an input, and how to correct it. The command line, the HTTPS API and the report show this
 * same object.
 */
export interface Fault {
  /** Stable, upper case, e.g. `COLUMN_MISSING`. */
  readonly code: string;
  /** One sentence: what is wrong. */
  readonly what: string;
  readonly where: FaultPlace;
  readonly found: string;
  readonly expected: string;
  /** One sentence in the imperative: what to do about it. */
  readonly fix: string;
}

/** A fault on one line: `CELL_TEXT at knee.csv row 12 column emg_rf_mV: A cell holds text. Found …; expected …. <fix>`. */
export function faultLine(fault: Fault): string {
  const { file, row, column } = fault.where;
  const place = [file, row && `row ${row}`, column && `column ${column}`].filter(Boolean).join(' ');
  return `${fault.code}${place ? ` at ${place}` : ''}: ${fault.what} Found ${fault.found}; expected ${fault.expected}. ${fault.fix}`;
}
