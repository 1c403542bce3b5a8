/** The rules of a model, applied to one instance: what its schema asks, validators of attributes, validators of the whole. */
import type { Model } from 'sequelize'
import type { Refusal } from './custom-validator.ts'
import { refusal, refusalByCallback } from './custom-validator.ts'
import type { Finding } from './findings.ts'
import { Findings } from './findings.ts'
import { relationValue } from '../core/relation-values.ts'
import type { Rule, Validator } from './rules.ts'
import { rulesOf } from './rules.ts'
import { classOf, insideInstance, SequelizeMethod } from '../core/sequelize.ts'
import type { Step } from '../core/step.ts'
import { call } from '../core/step.ts'

/** Which attributes are validated: all but those of `skip` where that is there, else those of `fields`, else all. */
export type Scope = { readonly fields?: readonly string[]; readonly skip?: readonly string[] }

export const everything: Scope = {}

/**
 * Validates an instance without hooks.
 * @throws ValidationError
 */
export function* check(instance: Model, scope: Scope): Step<void> {
  const { attributes, whole } = rulesOf(classOf(instance))
  const { dataValues } = insideInstance(instance)
  const findings = new Findings(instance)
  for (const rule of attributes) {
    const value = dataValues[rule.name]
    if (value instanceof SequelizeMethod || isSkipped(scope, rule.name)) continue
    if (isSuspect(instance, rule, value))
      findings.validation._validateSchema(rule.attribute, rule.name, value)
    if (rule.validators.length > 0) yield* checkAttribute(instance, findings, rule, value)
  }
  for (const validator of whole) {
    if (scope.skip?.includes(validator[0]) !== true) yield* checkWhole(instance, findings, validator)
  }
  findings.settle()
}

/** Whether {@link check} of everything would find nothing, and ask nobody. */
export function isPlainlyValid(instance: Model): boolean {
  const { attributes, whole } = rulesOf(classOf(instance))
  if (whole.length > 0) return false
  const { dataValues } = insideInstance(instance)
  for (const rule of attributes) {
    if (rule.validators.length > 0) return false
    const value = dataValues[rule.name]
    if (!(value instanceof SequelizeMethod) && isSuspect(instance, rule, value)) return false
  }
  return true
}

function isSkipped({ fields, skip }: Scope, name: string): boolean {
  if (skip !== undefined) return skip.includes(name)
  return fields !== undefined && !fields.includes(name)
}

/** Whether Sequelize has to look at a value. A foreign key follows from the relation that is set in memory. */
function isSuspect(instance: Model, rule: Rule, value: unknown): boolean {
  if (value === undefined && rule.isFilled) return false
  if (value !== null && value !== undefined)
    return rule.isText && (typeof value === 'object' || typeof value === 'function')
  return rule.isRequired && !rule.parents.some((name) => relationValue(instance, name))
}

function* checkAttribute(instance: Model, findings: Findings, rule: Rule, value: unknown): Step<void> {
  const isEmpty = value === null || value === undefined
  if (isEmpty && rule.attribute.allowNull !== true) return
  const builtIn: Finding[] = []
  for (const [validator, test] of rule.validators) {
    if (typeof test === 'function') {
      const name = `validator ${validator} of ${classOf(instance).name}.${rule.name}`
      const answer = test.length === 2 ? calledBack(test, instance, value) : called(test, instance, value)
      note(findings, yield* call(name, answer), { path: rule.name, validator, value })
    } else if (!isEmpty) builtIn.push(...checkBuiltIn(findings, rule.name, [validator, test], value))
  }
  findings.noteLater(builtIn)
}

function* checkWhole(instance: Model, findings: Findings, [validator, test]: Validator): Step<void> {
  if (typeof test !== 'function') return
  const name = `validator ${validator} of ${classOf(instance).name}`
  const answer = test.length === 1 ? calledBack(test, instance) : called(test, instance)
  note(findings, yield* call(name, answer), { path: validator, validator })
}

type Answer = () => Refusal | PromiseLike<Refusal>

const called =
  (test: Function, instance: Model, ...args: readonly unknown[]): Answer =>
  () =>
    refusal(() => Reflect.apply(test, instance, args))

const calledBack =
  (test: Function, instance: Model, ...args: readonly unknown[]): Answer =>
  () =>
    refusalByCallback((done) => Reflect.apply(test, instance, [...args, done]))

function note(findings: Findings, refusal: Refusal, about: Omit<Finding, 'error'>): void {
  if (refusal === undefined) return
  const finding = { ...about, error: refusal.error }
  if (refusal.isLate) findings.noteLater([finding])
  else findings.note(finding)
}

function checkBuiltIn(
  { validation }: Findings,
  path: string,
  [validator, test]: Validator,
  value: unknown,
): readonly Finding[] {
  try {
    const run = validation.validator[validator]
    const text = String(value)
    if (typeof run !== 'function') throw new Error(`Invalid validator function: ${validator}`)
    const builtIn = validation._extractValidatorArgs(test, validator, path)
    if (Reflect.apply(run, validation.validator, [text, ...builtIn])) return []
    const { msg } = test as { readonly msg?: string }
    const error = new Error(msg || `Validation ${validator} on ${path} failed`)
    return [
      {
        path,
        value,
        validator,
        builtIn,
        error: Object.assign(error, { validatorName: validator, validatorArgs: builtIn }),
      },
    ]
  } catch (error) {
    return [{ path, value, validator: undefined, error }]
  }
}
