export { csv, delimitedLines, delimitedText, readDelimited } from './delimited-text.ts';
export { textWithDecimals, type WriteTable, type WrittenColumn, type WrittenTable } from './format.ts';
export { formatOfContent, readFormatOf, readMediaTypes, readTable } from './read-table.ts';
export { type BadCell, type Column, meansNoNumber, type Table } from './table.ts';
export { headerLengthFaults, headerNameFaults, tableBounds } from './table-bounds.ts';
export { writerOf, writtenEndings } from './write-table.ts';
