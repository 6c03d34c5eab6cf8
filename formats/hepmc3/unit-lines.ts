import type { Cursor } from '../cursor.ts';

const SPACE = 32;
const ASCII = new TextEncoder();
const UNITS = (['GEV MM', 'GEV CM', 'MEV MM', 'MEV CM'] as const).map((text) => ({
  bytes: ASCII.encode(text),
  inMeV: text.startsWith('MEV'),
}));

/**
 * The U lines of a file. Without any the momenta are in GeV, as in HepMC3; but either every event states its units or
 * none, because versions of HepMC3 differ in whether the units of one event hold for the next.
 */
export class UnitLines {
  /** Whether the momenta of the current event are in MeV. */
  inMeV = false;
  #stated = false;
  /** Whether the events state their units, once there was one. */
  #present: boolean | undefined;

  startEvent(): void {
    this.inMeV = false;
    this.#stated = false;
  }

  /** Reads ` GEV MM` or another of the four pairs; the cursor stands behind the U. */
  read(cursor: Cursor): void {
    if (this.#stated) cursor.fail('value', 'an event must state its units only once', 1);
    this.#stated = true;
    cursor.expect(SPACE);
    const units = UNITS.find(({ bytes }) => cursor.startsWith(bytes));
    if (!units) cursor.fail('value', 'GEV or MEV and, after a blank, MM or CM is expected');
    cursor.goTo(cursor.column + units.bytes.length);
    cursor.expectEnd();
    this.inMeV = units.inMeV;
  }

  endEvent(fail: (rule: string) => never): void {
    this.#present ??= this.#stated;
    if (this.#present !== this.#stated) {
      fail('must state its units (line U) if the events before it do, and not if they do not');
    }
  }
}
