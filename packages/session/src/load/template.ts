/** A statement with places for what differs from one time to the next: the values that a read is given, the keys of parents. */
import type { Core } from '../core/core.ts'
import { bindingGenerator, boundText } from '../core/binding.ts'
import type { Attribute } from '../core/sequelize.ts'
import { arrayText } from '../core/text.ts'
import type { Statement } from '../driver/connection.ts'
import { literals, mostValues, writeExpressions } from '../read/expressions.ts'
import type { Probes } from './given.ts'
import { hasTrace } from './given.ts'
import type { LevelBinding } from './select-source.ts'

/** What goes into a place. */
export type Parameter =
  | { readonly kind: 'constant'; readonly text: string | null }
  | { readonly kind: 'keys' }
  | {
      readonly kind: 'given'
      readonly index: number
      readonly attribute: Attribute | undefined
      readonly options: unknown
    }

export type Template = {
  readonly text: string
  readonly parameters: readonly Parameter[]
  readonly prepare: boolean
}

/** Writes a template, and gives what else the writer says of it. */
export function writeTemplate<T extends { readonly text: string }>(
  core: Core,
  probes: Probes | undefined,
  write: (bound: LevelBinding) => T,
): { readonly template: Template; readonly written: T } {
  const bound = recording(core, probes)
  const written = write(bound)
  const { parameters } = bound
  if (parameters.length <= mostValues)
    return { template: { text: written.text, parameters, prepare: true }, written }
  const keys: Parameter[] = []
  const inText = write({ ...literals(core), keys: () => ((keys[0] = { kind: 'keys' }), '$1') })
  return { template: { text: inText.text, parameters: keys, prepare: false }, written: inText }
}

/** The statement of a template. */
export function fill(
  core: Core,
  { text, parameters, prepare }: Template,
  given: readonly unknown[],
  keys: readonly string[] = [],
): Statement {
  return { text, values: parameters.map((parameter) => valueOf(core, parameter, given, keys)), prepare }
}

/** Whether every value that a probe stood for has a place of its own in one of these, and is in nothing else. */
export function isOpen(templates: readonly Template[], count: number): boolean {
  const placed = new Set<number>()
  for (const { text, parameters, prepare } of templates) {
    if (!prepare || hasTrace(text)) return false
    for (const parameter of parameters) {
      if (parameter.kind === 'constant' && hasTrace(parameter.text)) return false
      if (parameter.kind === 'given') placed.add(parameter.index)
    }
  }
  return placed.size === count
}

function recording(
  core: Core,
  probes: Probes | undefined,
): LevelBinding & { readonly parameters: Parameter[] } {
  const parameters: Parameter[] = []
  const place = (parameter: Parameter) => `$${parameters.push(parameter)}`
  const sink = (value: unknown, attribute?: Attribute, options?: unknown) => {
    const index = probes?.indexOf(value)
    return index === undefined
      ? place({ kind: 'constant', text: boundText(core, value, attribute, options) })
      : place({ kind: 'given', index, attribute, options })
  }
  const generator = bindingGenerator(core, sink)
  writeExpressions(core, generator)
  return {
    generator,
    parameters,
    values: [],
    bind: (value) => sink(value),
    keys: () => place({ kind: 'keys' }),
  }
}

function valueOf(
  core: Core,
  parameter: Parameter,
  given: readonly unknown[],
  keys: readonly string[],
): string | null {
  if (parameter.kind === 'constant') return parameter.text
  if (parameter.kind === 'keys') return arrayText(keys)
  return boundText(core, given[parameter.index], parameter.attribute, parameter.options)
}
