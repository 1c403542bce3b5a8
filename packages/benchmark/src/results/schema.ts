/** The shape of results files for programs in any language: a JSON Schema, which every file names as its `$schema`. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Results } from './results.ts'

/** The text of `schema.json`. */
export function schemaText(): string {
  const schema = z.toJSONSchema(Results, { target: 'draft-2020-12' })
  return `${JSON.stringify({ title: 'A run of Retort’s benchmark', ...schema }, undefined, 2)}\n`
}

/**
 * Writes it into a folder of results, which is made where it is not there.
 * @returns its path
 */
export async function writeSchema(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'schema.json')
  await writeFile(path, schemaText())
  return path
}
