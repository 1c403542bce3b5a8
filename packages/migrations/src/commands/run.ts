/** `migrate up` and `migrate down`. */
import type { Command } from 'commander'
import { withEngine } from '../env.ts'
import { describeHolder } from '../lock.ts'
import type { Migrator } from '../migrator.ts'
import { createMigrator } from '../migrator.ts'
import type { DownOptions, UpOptions } from '../plan.ts'
import type { Step } from '../umzug.ts'
import { printNotice, printOutcome, printProgress } from '../output.ts'
import type { RunOptions } from './options.ts'
import { folder, json, lockTimeout, steps, to } from './options.ts'

/** Adds `up`, which applies pending revisions. */
export function addUp(program: Command): void {
  program
    .command('up')
    .description('apply pending revisions')
    .addOption(to('apply up to this revision, and it too'))
    .addOption(steps('apply at most this many'))
    .addOption(lockTimeout())
    .addOption(folder())
    .addOption(json())
    .action((options: RunOptions & UpOptions) =>
      run(options, 'Already up to date.', (migrator) => migrator.up(pick(options))),
    )
}

/** Adds `down`, which reverts applied revisions. */
export function addDown(program: Command): void {
  program
    .command('down')
    .description('revert applied revisions, one when nothing is said')
    .addOption(to('revert what is above this revision, which stays'))
    .addOption(steps('revert at most this many'))
    .option('--all', 'revert all of them')
    .addOption(lockTimeout())
    .addOption(folder())
    .addOption(json())
    .action((options: RunOptions & DownOptions) =>
      run(options, 'Nothing to revert.', (migrator) => migrator.down(pick(options))),
    )
}

type Work = (migrator: Migrator) => Promise<readonly Step[]>

async function run(options: RunOptions, nothing: string, work: Work): Promise<void> {
  const value = await withEngine((engine) =>
    work(
      createMigrator({
        engine,
        ...(options.folder === undefined ? {} : { folder: options.folder }),
        lockTimeout: options.lockTimeout * 1000,
        onWait: (holder) => printNotice(`Waiting for another migration: ${describeHolder(holder)}.`),
        onStep: (step) => printProgress(describe(step), options),
      }),
    ),
  )
  printOutcome({ value, lines: [value.length === 0 ? nothing : summary(value)] }, options)
}

function pick({ to, steps, all }: DownOptions): DownOptions {
  return {
    ...(to === undefined ? {} : { to }),
    ...(steps === undefined ? {} : { steps }),
    ...(all === undefined ? {} : { all }),
  }
}

function describe({ id, name, direction, milliseconds }: Step): string {
  return `${direction === 'up' ? 'up  ' : 'down'}  ${id}  ${name}  (${milliseconds} ms)`
}

function summary(steps: readonly Step[]): string {
  const done = steps[0]?.direction === 'up' ? 'applied' : 'reverted'
  return `${steps.length} ${steps.length === 1 ? 'revision' : 'revisions'} ${done}.`
}
