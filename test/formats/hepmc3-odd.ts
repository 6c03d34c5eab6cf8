/** Odd HepMC3 files: what our readers say of them, and what HepMC3's own reader (3.2.5, in pyhepmc) does. */
export interface OddFile {
  name: string;
  text: string;
  /** The fault of `HepmcEventReader`, or null where the file is read. */
  fault: string | null;
  /** Whether HepMC3 3.2.5 refuses the file as well; it is not asked where it reads outside its memory. */
  library: 'reads' | 'refuses' | 'not asked';
}

const start = 'HepMC::Asciiv3-START_EVENT_LISTING\n';
const end = 'HepMC::Asciiv3-END_EVENT_LISTING\n';
export const header = `HepMC::Version 3.02.05\n${start}`;
export const footer = `${end}\n`;

const units = 'U GEV MM\n';
const beams = 'P 1 0 1 0 0 1 1 0 11\nP 2 0 -1 0 0 -1 1 0 11\n';
const vertex = 'V -1 0 [1,2]\n';
const cluster = 'P 3 -1 81 0 0 0 2 2 11\n';
const hadrons = 'P 4 3 211 0 0 0.5 1 0.1 1\nP 5 3 -211 0 0 -0.5 1 0.1 1\n';
const body = beams + vertex + cluster + hadrons;
/** A good event of five particles. */
export const event = `E 0 2 5\n${units}${body}`;

const file = (...parts: string[]): string => header + parts.join('') + footer;
const changed = (from: string, to: string): string => {
  if (!event.includes(from)) throw new Error(`nothing to change: ${from}`);
  return file(event.replace(from, to));
};

const read = (name: string, text: string, library: OddFile['library'] = 'reads'): OddFile => ({
  name,
  text,
  fault: null,
  library,
});
const refused =
  (library: OddFile['library']) =>
  (name: string, text: string, fault: string): OddFile => ({
    name,
    text,
    fault,
    library,
  });
const bothRefuse = refused('refuses');
const weRefuse = refused('reads');
const notAsked = refused('not asked');

const readByBoth: OddFile[] = [
  read('a good event', file(event)),
  read('line breaks of Windows', file(event).replaceAll('\n', '\r\n')),
  read('blank lines', file(event.replaceAll('\n', '\n\n'))),
  read('no line break at the end', header + event + end.trimEnd()),
  read('no events', file()),
  read('a header without the version', start + event + footer),
  read('units that are not stated: GeV', changed(units, '')),
  read('MeV and cm', changed(units, 'U MEV CM\n')),
  read('run information', file('W a\\|b\nT name\\|1\\|text\nA key value\n', event.replace(units, `${units}W 1 2\n`))),
  read('an empty run name line of weights', file('W  \n', event.replace(units, `${units}W 1 2\n`))),
  read('several blanks between weights', changed(units, `${units}W   1   2 \n`)),
  read('attributes in the event', changed(units, `${units}A 0 name a b c\nA -1 n \nA 3 n \\|\\\\\n`)),
  read('positions', changed(vertex, 'V -1 7 [1,2] @ 1e-3 0 -2 4\n').replace('E 0 2 5', 'E 0 2 5 @ 1 2 3 4')),
  read('a vertex after what comes of it', changed(vertex + cluster, cluster + vertex)),
  read('a vertex of particles that come later', changed(body, vertex + body.replace(vertex, ''))),
  read('particles without mothers', file(`E 0 0 1\n${units}P 1 0 211 0 0 0 1 0 1\n`)),
  read('a status after which blanks stand', changed(' 0.1 1\n', ' 0.1 1 \n')),
  read(
    'the names of another run between events',
    file('W a\n', event.replace(units, `${units}W 1\n`), 'W b\\|c\n', event.replace(units, `${units}W 1 2\n`)),
  ),
  // The rule is the status alone, as HepMC3's is_stable has it; here the first pion also ends in a vertex.
  read(
    'a particle of status 1 that became something',
    file(`E 0 1 2\n${units}P 1 0 211 0 0 0 1 0.1 1\nP 2 1 22 0 0 0.5 0.5 0 1\n`),
  ),
  // HepMC3's own loop goes on; that of pyhepmc ends at the first event without particles.
  read('an event without particles', file(event, `E 1 0 0\n${units}`, event)),
  read('two listings', file(event) + file(event)),
  read('two listings without a blank line between', header + event + end + file(event)),
];

