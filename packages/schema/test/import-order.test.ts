import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const run = promisify(execFile)

/** What a process that imports one of the files before all others can then say about the shop. */
const script = (first: string) => `
  const index = import.meta.resolve('@retort/schema')
  await import(new URL('./${first}.js', index))
  const { models } = await import(index)
  const { createStatements } = await import(import.meta.resolve('@retort/model'))
  const { Sequelize } = await import(import.meta.resolve('sequelize-typescript'))
  new Sequelize({ dialect: 'postgres', models: [...models] })
  process.stdout.write(createStatements(models).join('\\n'))`

async function statements(first: string): Promise<string> {
  const options = { cwd: new URL('..', import.meta.url) }
  return (await run(process.execPath, ['--input-type=module', '--eval', script(first)], options)).stdout
}

it('the tables are the same whichever file is imported first', async () => {
  const files = ['user', 'product', 'order', 'order-product', 'models', 'index']
  const [usual, ...others] = await Promise.all(files.map(statements))
  expect(usual).toContain('REFERENCES products (product_id) ON DELETE RESTRICT')
  for (const each of others) expect(each).toBe(usual)
})
