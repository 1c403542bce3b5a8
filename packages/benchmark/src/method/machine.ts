/** What figures depend on beside the programs. */
import { cpus, release, totalmem, type } from 'node:os'
import type pg from 'pg'
import type { Machine } from '../results/results.ts'

/** Settings of the server that they depend on; those of the benchmark's databases among them. */
const settings = [
  'fsync',
  'jit',
  'max_parallel_workers_per_gather',
  'shared_buffers',
  'synchronous_commit',
  'work_mem',
]

/** Asks the machine, and the server as one of the benchmark's databases sees it. */
export async function machineOf(client: pg.Client): Promise<Machine> {
  const { rows } = await client.query<{ readonly name: string; readonly value: string }>(
    'select name, current_setting(name) as value from unnest($1::text[]) name',
    [['server_version', ...settings]],
  )
  const { server_version: postgres = '', ...rest } = Object.fromEntries(
    rows.map(({ name, value }) => [name, value]),
  )
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory: totalmem(),
    system: `${type()} ${release()}`,
    node: process.version,
    postgres,
    settings: rest,
  }
}
