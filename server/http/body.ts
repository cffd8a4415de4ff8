import type { IncomingMessage } from 'node:http'
import { refuse } from './problem.ts'

export const maxBody = 256 * 1024

/** The JSON body, or undefined when there is none. Refuses with 413 over 256 KiB, 415 for anything but JSON, 400 for what cannot be parsed. */
export async function readJson(req: IncomingMessage): Promise<unknown> {
  const announced = Number(req.headers['content-length'] ?? 0)
  if (announced > maxBody) tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  // Not destroyed on the way out: the refusal still has to be written on this connection.
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBody) tooLarge()
    chunks.push(chunk)
  }
  if (size === 0) return undefined
  // `application/json` is what makes a browser ask permission first; a form cannot send it.
  const type = req.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') refuse(415, 'Send the body as application/json.')
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)))
  } catch (error) {
    return refuse(
      400,
      `The body is not JSON: ${error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read'}.`,
    )
  }
}

const tooLarge = (): never =>
  refuse(413, `The body is larger than ${maxBody / 1024} KiB.`, { headers: { connection: 'close' } })
