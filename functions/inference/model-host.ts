import type { Manifest } from '../../models/contract/manifest.ts';
import type { Envelope } from '../../models/contract/signing/envelope.ts';
import { RegistryError } from '../../models/registry/error.ts';
import { type Resolved, resolveReference } from '../../models/registry/resolve.ts';
import type { ObjectStore } from '../../models/registry/store.ts';
import { LIMITS } from '../limits.ts';
import { ProblemError } from '../problems.ts';
import { type LoadedModel, loadModel, openRelease } from './load-model.ts';
import { ModelRefused, type Refusal, Refusals } from './refusal.ts';
import { outOfMemory } from './runtime.ts';
import { type Admit, SessionCache } from './session-cache.ts';
import {
  type RequireTrust,
  refuseForged,
  requireTrust,
  requireTrustBeside,
  type SignedRelease,
  TRUST_ALL,
  type TrustPolicy,
} from './trust.ts';

type Kind = Manifest['kind'];
export type ModelOf<K extends Kind> = LoadedModel & { manifest: Extract<Manifest, { kind: K }> };

/**
 * A load that another request began is waited for this long. A request that is cancelled takes its pending reads with
 * it, and whoever waits for them would wait for ever.
 */
const PATIENCE_MS = 10_000;

/** Keeps a promise running when the request that began it goes away (`ExecutionContext.waitUntil`). */
export type KeepAlive = (promise: Promise<unknown>) => void;

/** The models of this isolate: found by reference, checked, loaded once, and run. */
export class ModelHost {
  readonly #store: ObjectStore;
  readonly #cache = new SessionCache<LoadedModel>({ entries: LIMITS.sessions, bytes: LIMITS.session_bytes });
  readonly #refusals: Refusals;
  readonly #now: () => number;
  readonly #policy: TrustPolicy;
  readonly #requireTrust: RequireTrust;
  /** The last of the releases that are being proved; each waits for the one before it, so that memory suffices. */
  #proving: Promise<unknown> = Promise.resolve();

  constructor(store: ObjectStore, now: () => number, policy: TrustPolicy = TRUST_ALL) {
    this.#store = store;
    this.#now = now;
    this.#policy = policy;
    this.#requireTrust = (manifest, digest) => requireTrust(store, policy, manifest, digest, now());
    this.#refusals = new Refusals(now);
  }

  /** Models that were refused and not yet found repaired. */
  refusals(): Refusal[] {
    return this.#refusals.list();
  }

  /** Digests of the models that are loaded or loading. */
  held(): string[] {
    return this.#cache.keys();
  }

