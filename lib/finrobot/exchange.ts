/** A service that answers each record of one topic with one on another, in order. Its forms' replies with `fifo` are found by the same pairing. */
export interface ExchangeDeclared<Q = any, R = any> {
  requests: string
  replies: string
  /** Texts of a request, for a list. */
  texts: (message: Q) => string[]
  /** What the reply says; null when it is a failure. */
  response: (message: R) => string | null
  /** The kind of failure, and the service's own words. */
  cause: (message: R) => string | undefined
  error: (message: R) => string | null
  /** Headers of a reply, where the service writes any: place of its request ("partition/offset"), and the model that spoke. */
  headers: { answers: string; model: string }
}
