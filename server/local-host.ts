import type { IncomingMessage } from 'node:http'

const local = /^(?:https?:\/\/)?(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i

/**
 * For the doors beside the console's, which listen on the loopback only: whether the request names this machine. A page of another site can make its own
 * name point here (DNS rebinding), so `Host` decides; where a browser tells whose page it acts for, that page must be of this machine, too.
 */
export const isLocal = ({ headers: { host = '', origin } }: IncomingMessage): boolean =>
  local.test(host) && (origin === undefined || local.test(origin))
