/** Folders of revisions that tests write for themselves. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

type Parts = {
  readonly id: string
  readonly revises: string | null
  readonly name?: string
  readonly up: readonly string[]
  readonly down?: readonly string[]
}

/** Modules by the names of their files. */
export type Files = { readonly [file: string]: string }

/** The source of a revision that yields these statements; without `down` it has none. */
export function revision({ id, revises, name, up, down }: Parts): string {
  const lines = [
    `export const id = ${JSON.stringify(id)}`,
    `export const revises = ${JSON.stringify(revises)}`,
    ...(name === undefined ? [] : [`export const name = ${JSON.stringify(name)}`]),
    generator('up', up),
    ...(down === undefined ? [] : [generator('down', down)]),
  ]
  return `${lines.join('\n')}\n`
}

function generator(name: string, statements: readonly string[]): string {
  return `export function* ${name}() {\n${statements.map((text) => `  yield ${JSON.stringify(text)}\n`).join('')}}`
}

/** A folder with these files, removed after the test. */
export async function versions(files: Files): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'retort-versions-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await write(folder, files)
  return folder
}

/** Writes files into a folder. */
export async function write(folder: string, files: Files): Promise<void> {
  await Promise.all(Object.entries(files).map(([file, source]) => writeFile(join(folder, file), source)))
}

/** Three revisions that each make a table and drop it again. */
export const three: Files = {
  '0001_make_a.mjs': revision({
    id: '0001',
    revises: null,
    up: ['create table a (n int)'],
    down: ['drop table a'],
  }),
  '0002_make_b.mjs': revision({
    id: '0002',
    revises: '0001',
    up: ['create table b (n int)'],
    down: ['drop table b'],
  }),
  '0003_make_c.mjs': revision({
    id: '0003',
    revises: '0002',
    up: ['create table c (n int)'],
    down: ['drop table c'],
  }),
}