  /**
   * Runs something on the model that a reference means.
   *
   * Throws RegistryError where it is not published or damaged, and ProblemError: `model-refused`, `wrong-kind`, `busy`.
   */
  async use<K extends Kind, R>(
    reference: string,
    kind: K,
    keepAlive: KeepAlive,
    run: (model: ModelOf<K>) => Promise<R>,
  ): Promise<R> {
    return this.#withModel(reference, keepAlive, (model) => {
      if (isKind(model, kind)) return run(model);
      const { name, version, manifest } = model;
      throw new ProblemError('wrong-kind', `${name}@${version} is a ${manifest.kind}, and here a ${kind} is needed`);
    });
  }

  /** Loads a model if it is not loaded; throws as `use`. */
  async check(reference: string, keepAlive: KeepAlive): Promise<void> {
    await this.#withModel(reference, keepAlive, () => Promise.resolve());
  }

  /**
   * Proves a release whose blobs are stored and that is about to be published, as a load would: the whole gate. It then is
   * loaded. Throws RegistryError 'gate', ModelRefused, or ProblemError `busy`.
   */
  async prove(manifest: Manifest, digest: string, keepAlive: KeepAlive): Promise<void> {
    const before = this.#proving;
    const proof = (async () => {
      await settles(before, PATIENCE_MS);
      await this.#joinLoad(digest);
      await this.#guarded(() =>
        this.#cache.use(
          digest,
          (admit) => openRelease(this.#store, manifest, digest, admit),
          () => Promise.resolve(),
        ),
      );
    })();
    this.#proving = proof.catch(() => undefined);
    keepAlive(this.#proving);
    await proof;
  }

  /** Judges a release that is about to be published with its signatures; errors as `requireTrustBeside`. */
  judgeRelease(release: SignedRelease): Promise<void> {
    return requireTrustBeside(this.#store, this.#policy, release, this.#now());
  }

  /** Judges a signature that is about to be added to a release; errors as `refuseForged`. */
  async judgeSignature(manifest: Manifest, digest: string, envelope: Envelope): Promise<void> {
    await refuseForged(this.#policy, { manifest, digest, envelopes: [envelope] }, this.#now());
  }

  async #withModel<R>(reference: string, keepAlive: KeepAlive, run: (model: LoadedModel) => Promise<R>): Promise<R> {
    const resolved = await this.#resolve(reference);
    const { digest } = resolved;
    const refusal = this.#refusals.recent(digest);
    if (refusal) throw refused(refusal);
    await this.#joinLoad(digest);
    const load = (admit: Admit): Promise<LoadedModel> => {
      const loading = this.#load(resolved, admit);
      keepAlive(loading.catch(() => undefined));
      return loading;
    };
    return this.#guarded(() =>
      this.#cache.use(digest, load, async (model) => {
        await this.#renewTrust(model);
        return run(model);
      }),
    );
  }

  /** Runs something that takes the runtime's memory; throws a `busy` problem, and gives back what it can, where it is used up. */
  async #guarded<R>(run: () => Promise<R>): Promise<R> {
    try {
      return await run();
    } catch (error) {
      if (!outOfMemory(error)) throw error;
      await this.#cache.clear();
      throw new ProblemError('busy', 'the memory for models is used up', { headers: { 'Retry-After': '1' } });
    }
  }

  /** A model that is held longer than its signature is believed needs another; throws a `model-untrusted` problem. */
  async #renewTrust(model: LoadedModel): Promise<void> {
    if (this.#now() < model.trustedUntil) return;
    const { name, version, digest, manifest } = model;
    try {
      model.trustedUntil = await this.#requireTrust(manifest, digest);
    } catch (error) {
      if (!(error instanceof ModelRefused)) throw error;
      const { reason, code, message: detail } = error;
      throw refused({ model: `${name}@${version}`, digest, reason, ...(code === undefined ? {} : { code }), detail });
    }
  }

  async #resolve(reference: string): Promise<Resolved> {
    try {
      const resolved = await resolveReference(this.#store, reference);
      this.#refusals.clear(reference);
      return resolved;
    } catch (error) {
      if (error instanceof RegistryError && error.reason === 'corrupt') {
        this.#refusals.add(reference, { model: reference, reason: 'corrupt', detail: error.message });
      }
      throw error;
    }
  }

  async #joinLoad(digest: string): Promise<void> {
    const loading = this.#cache.underWay(digest);
    if (loading && !(await settles(loading, PATIENCE_MS))) this.#cache.abandon(digest);
  }

  async #load(resolved: Resolved, admit: Admit): Promise<LoadedModel> {
    const { name, version, digest } = resolved;
    try {
      const model = await loadModel(this.#store, resolved, admit, this.#requireTrust);
      this.#refusals.clear(digest);
      return model;
    } catch (error) {
      const reason = refusalReason(error);
      if (!reason || !(error instanceof RegistryError || error instanceof ModelRefused)) throw error;
      const { code, message: detail } = error;
      const refusal = { model: `${name}@${version}`, digest, reason, ...(code === undefined ? {} : { code }), detail };
      this.#refusals.add(digest, refusal);
      throw refused(refusal);
    }
  }
}

function isKind<K extends Kind>(model: LoadedModel, kind: K): model is ModelOf<K> {
  return model.manifest.kind === kind;
}

function refused({ model, reason, code, detail: why }: Omit<Refusal, 'at'>): ProblemError {
  const detail = `${model} is not served: ${why}`;
  const errors = code === undefined ? undefined : [{ model, code, detail }];
  return new ProblemError(
    reason === 'untrusted' ? 'model-untrusted' : 'model-refused',
    detail,
    errors ? { errors } : {},
  );
}

/** Why a load was refused; undefined where it failed for another cause, which may pass. */
function refusalReason(error: unknown): Refusal['reason'] | undefined {
  if (error instanceof ModelRefused) return error.reason;
  if (!(error instanceof RegistryError)) return undefined;
  const { reason } = error;
  // A pointer that leads to no manifest: the reference was known a moment ago.
  if (reason === 'unknown-digest') return 'corrupt';
  return reason === 'corrupt' || reason === 'gate' || reason === 'invalid-release' ? reason : undefined;
}

/** Whether a promise comes to an end, good or bad, within a time. */
async function settles(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([
      promise.then(
        () => true,
        () => true,
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
