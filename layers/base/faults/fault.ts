/** Where a fault lies. Rows count from 1, the header is row 1 of a table. */
export interface FaultPlace {
  readonly file?: string;
  readonly row?: number;
  readonly column?: string;
}

/**
 * One thing that is wrong with what somebody gave us, and how to mend it. The command line, the HTTPS API
 * and the report show this same object.
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

/** `knee.csv row 12 column emg_rf_mV: COLUMN_TEXT … found … expected … fix` on one line. */
export function faultLine(fault: Fault): string {
  const { file, row, column } = fault.where;
  const place = [file, row && `row ${row}`, column && `column ${column}`].filter(Boolean).join(' ');
  return `${fault.code}${place ? ` at ${place}` : ''}: ${fault.what} Found ${fault.found}; expected ${fault.expected}. ${fault.fix}`;
}
