/** `migrate create <name>`. */
import type { Command } from 'commander'
import { relative } from 'node:path'
import { create } from '../create.ts'
import { placesOf } from '../migrator.ts'
import { printOutcome } from '../output.ts'
import type { CommonOptions } from './options.ts'
import { folder, json } from './options.ts'

/** Adds `create`, which writes a new revision's file. */
export function addCreate(program: Command): void {
  program
    .command('create')
    .argument('<name>', 'what the revision does, as "add product images"')
    .description('write a new revision on top of the history')
    .addOption(folder())
    .addOption(json())
    .action(async (name: string, options: CommonOptions) => {
      const path = await create(placesOf(options), name)
      printOutcome({ value: { path }, lines: [`Created ${relative(process.cwd(), path)}`] }, options)
    })
}