const readByUsAlone: OddFile[] = [
  // As HepMC3 has done since 3.2.6.
  read(
    'a mother that comes later',
    changed(body, `P 1 2 211 0 0 0 1 0 1\nP 2 0 81 0 0 0 2 0 11\n`).replace('2 5', '1 2'),
    'refuses',
  ),
  // HepMC3 writes such names and does not read them.
  read('names of weights with blanks', file('W a b\\|c\n', event.replace(units, `${units}W 1 2\n`)), 'refuses'),
];

const refusedByBoth: OddFile[] = [
  bothRefuse(
    'a particle too few',
    changed(hadrons, `${hadrons.split('\n')[0]}\n`),
    'line 10, column 1: the event of line 3 ends here after 4 of 5 particles (is the file cut short?)',
  ),
  bothRefuse(
    'a particle too many',
    changed(hadrons, `${hadrons}P 6 3 111 0 0 0 1 0 1\n`),
    'line 11, column 1: the event states only 5 particles',
  ),
  bothRefuse(
    'a vertex too few',
    changed('E 0 2 5', 'E 0 3 5'),
    'line 3: the event must have the 3 vertices that it states, but has fewer',
  ),
  bothRefuse(
    'a vertex too many',
    changed('E 0 2 5', 'E 0 1 5'),
    'line 3: the event must have the 1 vertices that it states, but has more',
  ),
  bothRefuse(
    'a particle twice',
    changed('P 2 0', 'P 1 0'),
    'line 6, column 3: the particles of an event must be numbered from 1 on: 2 is expected',
  ),
  bothRefuse(
    'more names than weights',
    file('W a\\|b\n', event.replace(units, `${units}W 1\n`)),
    'line 6, column 1: a value for each of the 2 weights that the file names is expected',
  ),
  bothRefuse(
    'a tool in an event',
    changed(units, `${units}T a\\|b\\|c\n`),
    'line 5, column 1: a tool must be named before or after an event, not in it',
  ),
  bothRefuse(
    'a cut in an event',
    header + event.slice(0, -30),
    'line 9, column 25: an integer is expected, but the line ends here (is the file cut short?)',
  ),
  bothRefuse(
    'a particle without its status',
    changed(' 0.1 1\n', ' 0.1\n'),
    "line 9, column 24: ' ' is expected, but the line ends here (is the file cut short?)",
  ),
  bothRefuse(
    'a line longer than the buffer of HepMC3',
    changed(units, `${units}A 0 name ${'x'.repeat(262_144)}\n`),
    'line 5: at most 262143 bytes in a line are accepted (limit lineLength)',
  ),
];

const first = (text: string): string => `line 4, column 1: ${text}`;
const prefixes = 'a line must begin with E, U, W, A, T, V or P';

