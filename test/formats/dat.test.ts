import { describe, expect, it } from 'vitest';
import { DatClusterReader } from '../../formats/dat/clusters.ts';
import { DatDecayReader } from '../../formats/dat/decays.ts';
import { encodeDecaysHistoryDat } from '../../formats/dat/encode-history.ts';
import { DatEventReader } from '../../formats/dat/events.ts';
import { faultsOf, formatErrorOf, read } from './support.ts';

const q1 = '2,1,0.5,-0.25,6.7e-06;';
const q2 = '-1,2.5,-1,0.125,2;';
const none = '88,0.0000,0.0000,0.0000,0.0000;';
const cluster = '81,3.5,-0.5,-0.125,2;';
const hadrons = '211,1.5,0,-0.125,1;111,2,-0.5,0,1;';
const known = `${q1}${q2}${cluster}${hadrons}|`;
const unknown = `${none}${none}${cluster}${hadrons}|`;

const tree =
  '(1),1,[ 3 ], 1,0,0,1;(2),-3,[ 3 ], 4,0,0,-4;(3),81,[ 4 5 ], 5,0,0,-3;(4),-311,[ ],2,0,0,-1;(5),313,[ ],3,0,0,-2;|';
const fission =
  '(11),2,[ 13 ], 9,0,0,9;(12),-2,[ 13 ], 9,0,0,-9;(13),81,[ 14 15 ], 18,0,0,0;(14),81,[ 16 17 ], 9,0,0,9;' +
  '(15),81,[ 18 ], 9,0,0,-9;(16),211,[ ],4,0,0,4;(17),-211,[ ],5,0,0,5;(18),223,[ ],9,0,0,-9;|';

/** Reads decays without asking for a last line break. */
const readOpen = (text: string) => read(new DatDecayReader({ openEnd: true }), text);

