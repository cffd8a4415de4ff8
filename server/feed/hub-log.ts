import { mergeFrames } from '#lib/feed/fold.ts'
import type { Body } from '#server/ports.ts'

interface Logged {
  seq: number
  prev: number
  body: Body
  bytes: number
}

const maxFrames = 256
const maxBytes = 512 * 1024
const maxMarks = 2048

/** The last frames of a view, for browsers that were away for a moment. */
export interface FrameLog {
  /** Where the view begins: how many rows it had passed over by then. */
  begin: (seq: number, passed: number) => void
  add: (frame: Logged) => void
  /** What came after `seq`, as one; undefined when that is no longer here. */
  after: (seq: number) => Omit<Body, 'truth'> | undefined
  /** Rows passed over by the view up to `seq`, as far back as is remembered. */
  passedAt: (seq: number) => number
}

export function createFrameLog(): FrameLog {
  const frames: Logged[] = []
  const marks: { seq: number; passed: number }[] = []
  let bytes = 0
  return {
    begin: (seq, passed) => void marks.push({ seq, passed }),
    add(frame) {
      frames.push(frame)
      bytes += frame.bytes
      while (frames.length > maxFrames || (bytes > maxBytes && frames.length > 1)) bytes -= frames.shift()!.bytes
      marks.push({ seq: frame.seq, passed: frame.body.truth.passed })
      if (marks.length > maxMarks) marks.splice(0, maxMarks / 2)
    },
    after(seq) {
      const from = frames.findIndex((frame) => frame.prev === seq)
      return from < 0 ? undefined : mergeFrames(frames.slice(from).map((frame) => frame.body))
    },
    passedAt: (seq) => (marks.find((mark) => mark.seq >= seq) ?? marks.at(-1))?.passed ?? 0,
  }
}
