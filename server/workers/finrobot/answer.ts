import type { Raw } from '#server/ports.ts'
import { failure, success } from './reply.ts'
import { readRequest } from './request.ts'
import type { Model } from './source/model.ts'

/** The reply to each request, in order. */
export async function answer(model: Model, records: readonly Raw[]): Promise<string[]> {
  const read = records.map((raw) => readRequest(raw.value))
  const asked = read.flatMap((one, i) => (one.ok ? [i] : []))
  const requests = asked.map((i) => (read[i] as { texts: string[] }).texts)
  const predictions = requests.length ? await model.predict(requests) : []
  const said = new Map(asked.map((i, n) => [i, predictions[n]!]))
  return read.map((one, i) => {
    if (!one.ok) return failure(one.at, one.error)
    const prediction = said.get(i)!
    return prediction.ok ? success(prediction.response) : failure('model', prediction.error)
  })
}
