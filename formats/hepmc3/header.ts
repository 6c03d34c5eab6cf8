import type { Cursor } from '../cursor.ts';

const ASCII = new TextEncoder();

export const VERSION = 'HepMC::Version';
export const START = 'HepMC::Asciiv3-START_EVENT_LISTING';
export const END = 'HepMC::Asciiv3-END_EVENT_LISTING';

const VERSION_BYTES = ASCII.encode(VERSION);
const START_BYTES = ASCII.encode(START);
const END_BYTES = ASCII.encode(END);
const HEPMC_BYTES = ASCII.encode('HepMC');
const HEPMC2_BYTES = ASCII.encode('HepMC::IO_GenEvent');

export type HeaderLine = 'version' | 'start' | 'end';

/** Whether a line is one of those that frame a listing, or wants to be. */
export const isHeader = (cursor: Cursor): boolean => cursor.startsWith(HEPMC_BYTES);

/** Which line of a listing's frame the cursor's is; other flavours of HepMC are refused by their names. */
export function readHeader(cursor: Cursor): HeaderLine {
  if (cursor.startsWith(VERSION_BYTES)) return 'version';
  if (takesWhole(cursor, START_BYTES)) return 'start';
  if (takesWhole(cursor, END_BYTES)) return 'end';
  if (cursor.startsWith(HEPMC2_BYTES)) {
    cursor.fail(
      'syntax',
      'this is HepMC2 (IO_GenEvent), and HepMC3 (Asciiv3) is needed: pyhepmc reads the one and writes the other',
      1,
    );
  }
  return cursor.fail('syntax', `a line that begins with HepMC must be ${VERSION}, ${START} or ${END}`, 1);
}

/** Whether the line is this text and nothing else but blanks behind it. */
function takesWhole(cursor: Cursor, text: Uint8Array): boolean {
  if (!cursor.startsWith(text)) return false;
  cursor.goTo(text.length + 1);
  cursor.skipBlanks();
  const whole = cursor.peek() === -1;
  cursor.goTo(1);
  return whole;
}
