/** What a model says of one request: its whole prediction as Python's `str()` writes it, or why there is none. */
export type Prediction = { ok: true; response: string } | { ok: false; error: string }

/** A model that is ready to answer. */
export interface Model {
  /** What it was asked for: a path, an address, `models:/name@alias`. */
  uri: string
  /** What that turned out to be: "models:/finrobot/3". */
  resolved: string
  kind: 'onnx' | 'scoring server'
  /** One outcome per request, in order; each request is a list of texts. Never rejects. */
  predict: (requests: readonly string[][]) => Promise<Prediction[]>
  close: () => Promise<void>
}

/** Where the model cannot be had, in a sentence with the remedy. */
export class NoModel extends Error {
  override name = 'NoModel'
}
