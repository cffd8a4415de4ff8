import { createConnection } from '#components/feed/connection.ts'
import { connect } from '#components/feed/socket.ts'

/** The live part of a page as browsers run it (connection, views, reconnects), in Node: pictures are drawn every 16 ms. */
export const openPage = (url: string) =>
  connect(createConnection(url), {
    draw: (run) => void setTimeout(run, 16),
    later(ms, run) {
      const timer = setTimeout(run, ms).unref()
      return () => clearTimeout(timer)
    },
    now: Date.now,
  })
