import { tokenKey, tokenRecordSchema } from '../access/record.ts';
import { canonicalBytes } from '../contract/canonical.ts';
import { sha256Digest } from '../contract/digest.ts';
import type { Manifest } from '../contract/manifest.ts';
import { aliasRegister } from './alias.ts';
import { stateRegister } from './change-state.ts';
import { checkRegister, type Fault, type RegisterReport, wordsOf } from './check-register.ts';
import { aliasKey, blobKey, manifestKey, type Place, parseKey, signatureKey, versionKey } from './keys.ts';
import { type AliasMove, parsePointer, type StateMove, type VersionPointer } from './pointers.ts';
import { inPool } from './pool.ts';
import { readManifest, readManifestBytes } from './read.ts';
import { readVersion } from './resolve.ts';
import { requireSignatureOf } from './signatures.ts';
import type { ListedObject, ObjectStore } from './store.ts';

/** What a check of a whole bucket found. */
export interface FsckReport {
  /** Objects by kind; `bytes` of blobs and manifests, each of them hashed again. */
  counts: Record<Place['kind'], number>;
  bytes: number;
  /** Everything that is wrong, by key. */
  faults: Fault[];
  /** Keys of blobs and manifests that no version leads to: what `collectGarbage` removes in time. */
  unreferenced: string[];
  /** Registers with a move that was claimed and not finished; the next mover finishes it. */
  unfinished: string[];
  /** Keys that the registry does not write. */
  unknown: string[];
}

/** Requests at the same time. */
const AT_A_TIME = 8;

/**
 * Checks a whole bucket: every digest is computed again, every manifest is read and every blob that it names is there with
 * its length, every version pointer leads to its own manifest, every signature is about its manifest, every alias and state
 * is what its history says, and every token's record is one.
 */
export async function checkRegistry(store: ObjectStore): Promise<FsckReport> {
  return new Check(store).run();
}

