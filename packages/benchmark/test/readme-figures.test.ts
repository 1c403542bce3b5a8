/** The README's figures are those of the run that is kept beside the benchmark, and of no other. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { read, root } from '../../../test/support/house.ts'
import { readResults } from '../src/results/file.ts'
import { figuresBlock, figuresIn, publishedRun, writeReadme } from '../src/results/readme.ts'
import { Results } from '../src/results/results.ts'
import { schemaText, writeSchema } from '../src/results/schema.ts'
import { sampleResults } from './support/sample-results.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'retort-readme-'))
})

afterAll(() => rm(folder, { recursive: true }))

test('the README says what figures/latest.json gives', async () => {
  expect(figuresIn(read('README.md'))).toBe(figuresBlock(await readResults(publishedRun)))
})

test('the run that is kept is a full one, on a machine that held still', async () => {
  const { size, noise } = await readResults(publishedRun)
  expect([size, noise.isBelievable]).toEqual(['full', true])
})

describe('the block', () => {
  const block = figuresBlock(sampleResults())
  const lines = block.split('\n')

  test('has a row for each workload: pg in milliseconds, the others as ratios, the best peer by name', () => {
    const row = (name: string) =>
      lines
        .find((line) => line.includes(`**${name}**`))
        ?.split('|')
        .map((cell) => cell.trim())
    expect(row('W3')?.slice(2, -1)).toEqual(['28.9 ms', '0.60', '0.65', '6.73', '1.99 Objection'])
    expect(row('W5')?.slice(2, -1)).toEqual(['18.6 ms', '1.08', '0.96', '3.64', '2.11 Objection'])
    expect(row('W7')?.slice(2, -1)).toEqual(['14.4 ms', '0.55', '–', '2.88', '0.51 Prisma'])
    expect(lines.filter((line) => line.startsWith('| **'))).toHaveLength(sampleResults().workloads.length)
  })

  test('says where and when it was measured, and with which versions', () => {
    expect(block).toContain(
      '2026-11-26, on AMD EPYC 7B13 with 2 cores, Debian GNU/Linux 12, Node 20.20.2, PostgreSQL 18.4.',
    )
    expect(block).toContain('sequelize 6.37.8')
    expect(block).not.toContain('sqlalchemy')
  })

  test('keeps to its table whatever things are called', () => {
    const [first, ...others] = sampleResults().workloads
    if (first === undefined) throw new Error('there is no workload')
    const odd = figuresBlock(
      sampleResults({ workloads: [{ ...first, title: 'a | b <!-- /figures -->' }, ...others] }),
    )
    expect(odd.match(/<!-- \/figures -->/g)).toHaveLength(1)
    expect(odd).toContain(String.raw`a \| b`)
  })
})

describe('writing it', () => {
  test('changes nothing outside of the marks, and nothing at all the second time', async () => {
    const path = join(folder, 'README.md')
    await writeFile(path, 'before $& $1\n\n<!-- figures -->\nold\n<!-- /figures -->\n\nafter\n')
    await writeReadme(sampleResults(), path)
    const once = await readFile(path, 'utf8')
    await writeReadme(sampleResults(), path)
    expect(await readFile(path, 'utf8')).toBe(once)
    expect(once).toBe(`before $& $1\n\n${figuresBlock(sampleResults())}\n\nafter\n`)
  })

  test('fails where a README has no marks', async () => {
    const path = join(folder, 'other.md')
    await cp(join(root, 'LICENSE'), path)
    await expect(writeReadme(sampleResults(), path)).rejects.toMatchObject({
      code: 'BAD_FILE',
      message: expect.stringContaining('<!-- figures -->'),
    })
  })
})

describe('the schema', () => {
  test('describes every property of a run', () => {
    const { properties, required } = JSON.parse(schemaText()) as {
      readonly properties: Readonly<Record<string, unknown>>
      readonly required: readonly string[]
    }
    expect(Object.keys(properties)).toEqual(Object.keys(Results.shape))
    expect(required).toContain('workloads')
    expect(required).not.toContain('worlds')
  })

  test('is written where a run names it', async () => {
    expect(await writeSchema(join(folder, 'results'))).toBe(join(folder, 'results', 'schema.json'))
    expect(await readFile(join(folder, 'results', 'schema.json'), 'utf8')).toBe(schemaText())
  })
})
