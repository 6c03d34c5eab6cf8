import { describe, expect, it } from 'vitest';
import { scoreForm } from '../../../cli/scores/write.ts';
import { compressionOfName, outputForm } from '../../../cli/sets/format.ts';
import { formatOfFile } from '../../../formats/format.ts';

describe('the name of a file', () => {
  it('tells format and compression', () => {
    expect(formatOfFile('runs/v1.2/a.b.HepMC3.gz')).toBe('hepmc3');
    expect(compressionOfName('a.dat.ZST')).toBe('zstd');
    expect(formatOfFile('runs/v1.2/events')).toBeUndefined();
    expect(compressionOfName('-')).toBeUndefined();
  });

  it('that has no extension, and standard output, are written as the command writes by default', () => {
    for (const name of ['-', 'out', 'runs/v1.2/out', 'out.gz', '.hidden', './out', '../out']) {
      expect(outputForm(name, undefined, 'ndjson')).toBe('ndjson');
      expect(scoreForm(name, undefined)).toBe('json');
    }
  });

  it('that says another format is not given to what it is not', () => {
    for (const name of ['events.root', 'runs/events.csv.gz']) {
      expect(() => outputForm(name, undefined, 'ndjson')).toThrow(`cannot tell the format of ${name} from its name`);
      expect(() => scoreForm(name, undefined)).toThrow(`cannot tell the format of ${name} from its name`);
      expect(outputForm(name, 'dat', 'ndjson')).toBe('dat');
      expect(scoreForm(name, 'ndjson')).toBe('ndjson');
    }
    expect(() => scoreForm('scores.dat', undefined)).toThrow('scores cannot be written as dat');
  });
});
