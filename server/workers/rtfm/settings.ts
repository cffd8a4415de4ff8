import { type Config, ConfigError } from '#server/config.ts'

/** Names every setting of the worker that cannot be meant. */
export function checkSettings(settings: Config['settings']): void {
  const { CHROMA_URL, GEMINI_BASE_URL, RTFM_WITHOUT_KEY, RTFM_METRICS_PORT } = settings
  const wrong: string[] = []
  for (const [name, url] of Object.entries({ CHROMA_URL, GEMINI_BASE_URL }))
    if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
      wrong.push(`${name}=${url}: must be an address like http://127.0.0.1:8000`)
  if (!['extractive', 'disabled'].includes(RTFM_WITHOUT_KEY ?? 'extractive'))
    wrong.push(`RTFM_WITHOUT_KEY=${RTFM_WITHOUT_KEY}: must be extractive or disabled`)
  const port = Number(RTFM_METRICS_PORT ?? 0)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    wrong.push(`RTFM_METRICS_PORT=${RTFM_METRICS_PORT}: must be a port from 0 to 65535`)
  if (wrong.length) throw new ConfigError(wrong.join('\n'))
}
