/** `/api/docs`: the OpenAPI document as a page that can be read, without a single script. */
export function docsPage(document: string, nonce: string): string {
  const { info, paths, components } = JSON.parse(document) as Doc
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const tags = [...new Set(operations.map(({ operation }) => operation.tags[0] ?? ''))]
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => operation.tags[0] === tag)
    return `<section aria-labelledby="${slug(tag)}"><h2 id="${slug(tag)}">${esc(tag)}</h2>${own.map((entry) => article(entry, components)).join('')}</section>`
  })
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/icon.svg">
<title>HTTP API · Milena</title><meta name="color-scheme" content="dark light"><style nonce="${esc(nonce)}">${css}</style></head>
<body><main><header><p><a href="/">Milena</a></p><h1>HTTP API</h1><p>${prose(info.description)}</p>
<p><a href="/api/openapi.json">openapi.json</a></p></header>
<nav aria-label="Sections">${tags.map((tag) => `<a href="#${slug(tag)}">${esc(tag)}</a>`).join('')}</nav>
${sections.join('\n')}</main></body></html>`
}

interface Doc {
  info: { description: string }
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}
interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  parameters?: { name: string; in: string; required: boolean; description?: string; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>
}
interface Schema {
  $ref?: string
  type?: string | string[]
  title?: string
  description?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  minimum?: number
  maximum?: number
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  anyOf?: Schema[]
  oneOf?: Schema[]
}

function article(
  { path, method, operation }: { path: string; method: string; operation: Operation },
  components: Doc['components'],
): string {
  const body = operation.requestBody?.content['application/json']?.schema
  const [status, good] = Object.entries(operation.responses).find(([code]) => code.startsWith('2')) ?? []
  const answer = good?.content?.['application/json']?.schema
  const refusals = Object.entries(operation.responses).filter(([code]) => !code.startsWith('2'))
  return `<article id="${esc(operation.operationId)}"><h3><span class="${method}">${method.toUpperCase()}</span> <code>${esc(path)}</code></h3>
<p>${esc(operation.summary)}.${operation.description ? ` <span class="more">${prose(operation.description)}</span>` : ''}</p>
${parameters(operation)}${body ? fields('Body', body, components) : ''}${answer ? fields(`Answer ${status}`, answer, components) : ''}
<p class="codes">${refusals.map(([code, { description }]) => `<span title="${esc(description)}">${code}</span>`).join(' ')}</p></article>`
}

function parameters({ parameters: list = [] }: Operation): string {
  if (list.length === 0) return ''
  const rows = list.map((p) => row(`${p.name}`, `${p.in}${p.required ? '' : ', optional'}`, p.schema, p.description))
  return table('Parameters', rows)
}

function fields(title: string, schema: Schema, components: Doc['components']): string {
  const shape = resolve(schema, components)
  const rows = Object.entries(shape.properties ?? {}).map(([name, property]) =>
    row(name, shape.required?.includes(name) ? '' : 'optional', property, property.description),
  )
  return rows.length > 0 ? table(title, rows) : `<p class="codes">${esc(title)}: ${esc(say(schema))}</p>`
}

const table = (title: string, rows: string[]): string =>
  `<div class="scroll"><table><caption>${esc(title)}</caption><tbody>${rows.join('')}</tbody></table></div>`

const row = (name: string, note: string, schema: Schema, description?: string): string =>
  `<tr><th scope="row"><code>${esc(name)}</code>${note ? ` <small>${esc(note)}</small>` : ''}</th><td>${esc(say(schema))}</td><td>${prose(description ?? schema.title ?? '')}</td></tr>`

const resolve = (schema: Schema, components: Doc['components']): Schema =>
  schema.$ref ? (components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? schema) : schema

/** A schema in a few words. */
function say(schema: Schema): string {
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? ''
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => String(value)).join(' | ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return [...new Set(choices.map(say))].join(' or ')
  if (schema.type === 'array') return `list of ${schema.items ? say(schema.items) : 'anything'}`
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? 'anything')
  const { minimum: low, maximum: high } = schema
  const sane = (n: number | undefined) => n !== undefined && Math.abs(n) < Number.MAX_SAFE_INTEGER
  const range =
    sane(low) && sane(high) ? ` ${low} to ${high}` : sane(low) ? ` from ${low}` : sane(high) ? ` up to ${high}` : ''
  return `${type}${range}${schema.default === undefined ? '' : `, usually ${JSON.stringify(schema.default)}`}`
}

const slug = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '-')
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const esc = (text: string): string => text.replace(/[&<>"']/g, (c) => escapes[c] ?? c)

/** Text in which `names` stand between backticks. */
const prose = (text: string): string => esc(text).replace(/`([^`]+)`/g, '<code>$1</code>')

const css = `
:root{color-scheme:dark;--bg:#0b0d10;--card:#12151a;--line:#262b33;--ink:#e8eaed;--dim:#9aa3ae;--accent:#8ab4f8;--good:#6fcf97}
@media (prefers-color-scheme:light){:root{color-scheme:light;--bg:#f7f8f9;--card:#fff;--line:#dde1e6;--ink:#15181c;--dim:#59626d;--accent:#1a56b8;--good:#176639}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.55 Inter,system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1rem 6rem}h1{font-size:1.5rem;margin:.2rem 0}h2{font-size:1.1rem;margin:2.5rem 0 .75rem}
h3{font-size:1rem;margin:0;font-weight:500;overflow-wrap:anywhere}a{color:var(--accent)}a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
nav{display:flex;flex-wrap:wrap;gap:.4rem 1.2rem;margin:1.5rem 0}article{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem;margin:0 0 .75rem}
article p{margin:.4rem 0}.more,.codes,small,caption,header p{color:var(--dim)}code{font:13px/1.4 "Geist Mono",ui-monospace,monospace}
.get,.post{font:600 12px ui-monospace,monospace;letter-spacing:.04em;color:var(--good)}.post{color:var(--accent)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:.5rem 0;font-size:13px}caption{text-align:left;font-size:12px;padding:.2rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-top:1px solid var(--line);font-weight:400}td:nth-child(2){white-space:nowrap}
.codes{font-size:12px;display:flex;flex-wrap:wrap;gap:.6rem}`
