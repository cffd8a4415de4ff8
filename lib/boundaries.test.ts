import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { describe, it } from 'node:test'
import { allTopics } from './systems/index.ts'

/** Reads the source and holds it to the house's rules: who may import whom, who may know what, how long a file may be. */
const root = resolve(import.meta.dirname, '..')

interface Source {
  path: string
  text: string
  lines: number
  isTest: boolean
  imports: { from: string; typeOnly: boolean }[]
}

const skipped = new Set(['node_modules', '.next', '.git', '.milena', 'target'])
function walk(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((item) => {
    const path = `${folder}/${item.name}`
    if (item.isDirectory()) return skipped.has(item.name) ? [] : walk(path)
    return /\.(?:ts|tsx|mts|mjs|js|jsx|css)$/.test(item.name) ? [path] : []
  })
}

const importing =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[\w*{][^'"`;]*?\sfrom\s+)?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/g

function load(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8')
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/[^\n]*/g, '$1')
  return {
    path,
    text: code,
    lines: text.trimEnd().split('\n').length,
    isTest: /\.test\.tsx?$/.test(path) || /(?:^|\/)testing(?:\/|\.ts)/.test(path) || path.startsWith('e2e/'),
    imports: [...code.matchAll(importing)].map((m) => ({ from: resolved(path, (m[2] ?? m[3])!), typeOnly: !!m[1] })),
  }
}

/** A path in the checkout, or a package's name. */
function resolved(path: string, from: string): string {
  if (from.startsWith('#')) return from.slice(1)
  if (from.startsWith('.')) return relative(root, resolve(root, dirname(path), from))
  if (from.startsWith('node:') || builtinModules.includes(from)) return 'node:'
  return from.startsWith('@') ? from.split('/').slice(0, 2).join('/') : from.split('/')[0]!
}

const folders = ['app', 'components', 'lib', 'server', 'e2e']
const sources = folders.flatMap((folder) => walk(folder).map(load))
const code = sources.filter((s) => extname(s.path) !== '.css')
const product = code.filter((s) => !s.isTest)
const inFolder = (s: Source, ...list: string[]): boolean => list.some((folder) => s.path.startsWith(`${folder}/`))

/** Every violation at once, one line each. */
function none(violations: string[]): void {
  assert.equal(violations.length, 0, `\n${violations.join('\n')}\n`)
}
const imports = (wrong: (s: Source, from: string, typeOnly: boolean) => boolean, list = product): string[] =>
  list.flatMap((s) => s.imports.filter((i) => wrong(s, i.from, i.typeOnly)).map((i) => `${s.path} imports ${i.from}`))

const isLocal = (from: string): boolean => folders.some((folder) => from === folder || from.startsWith(`${folder}/`))
const styles = (from: string): boolean => from.endsWith('.css') || from.startsWith('@fontsource')

/** What each folder may import: its own kind, and packages. */
const allowed: Record<string, { local: string[]; packages: (from: string) => boolean }> = {
  lib: { local: ['lib'], packages: (from) => from === 'zod' },
  components: {
    local: ['components', 'lib'],
    packages: (from) =>
      /^(?:react|react-dom|recharts|next|socket\.io-client|cmdk|@tanstack\/.+)$/.test(from) || styles(from),
  },
  app: {
    local: ['app', 'components', 'lib'],
    packages: (from) => /^(?:react|react-dom|next|tailwindcss)$/.test(from) || styles(from),
  },
  server: {
    local: ['server', 'lib'],
    packages: (from) => !/^(?:react|react-dom|recharts|cmdk|@tanstack\/.+|tailwindcss)$/.test(from),
  },
}

describe('the shape of the source', () => {
  it('is found at all', () => {
    assert.ok(sources.length > 50)
    assert.ok(sources.filter((s) => s.imports.length).length > 30)
  })

  for (const [folder, may] of Object.entries(allowed))
    it(`${folder}/ imports only ${may.local.join(', ')} and the packages it may know`, () => {
      const mine = product.filter((s) => inFolder(s, folder))
      none(imports((_, from) => (isLocal(from) ? !may.local.includes(from.split('/')[0]!) : !may.packages(from)), mine))
    })

  it('lib/ does no input or output: no Node, no network, no clock of its own, no browser', () => {
    const impure =
      /\b(?:process\.|require\(|fetch\(|localStorage|sessionStorage|document\.|window\.(?:location|document|addEventListener|inner|match)|setTimeout\(|setInterval\(|console\.)/
    none(
      product
        .filter((s) => inFolder(s, 'lib') && impure.test(s.text))
        .map((s) => `${s.path}: ${impure.exec(s.text)?.[0]}`),
    )
  })

  it('only server/kafka/ knows kafkajs', () => {
    none(imports((s, from) => from === 'kafkajs' && !inFolder(s, 'server/kafka'), code))
  })

  it('only server/config.ts reads the environment, and what starts the processes', () => {
    const may = (s: Source) => s.isTest || s.path === 'server/config.ts' || inFolder(s, 'server/start', 'e2e')
    none(code.filter((s) => /\bprocess\.env\b|\benv\s*}\s*=\s*process\b/.test(s.text) && !may(s)).map((s) => s.path))
  })

  it('topic names of the systems stand only in lib/systems/', () => {
    const names = allTopics().flatMap((t) => [t.name, ...(t.env ?? [])])
    const quoted = new RegExp(`['"\`](?:${names.join('|')})['"\`]`)
    none(
      product
        .filter((s) => !inFolder(s, 'lib/systems') && quoted.test(s.text))
        .map((s) => `${s.path}: ${quoted.exec(s.text)?.[0]}`),
    )
  })

  it('components and pages know no system by its id, except the panels made for one', () => {
    const named = /['"`](?:delinquency|finrobot|rtfm)['"`]/
    const mine = product.filter((s) => inFolder(s, 'components', 'app') && !inFolder(s, 'components/panels/custom'))
    none(mine.filter((s) => named.test(s.text)).map((s) => `${s.path}: ${named.exec(s.text)?.[0]}`))
  })

  it('no import runs in a circle', () => {
    const edges = new Map(
      product.map((s) => [s.path, s.imports.filter((i) => isLocal(i.from) && !i.typeOnly).map((i) => i.from)]),
    )
    const done = new Set<string>()
    const circles: string[] = []
    const visit = (path: string, trail: string[]): void => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
      else if (!done.has(path)) {
        for (const next of edges.get(path) ?? []) visit(next, [...trail, path])
        done.add(path)
      }
    }
    for (const path of edges.keys()) visit(path, [])
    none(circles)
  })

  it('every import names a file that is there', () => {
    const there = new Set(sources.map((s) => s.path))
    none(imports((_, from) => isLocal(from) && /\.(?:tsx?|css)$/.test(from) && !there.has(from), code))
  })
})

describe('the size and the names of files', () => {
  it('no file is longer than 250 lines', () => {
    none(sources.filter((s) => s.lines > 250).map((s) => `${s.path}: ${s.lines} lines`))
  })

  it('a page is at most 40 lines: what it shows is in components', () => {
    none(
      sources
        .filter((s) => /^app\/.*\bpage\.tsx$/.test(s.path) && s.lines > 40)
        .map((s) => `${s.path}: ${s.lines} lines`),
    )
  })

  it('files say what they are about, in kebab-case', () => {
    const vague = /^(?:utils?|helpers?|common|types|misc|shared)$/
    const stem = (s: Source) =>
      basename(s.path).replace(/(?:\.(?:unit|kafka|mlflow|e2e))?(?:\.(?:test|spec|config|d))?\.\w+$/, '')
    const wrong = (s: Source) => vague.test(stem(s)) || !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(stem(s))
    const routes = (s: Source) =>
      s.path.startsWith('app/') && /^(?:page|layout|not-found|error|loading|global-error)$/.test(stem(s))
    none(sources.filter((s) => !routes(s) && wrong(s)).map((s) => s.path))
  })

  it('TypeScript that Node can run as it is: no enums, namespaces or parameter properties', () => {
    const needsCompiler =
      /(?:^|\n)\s*(?:export\s+)?(?:const\s+)?enum\s+\w|(?:^|\n)\s*(?:export\s+)?namespace\s+\w|constructor\([^)]*\b(?:public|private|protected|readonly)\s/
    none(code.filter((s) => needsCompiler.test(s.text)).map((s) => s.path))
  })

  it('tests wait for what they wait for: none sleeps', () => {
    const sleeps = /\bsetTimeout\(|\bsleep\(|timers\/promises/
    const tests = code.filter((s) => /\.test\.tsx?$/.test(s.path) && s.path !== 'lib/boundaries.test.ts')
    none(tests.filter((s) => sleeps.test(s.text)).map((s) => `${s.path}: ${sleeps.exec(s.text)?.[0]}`))
  })

  it('leaves nothing to do for later', () => {
    const later = /\b(?:TODO|FIXME|XXX|HACK)\b/
    none(
      sources
        .filter((s) => s.path !== 'lib/boundaries.test.ts' && later.test(readFileSync(join(root, s.path), 'utf8')))
        .map((s) => s.path),
    )
  })
})