/** What HepMC3 reads, with a warning at most, and what of it is lost or may be. */
const refusedByUsAlone: OddFile[] = [
  weRefuse(
    'no bytes',
    '',
    'line 1, column 1: a HepMC3 file must hold the line HepMC::Asciiv3-START_EVENT_LISTING (is the file cut short?)',
  ),
  weRefuse(
    'no header',
    event + footer,
    'line 1, column 1: a line HepMC::Asciiv3-START_EVENT_LISTING must come first (a HepMC3 file is needed)',
  ),
  weRefuse(
    'no line END',
    header + event,
    'line 10, column 28: the input ends here without a line HepMC::Asciiv3-END_EVENT_LISTING (is the file cut short?)',
  ),
  weRefuse(
    'no line END before another listing',
    header + event + file(event),
    'line 11, column 1: a listing begins here before the line HepMC::Asciiv3-END_EVENT_LISTING of the last (is the file cut short?)',
  ),
  weRefuse(
    'an event after END',
    file(event) + event,
    'line 13, column 1: a line HepMC::Asciiv3-START_EVENT_LISTING must come first (a HepMC3 file is needed)',
  ),
  weRefuse('an unknown letter', changed(units, 'X GEV MM\n'), first(prefixes)),
  weRefuse('a line that begins with a blank', changed(units, ` ${units}`), first(prefixes)),
  weRefuse(
    'an unknown unit',
    changed(units, 'U KEV MM\n'),
    'line 4, column 3: GEV or MEV and, after a blank, MM or CM is expected',
  ),
  weRefuse(
    'units after particles',
    changed(beams, `${beams}U MEV MM\n`),
    'line 7, column 1: units must be stated before the particles and vertices of the event',
  ),
  weRefuse(
    'units stated twice',
    changed(units, `${units}U MEV MM\n`),
    'line 5, column 1: an event must state its units only once',
  ),
  weRefuse(
    'units stated in one event of two',
    file(event, event.replace(units, '')),
    'line 11: the event must state its units (line U) if the events before it do, and not if they do not',
  ),
  weRefuse(
    'weights in one event of two',
    file(event.replace(units, `${units}W 1\n`), event),
    'line 12: the event must have weights if the events before it have, and none if they have none',
  ),
  weRefuse(
    'names of weights without weights',
    file('W a\n', event),
    'line 4: the event must have a line W with a value for each weight that the file names',
  ),
  weRefuse(
    'a weight that is no number',
    changed(units, `${units}W 1 x\n`),
    'line 5, column 5: a decimal number is expected',
  ),
  weRefuse(
    'a momentum that is no number',
    changed('0 0 0.5 1 0.1', '0 nan 0.5 1 0.1'),
    'line 9, column 13: a decimal number is expected',
  ),
  weRefuse(
    'an energy beyond float64',
    changed('0 0 0.5 1 0.1', '0 0 0.5 1e999 0.1'),
    'line 9, column 19: must be a finite number',
  ),
  weRefuse(
    'a number without digits before its point',
    changed('0.5 1 0.1', '.5 1 0.1'),
    'line 9, column 15: a decimal number is expected',
  ),
  // HepMC3 takes one field twice, so that px is -1 and every field behind it is the one before.
  weRefuse('two blanks between fields', changed('P 2 0 -1', 'P 2 0  -1'), 'line 6, column 7: an integer is expected'),
  weRefuse('a field too many', changed(' 0.1 1\n', ' 0.1 1 2\n'), 'line 9, column 27: the line must end here'),
  weRefuse(
    'a mother that is no vertex of the event',
    changed('V -1 0 [1,2]\nP 3 -1', 'V -2 0 [1,2]\nP 3 -1'),
    'line 3: the event must have the vertex -1, of which particle 3 is said to come',
  ),
];

const refusedUnasked: OddFile[] = [
  notAsked(
    'a vertex of a particle that is not there',
    changed('[1,2]', '[1,6]'),
    'line 7, column 11: a particle of the event, from 1 to 5, is expected',
  ),
  notAsked('a vertex that nothing goes into', changed('[1,2]', '[]'), 'line 7, column 9: an integer is expected'),
  notAsked(
    'a vertex twice',
    changed('E 0 2 5', 'E 0 3 5').replace(vertex, `${vertex}V -1 0 [3]\n`),
    'line 3: the event must have only one vertex -1',
  ),
  notAsked(
    'a particle that goes into two vertices',
    changed('E 0 2 5', 'E 0 3 5').replace(vertex, `${vertex}V -2 0 [2]\n`),
    'line 3: the event must not have particle 2 go into vertices twice',
  ),
  notAsked(
    'a mother that goes into a vertex',
    changed('P 4 3', 'P 4 2'),
    'line 3: the event must not have particle 4 come of particle 2, which goes into a vertex',
  ),
  notAsked(
    'a vertex beyond those stated',
    changed(vertex, 'V -9 0 [1,2]\n'),
    'line 7, column 3: a vertex must have a number from -1 to -2',
  ),
  notAsked(
    'its own mother',
    changed('P 4 3', 'P 4 4'),
    'line 9, column 6: the mother must be 0, a vertex or another particle of the event',
  ),
  notAsked(
    'more vertices than memory',
    changed('E 0 2 5', 'E 0 2000000000 5'),
    'line 3: the event must have the 2000000000 vertices that it states, but has fewer',
  ),
  notAsked(
    'more particles than memory',
    changed('E 0 2 5', 'E 0 2 2000000000'),
    'line 11, column 1: the event of line 3 ends here after 5 of 2000000000 particles (is the file cut short?)',
  ),
];

export const ODD_FILES: OddFile[] = [
  ...readByBoth,
  ...readByUsAlone,
  ...refusedByBoth,
  ...refusedByUsAlone,
  ...refusedUnasked,
];
