import { readSpec } from '#lib/feed/spec.ts'
import { type ViewSpec, viewId } from '#lib/protocol.ts'
import type { Body, MakeView } from '#server/ports.ts'
import type { Log } from '../log.ts'
import { type Channel, type ChannelDeps, createChannel } from './hub-channel.ts'
import { hubLimits } from './hub-limits.ts'

/** All views that are open: made when first asked for, shared by equal specs, dropped when nobody has watched them for 30 s. */
export function createViews(deps: ChannelDeps & { log: Log }) {
  const makers = new Map<string, MakeView>()
  const open = new Map<string, Channel>()
  const idle = new Map<string, NodeJS.Timeout>()

  function drop(id: string): void {
    clearTimeout(idle.get(id))
    idle.delete(id)
    open.get(id)?.close()
    open.delete(id)
  }
  function rest(channel: Channel): void {
    if (channel.seats.size > 0 || open.get(channel.id) !== channel) return
    clearTimeout(idle.get(channel.id))
    const timer = setTimeout(() => channel.seats.size === 0 && drop(channel.id), hubLimits.graceMs)
    timer.unref()
    idle.delete(channel.id)
    idle.set(channel.id, timer)
  }
  function make(spec: ViewSpec, id: string): Channel | string {
    const maker = makers.get(spec.kind)
    if (!maker) return `There is no view called ${spec.kind} here.`
    if (open.size >= hubLimits.views) {
      const [oldest] = idle.keys()
      if (oldest === undefined) return 'Too many different views are open; try again in a minute.'
      drop(oldest)
    }
    const channel = createChannel(id, spec, deps)
    try {
      const view = maker(spec, channel.changed)
      if (typeof view === 'string') return view
      channel.open(view)
    } catch (error) {
      deps.log.error({ err: error, view: id }, 'a view could not be made')
      return 'This view could not be made; the log says why.'
    }
    open.set(id, channel)
    rest(channel)
    return channel
  }

  return {
    provide: (kind: ViewSpec['kind'], maker: MakeView) => void makers.set(kind, maker),
    /** The channel of a spec as it came over the wire, or one sentence why there is none. */
    get(input: unknown): Channel | string {
      const read = readSpec(input)
      if (!read.ok) return read.error
      const id = viewId(read.spec)
      return open.get(id) ?? make(read.spec, id)
    },
    /** One snapshot for a reader that does not stay. The spec is the server's own: it may ask for more rows than a browser may. */
    peek(spec: ViewSpec): Body | string {
      const shared = open.get(viewId(spec))
      // One that is watched stands where its browsers do, until the next frame is due; who asks now is told what is true now.
      if (shared && (shared.seats.size === 0 || !shared.stale())) return shared.snapshot()
      const view = makers.get(spec.kind)?.(spec, () => {}) ?? `There is no view called ${spec.kind} here.`
      if (typeof view === 'string') return view
      try {
        return view.snapshot()
      } finally {
        view.close?.()
      }
    },
    rest,
    size: () => open.size,
    close() {
      for (const id of [...open.keys()]) drop(id)
    },
  }
}