describe('DatDecayReader', () => {
  it('reads clusters, constituents where known, and hadrons', () => {
    const { offsets, clusters, hadrons } = read(new DatDecayReader(), `${known}${unknown}\n\n${known}\r\n`);
    expect(offsets).toEqual(Uint32Array.of(0, 2, 3));
    expect(clusters).toEqual({
      px: Float64Array.of(-0.5, -0.5, -0.5),
      py: Float64Array.of(-0.125, -0.125, -0.125),
      pz: Float64Array.of(2, 2, 2),
      E: Float64Array.of(3.5, 3.5, 3.5),
      q1_pdg_id: Int32Array.of(2, 0, 2),
      q1_px: Float64Array.of(0.5, 0, 0.5),
      q1_py: Float64Array.of(-0.25, 0, -0.25),
      q1_pz: Float64Array.of(6.7e-6, 0, 6.7e-6),
      q1_E: Float64Array.of(1, 0, 1),
      q2_pdg_id: Int32Array.of(-1, 0, -1),
      q2_px: Float64Array.of(-1, 0, -1),
      q2_py: Float64Array.of(0.125, 0, 0.125),
      q2_pz: Float64Array.of(2, 0, 2),
      q2_E: Float64Array.of(2.5, 0, 2.5),
      h1_pdg_id: Int32Array.of(211, 211, 211),
      h2_pdg_id: Int32Array.of(111, 111, 111),
    });
    expect(hadrons.E).toEqual(Float64Array.of(1.5, 2, 1.5, 2, 1.5, 2));
    expect(hadrons.pdg_id).toEqual(Int32Array.of(211, 111, 211, 111, 211, 111));
  });

  it('reads an empty file as no events', () => {
    expect(read(new DatDecayReader(), '').offsets).toEqual(Uint32Array.of(0));
  });

  it.each([
    [
      'a cut in a number',
      `${known}\n2,1,0.`,
      'line 2, column 7: a digit is expected, but the line ends here (is the file cut short?)',
    ],
    [
      'a cut between objects',
      `${known}\n${q1}`,
      `line 2, column 23: an integer is expected, but the line ends here (is the file cut short?)`,
    ],
    [
      'a cut before the bar',
      `${known}\n${known.slice(0, -1)}`,
      `line 2, column ${known.length}: '|' is expected, but the line ends here (is the file cut short?)`,
    ],
    [
      'a cut between clusters',
      `${known}\n${known}`,
      `line 2, column ${known.length + 1}: the last line must end with a line break (is the file cut short, or sent with curl -d, which removes them?)`,
    ],
    [
      'four objects',
      `${q1}${q2}${cluster}211,1,1,1,1;|\n`,
      `line 1, column ${q1.length + q2.length + cluster.length + 13}: an integer is expected`,
    ],
    ['six objects', `${known.slice(0, -1)}${q1}|\n`, `line 1, column ${known.length}: '|' is expected`],
    [
      'a cluster of another id',
      known.replace('81,', '82,').concat('\n'),
      'line 1, column 41: the third of the five objects must be the cluster (id 81)',
    ],
    [
      'an unknown constituent with momentum',
      known.replace('2,1,', '88,1,').concat('\n'),
      'line 1, column 1: an unknown constituent (id 88) must have zeros as its momentum',
    ],
    [
      'a constituent of id 0',
      known.replace('2,1,', '0,1,').concat('\n'),
      'line 1, column 1: a constituent cannot have id 0',
    ],
    [
      'a cluster as a hadron',
      known.replace('111,', '81,').concat('\n'),
      'line 1, column 81: a hadron cannot have id 81',
    ],
    ['hadrons alone', '211,1,0,0,1;\n', 'line 1, column 1: clusters are needed, but the lines hold hadrons alone'],
    [
      'a history with a cluster that became one hadron',
      `${fission}\n`,
      'line 1, column 1: every hadron must come from a cluster that decays into two',
    ],
    ['a history after decays', `${known}\n${tree}\n`, 'line 2, column 1: every line must have the form of the first'],
    [
      'hadrons after decays',
      `${known}\n211,1,0,0,1;111,1,0,0,1;\n`,
      'line 2, column 25: an integer is expected, but the line ends here (is the file cut short?)',
    ],
  ])('refuses %s', (_, text, fault) => {
    expect(faultsOf(() => read(new DatDecayReader(), text))).toEqual([fault]);
  });

  it('accepts an open end where it is told to, but no cut inside a cluster and no lost line breaks', () => {
    expect(readOpen(`${known}\n${known}`).offsets).toEqual(Uint32Array.of(0, 1, 2));
    expect(formatErrorOf(() => readOpen(`${known}\n${known}${known.slice(0, -2)}`)).kind).toBe('syntax');
    expect(faultsOf(() => readOpen(known + known))).toEqual([
      `line 1, column ${2 * known.length + 1}: the last line must end with a line break (is the file cut short, or sent with curl -d, which removes them?)`,
    ]);
  });

  it.each([
    ['events', { events: 1 }],
    ['clusters', { clusters: 2 }],
    ['bytes', { bytes: 250 }],
    ['line length', { lineLength: 150 }],
  ])('holds to its cap of %s', (_, caps) => {
    const text = `${known}${known}\n${known}\n`;
    expect(formatErrorOf(() => read(new DatDecayReader({ caps }), text)).kind).toBe('limit');
    expect(read(new DatDecayReader({ caps: { events: 2, clusters: 3, bytes: 1000 } }), text).offsets).toHaveLength(3);
  });
});

