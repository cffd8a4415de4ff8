import { listModels, type Model, type ModelAbout, modelFolder, openModel } from './models.ts'

/** The models that are served, opened when first asked for. */
export interface Shelf extends AsyncDisposable {
  list: () => (ModelAbout & { loaded: boolean })[]
  /**
   * By the names the pipeline uses. `v1` is version 1 everywhere. A bare number is the version itself after `BTCUSDT_lightgbm`, as the model registry has it;
   * after `lightgbm` (what the pipeline's consumer asks) and `btcusdt_lightgbm` (the older one) it counts from 0.
   */
  find: (name: string, version: string) => Promise<ModelAbout | undefined>
  /** Opened once; rejects when the file cannot be. */
  open: (about: ModelAbout) => Promise<Model>
  /** Reads the files again, all or those of one name. Returns what there is: name → [version, slot]. */
  refresh: (name?: string) => Promise<Record<string, [number, number][]>>
}

/** Registered models that are not among the project's own. */
export interface Elsewhere {
  fetch: (name: string, version: number) => Promise<ModelAbout | undefined>
}

export async function openShelf(folder: string = modelFolder, elsewhere?: Elsewhere): Promise<Shelf> {
  let models = await listModels(folder)
  const opened = new Map<string, Promise<Model>>()
  const loaded = new Set<string>()
  const key = ({ model, version }: ModelAbout) => `${model}/${version}`

  const open = (about: ModelAbout): Promise<Model> => {
    const known = opened.get(key(about))
    if (known) return known
    const opening = openModel(about, folder)
    opened.set(key(about), opening)
    opening.then(
      () => loaded.add(key(about)),
      () => opened.delete(key(about)),
    )
    return opening
  }
  const plain = (name: string): string => name.replace(/^[A-Za-z0-9]+_/, '')
  async function close(which: (name: string) => boolean): Promise<void> {
    for (const [name, model] of opened) {
      if (!which(name)) continue
      opened.delete(name)
      loaded.delete(name)
      await model.then((one) => one.close()).catch(() => {})
    }
  }

  return {
    list: () => models.map((about) => ({ ...about, loaded: loaded.has(key(about)) })),
    async find(name, version) {
      const counted = /^(v?)(\d{1,4})$/.exec(version)
      const literal = counted?.[1] === 'v' || /^[A-Z0-9]+_/.test(name)
      const number = Number(counted?.[2] ?? Number.NaN) + (literal ? 0 : 1)
      if (Number.isNaN(number)) return undefined
      const mine = models.find((one) => one.version === number && (one.model === name || one.model === plain(name)))
      if (mine || !elsewhere) return mine
      const fetched = await elsewhere.fetch(name, number)
      if (fetched) models.push(fetched)
      return fetched
    },
    open,
    async refresh(name) {
      models = await listModels(folder)
      const wanted = name === undefined ? undefined : plain(name)
      await close((one) => wanted === undefined || one.startsWith(`${wanted}/`))
      const mine = models.filter((one) => wanted === undefined || one.model === wanted)
      await Promise.all(mine.map(open))
      const slots = Map.groupBy(mine, ({ model }) => model)
      return Object.fromEntries([...slots].map(([model, of]) => [model, of.map(({ version }) => [version, version])]))
    },
    [Symbol.asyncDispose]: () => close(() => true),
  }
}
