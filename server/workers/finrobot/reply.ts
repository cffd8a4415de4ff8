/** What the origin's adapter writes into every success, whatever model runs; kept, because its readers may look for it. */
const metadata = '{"timestamp": "2025-01-15T12:00:00Z", "model_version": "v1.0.0"}'

/** The three keys of a reply, as Python writes them: `0` after a failure in the model or the table, `[0.0]` when it was no request. */
export const success = (response: string): string =>
  `{"inference": [[${JSON.stringify(response)}, ${metadata}]], "quality": 1, "error": null}`

export const failure = (at: 'envelope' | 'schema' | 'model', error: string): string =>
  at === 'envelope'
    ? `{"inference": [0.0], "quality": 0.0, "error": ${JSON.stringify(error)}}`
    : `{"inference": 0, "quality": 0, "error": ${JSON.stringify(error)}}`