describe('histories of decays', () => {
  const two =
    '(1),1,[ 3 ], 1,0,0,1;(2),-3,[ 3 ], 4,0,0,-4;(3),81,[ 4 5 ], 5,0,0,-3;(4),-311,[ ],2,0,0,-1;(5),313,[ ],3,0,0,-2;|' +
    '(6),81,[ 7 8 ], 2,0,0,1;(7),211,[ ],1,0,0,0.5;(8),111,[ ],1,0,0,0.5;|\n';

  it('are read as the decays that they tell', () => {
    const { offsets, clusters, hadrons } = read(new DatDecayReader(), `${two}${two}`);
    expect(offsets).toEqual(Uint32Array.of(0, 2, 4));
    expect(clusters.q1_pdg_id).toEqual(Int32Array.of(1, 0, 1, 0));
    expect(clusters.q2_E).toEqual(Float64Array.of(4, 0, 4, 0));
    expect(hadrons.pdg_id).toEqual(Int32Array.of(-311, 313, 211, 111, -311, 313, 211, 111));
  });

  it('are written byte for byte as they were read', () => {
    const decays = read(new DatDecayReader(), two);
    expect([...encodeDecaysHistoryDat(decays)].join('')).toBe(two);
  });

  it('refuse what they cannot hold', () => {
    const decays = read(new DatDecayReader(), two);
    const { q1_px: _, ...without } = decays.clusters;
    expect(() => [...encodeDecaysHistoryDat({ ...decays, clusters: without })]).toThrow('without their momenta');
    expect(() => [...encodeDecaysHistoryDat({ ...decays, offsets: Uint32Array.of(0, 0, 2) })]).toThrow('no clusters');
  });
});

describe('DatClusterReader', () => {
  it('gives the event of each cluster', () => {
    const clusters = read(new DatClusterReader(), `${known}${unknown}\n\n${known}\n`);
    expect(clusters.event).toEqual(Uint32Array.of(0, 0, 1));
    expect(clusters.q1_pdg_id).toEqual(Int32Array.of(2, 0, 2));
  });

  it('takes from a history the clusters that became two hadrons, and counts the others', () => {
    const reader = new DatClusterReader();
    const clusters = read(reader, `\n${tree}\n${fission}${tree}`);
    // Cluster 3 of either event with its constituents; 14 is a fragment, 13 split, 15 became one hadron.
    expect(clusters.event).toEqual(Uint32Array.of(0, 1, 1));
    expect(clusters.E).toEqual(Float64Array.of(5, 9, 5));
    expect(clusters.q1_pdg_id).toEqual(Int32Array.of(1, 0, 1));
    expect(clusters.q2_E).toEqual(Float64Array.of(4, 0, 4));
    expect(clusters.h1_pdg_id).toEqual(Int32Array.of(-311, 211, -311));
    expect(clusters.h2_pdg_id).toEqual(Int32Array.of(313, -211, 313));
    expect(reader.others).toBe(1);
  });

  it('refuses hadrons alone', () => {
    expect(faultsOf(() => read(new DatClusterReader(), '211,1,0,0,1;\n'))).toEqual([
      'line 1, column 1: clusters are needed, but the lines hold hadrons alone',
    ]);
  });

  it('holds to its caps', () => {
    const text = `${fission}${tree}\n${tree}\n`;
    expect(formatErrorOf(() => read(new DatClusterReader({ caps: { clusters: 2 } }), text)).kind).toBe('limit');
    expect(formatErrorOf(() => read(new DatClusterReader({ caps: { events: 1 } }), text)).kind).toBe('limit');
    expect(read(new DatClusterReader({ caps: { events: 2, clusters: 3 } }), text).E).toHaveLength(3);
  });
});

