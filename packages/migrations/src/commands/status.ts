/** `migrate status`. */
import type { Command } from 'commander'
import { withEngine } from '../env.ts'
import { createMigrator } from '../migrator.ts'
import type { Standing, Status } from '../status.ts'
import { table } from '../table.ts'
import type { Outcome } from '../output.ts'
import { printOutcome } from '../output.ts'
import { colors } from '../colors.ts'
import type { CommonOptions } from './options.ts'
import { folder, json } from './options.ts'

/** Adds `status`, which shows where each revision stands. */
export function addStatus(program: Command): void {
  program
    .command('status')
    .description('show which revisions are applied')
    .addOption(folder())
    .addOption(json())
    .action(async (options: CommonOptions) => {
      const where = options.folder === undefined ? {} : { folder: options.folder }
      const status = await withEngine((engine) => createMigrator({ engine, ...where }).status())
      printOutcome(outcomeOf(status), options)
    })
}

const paint: { readonly [standing in Standing]: (text: string) => string } = {
  applied: colors.green,
  pending: colors.yellow,
  skipped: colors.red,
  edited: colors.red,
  missing: colors.red,
}

function outcomeOf(status: readonly Status[]): Outcome {
  if (status.length === 0)
    return { value: status, lines: ['No revisions yet. Write one: migrate create <name>.'] }
  const rows = status.map(({ id, name, standing, appliedAt }) => [
    id,
    name,
    paint[standing](standing),
    stamp(appliedAt),
  ])
  return {
    value: status,
    lines: [...table(['id', 'name', 'standing', 'applied at'], rows), '', summary(status)],
  }
}

function summary(status: readonly Status[]): string {
  const counts = (Object.keys(paint) as Standing[]).map((standing) => ({
    standing,
    count: status.filter((one) => one.standing === standing).length,
  }))
  const told = counts.filter(
    ({ standing, count }) => count > 0 || standing === 'applied' || standing === 'pending',
  )
  return `${told.map(({ standing, count }) => `${count} ${standing}`).join(', ')}.`
}

function stamp(date: Date | null): string {
  return date === null ? '' : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