class Check {
  readonly #store: ObjectStore;
  readonly #objects = new Map<string, ListedObject>();
  readonly #manifests = new Map<string, Manifest>();
  readonly #versions = new Map<string, VersionPointer>();
  readonly #report: FsckReport = {
    counts: {
      blob: 0,
      manifest: 0,
      signature: 0,
      version: 0,
      alias: 0,
      'alias-move': 0,
      state: 0,
      'state-move': 0,
      token: 0,
    },
    bytes: 0,
    faults: [],
    unreferenced: [],
    unfinished: [],
    unknown: [],
  };

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  async run(): Promise<FsckReport> {
    for await (const object of this.#store.scan('')) this.#objects.set(object.key, object);
    const places = [...this.#objects.keys()].flatMap((key) => this.#place(key));
    await inPool(places, AT_A_TIME, (place) => this.#checkBytes(place));
    await inPool(places, AT_A_TIME, (place) => this.#checkVersion(place));
    await inPool(places, AT_A_TIME, (place) => this.#checkSignature(place));
    await inPool(places, AT_A_TIME, (place) => this.#checkToken(place));
    await this.#checkRegisters(places);
    this.#findUnreferenced(places);
    this.#report.faults.sort((a, b) => (a.key < b.key ? -1 : 1));
    return this.#report;
  }

  #fault(key: string, detail: string): void {
    this.#report.faults.push({ key, detail });
  }

  #place(key: string): Place[] {
    const place = parseKey(key);
    if (place) this.#report.counts[place.kind]++;
    else this.#report.unknown.push(key);
    return place ? [place] : [];
  }

  async #checkBytes(place: Place): Promise<void> {
    if (place.kind === 'blob') await this.#checkBlob(place.digest);
    if (place.kind === 'manifest') await this.#checkManifest(place.digest);
  }

  async #checkBlob(digest: string): Promise<void> {
    const key = blobKey(digest);
    const object = await this.#store.get(key);
    if (!object) return this.#fault(key, 'is listed and cannot be read');
    this.#report.bytes += object.bytes.length;
    const actual = await sha256Digest(object.bytes);
    if (actual !== digest) this.#fault(key, `holds bytes with digest ${actual}`);
  }

  async #checkManifest(digest: string): Promise<void> {
    const key = manifestKey(digest);
    try {
      const bytes = await readManifestBytes(this.#store, digest);
      this.#report.bytes += bytes.length;
      const manifest = await readManifest(this.#store, digest);
      this.#manifests.set(digest, manifest);
      const canonical = await sha256Digest(canonicalBytes(manifest));
      if (canonical !== digest) this.#fault(key, 'is not canonical JSON');
      for (const { role, digest: blob, bytes: length } of manifest.blobs) {
        const listed = this.#objects.get(blobKey(blob));
        if (!listed) this.#fault(key, `its ${role} blob ${blob} is missing`);
        else if (listed.bytes !== length) {
          this.#fault(key, `its ${role} blob ${blob} has ${listed.bytes} bytes instead of ${length}`);
        }
      }
    } catch (error) {
      this.#fault(key, wordsOf(error));
    }
  }

  async #checkVersion(place: Place): Promise<void> {
    if (place.kind !== 'version') return;
    const { name, version } = place;
    const key = versionKey(name, version);
    try {
      const pointer = await readVersion(this.#store, name, version);
      if (!pointer) return this.#fault(key, 'is listed and cannot be read');
      this.#versions.set(`${name}@${version}`, pointer);
      const manifest = this.#manifests.get(pointer.digest);
      if (!manifest) return this.#fault(key, `points to ${pointer.digest}, which is missing or damaged`);
      const stated = `${manifest.name}@${manifest.version}`;
      if (stated !== `${name}@${version}`) this.#fault(key, `points to the manifest of ${stated}`);
      if (manifest.created !== pointer.created) this.#fault(key, "does not repeat the manifest's time");
    } catch (error) {
      this.#fault(key, wordsOf(error));
    }
  }

  /** Whether the key that signed is to be believed is not the bucket's to know; whether it is about its manifest is. */
  async #checkSignature(place: Place): Promise<void> {
    if (place.kind !== 'signature') return;
    const { digest, keyid } = place;
    const key = signatureKey(digest, keyid);
    const manifest = this.#manifests.get(digest);
    if (!manifest) return this.#fault(key, `signs ${digest}, which is missing or damaged`);
    const object = await this.#store.get(key);
    if (!object) return this.#fault(key, 'is listed and cannot be read');
    try {
      const signer = requireSignatureOf(object.bytes, manifest, digest).signatures[0].keyid;
      if (signer !== keyid) this.#fault(key, `holds a signature by ${signer}`);
    } catch (error) {
      this.#fault(key, wordsOf(error));
    }
  }

  async #checkToken(place: Place): Promise<void> {
    if (place.kind !== 'token') return;
    const key = tokenKey(place.id);
    const object = await this.#store.get(key);
    if (!object) return this.#fault(key, 'is listed and cannot be read');
    try {
      if (parsePointer(tokenRecordSchema, key, object).id !== place.id)
        this.#fault(key, 'is the record of another token');
    } catch (error) {
      this.#fault(key, wordsOf(error));
    }
  }

  async #checkRegisters(places: readonly Place[]): Promise<void> {
    const registers = new Map<string, { place: Place; revisions: number[] }>();
    for (const place of places) {
      if (!/^(?:alias|state)/.test(place.kind)) continue;
      const subject = `${place.kind.slice(0, 5)} ${'name' in place ? place.name : ''}@${whichOf(place)}`;
      const register = registers.get(subject) ?? { place, revisions: [] };
      if ('revision' in place) register.revisions.push(place.revision);
      registers.set(subject, register);
    }
    await inPool(registers.values(), AT_A_TIME, ({ place, revisions }) => this.#checkRegister(place, revisions));
  }

  async #checkRegister(place: Place, revisions: number[]): Promise<void> {
    if (place.kind === 'alias' || place.kind === 'alias-move') {
      const { name, alias } = place;
      const report = await checkRegister(this.#store, aliasRegister(name, alias), revisions, follows);
      this.#take(`${name}@${alias}`, report);
      this.#checkTargets(name, alias, report.moves);
    } else if (place.kind === 'state' || place.kind === 'state-move') {
      const { name, version } = place;
      const report = await checkRegister(this.#store, stateRegister(name, version), revisions, stateFollows);
      this.#take(`the state of ${name}@${version}`, report);
      const register = stateRegister(name, version);
      if (!this.#versions.has(`${name}@${version}`))
        this.#fault(register.pointerKey, 'is of a version that is not there');
    }
  }

  #take<Move>(subject: string, { faults, unfinished }: RegisterReport<Move>): void {
    this.#report.faults.push(...faults);
    if (unfinished) this.#report.unfinished.push(subject);
  }

  /** Every place that an alias points or pointed to is a version that is published with that digest. */
  #checkTargets(name: string, alias: string, moves: readonly AliasMove[]): void {
    for (const { to, revision } of moves) {
      if (this.#versions.get(`${name}@${to.version}`)?.digest === to.digest) continue;
      const detail = `${to.version} ${to.digest}, where revision ${revision} leads, is not published`;
      this.#fault(aliasKey(name, alias), detail);
    }
  }

  #findUnreferenced(places: readonly Place[]): void {
    const used = new Set([...this.#versions.values()].map(({ digest }) => manifestKey(digest)));
    for (const { digest } of this.#versions.values()) {
      for (const blob of this.#manifests.get(digest)?.blobs ?? []) used.add(blobKey(blob.digest));
    }
    for (const place of places) {
      if (place.kind !== 'blob' && place.kind !== 'manifest') continue;
      const key = place.kind === 'blob' ? blobKey(place.digest) : manifestKey(place.digest);
      if (!used.has(key)) this.#report.unreferenced.push(key);
    }
  }
}

const whichOf = (place: Place): string => ('alias' in place ? place.alias : 'version' in place ? place.version : '');

function follows(before: AliasMove | null, { from }: AliasMove): string | null {
  if (before === null) return from === null ? null : 'is the first move and comes from somewhere';
  const goesOn = from?.version === before.to.version && from.digest === before.to.digest;
  return goesOn ? null : 'does not start where the move before it ended';
}

function stateFollows(before: StateMove | null, { from }: StateMove): string | null {
  return from === (before?.to ?? 'active') ? null : 'does not start where the change before it ended';
}