describe('DatEventReader', () => {
  it('reads the hadrons of decays', () => {
    const events = read(new DatEventReader(), `${known}${unknown}\n${known}\n`);
    expect(events.offsets).toEqual(Uint32Array.of(0, 4, 6));
    expect(events.pdg_id).toEqual(Int32Array.of(211, 111, 211, 111, 211, 111));
  });

  it('reads what has no children from a history, whose last line may be open as the line break stands first', () => {
    const events = read(new DatEventReader(), `\n${tree}\n${fission}${tree}`);
    expect(events.offsets).toEqual(Uint32Array.of(0, 2, 7));
    expect(events.pdg_id).toEqual(Int32Array.of(-311, 313, 211, -211, 223, -311, 313));
  });

  it('reads hadrons alone', () => {
    const events = read(new DatEventReader(), '211,1,0,0,1;\n0,2,0,-0,1;111, 1,0,0,-1; \n');
    expect(events.offsets).toEqual(Uint32Array.of(0, 1, 3));
    expect(events.pdg_id).toEqual(Int32Array.of(211, 0, 111));
    expect(events.py).toEqual(Float64Array.of(0, -0, 0));
  });

  it.each([
    ['a cluster among hadrons', '211,1,0,0,1;81,1,0,0,1;\n', 'line 1, column 13: a hadron cannot have id 81'],
    ['a bar among hadrons', '211,1,0,0,1;\n211,1,0,0,1;|\n', 'line 2, column 13: an integer is expected'],
    [
      'an open end',
      '211,1,0,0,1;',
      'line 1, column 13: the last line must end with a line break (is the file cut short, or sent with curl -d, which removes them?)',
    ],
    [
      'a missing semicolon',
      '211,1,0,0,1\n',
      "line 1, column 12: ';' is expected, but the line ends here (is the file cut short?)",
    ],
    ['five components', '211,1,0,0,1,5;\n', "line 1, column 12: ';' is expected"],
    ['hexadecimal', '211,0x1,0,0,1;\n', "line 1, column 6: ',' is expected"],
    ['a blank in a number', '211,1 2,0,0,1;\n', "line 1, column 6: ',' is expected"],
    ['nan', '211,nan,0,0,1;\n', 'line 1, column 5: a decimal number is expected'],
    ['infinity', '211,-inf,0,0,1;\n', 'line 1, column 6: a decimal number is expected'],
    ['a plus sign', '211,+1,0,0,1;\n', 'line 1, column 5: a decimal number is expected'],
    ['a lone point', '211,.5,0,0,1;\n', 'line 1, column 5: a decimal number is expected'],
    ['nothing behind the point', '211,5.,0,0,1;\n', 'line 1, column 7: a digit is expected'],
    ['nothing behind the e', '211,5e+,0,0,1;\n', 'line 1, column 8: a digit is expected'],
    ['an overflow', '211,1,0,2e308,1;\n', 'line 1, column 9: must be a finite number'],
    ['a fractional id', '211.0,1,0,0,1;\n', "line 1, column 4: ',' is expected"],
    ['an id beyond 32 bits', '2147483648,1,0,0,1;\n', 'line 1, column 1: must be an integer of 32 bits'],
    ['a byte order mark', '\ufeff211,1,0,0,1;\n', 'line 1, column 1: an integer is expected'],
    ['a barcode twice', `${tree}${tree}\n`, `line 1, column ${tree.length + 1}: a barcode must be unique in its event`],
    ['a lost child', `${tree.replace('(5)', '(6)')}\n`, 'line 1, column 45: child 5 is not in the event'],
    [
      'a cluster without children',
      `${tree.replace('[ 4 5 ]', '[ ]')}\n`,
      'line 1, column 45: a cluster must have children',
    ],
    [
      'children run together',
      `${tree.replace('[ 4 5 ]', '[ 4-5 ]')}\n`,
      "line 1, column 55: a blank or ']' is expected",
    ],
    [
      'no bar behind a tree',
      `${tree.slice(0, -1)}\n`,
      `line 1, column ${tree.length}: '|' is expected, but the line ends here (is the file cut short?)`,
    ],
    ['decays after histories', `${tree}\n${known}\n`, 'line 2, column 1: every line must have the form of the first'],
  ])('refuses %s', (_, text, fault) => {
    expect(faultsOf(() => read(new DatEventReader(), text))).toEqual([fault]);
  });

  it('gives the event that a fault is in', () => {
    expect(formatErrorOf(() => read(new DatEventReader(), '\n211,1,0,0,1;\nx\n')).faults).toEqual([
      { place: 'line 3, column 1', rule: 'an integer is expected', row: 1 },
    ]);
  });

  it('holds to its caps', () => {
    const text = '211,1,0,0,1;\n111,1,0,0,1;111,1,0,0,1;\n';
    expect(formatErrorOf(() => read(new DatEventReader({ caps: { events: 1 } }), text)).kind).toBe('limit');
    expect(formatErrorOf(() => read(new DatEventReader({ caps: { particles: 2 } }), text)).kind).toBe('limit');
    expect(read(new DatEventReader({ caps: { events: 2, particles: 3 } }), text).E).toHaveLength(3);
  });
});
