/** What the validation of one instance finds: Sequelize's own items, in the order in which Sequelize itself finds them. */
import type { Model } from 'sequelize'
import { ValidationError } from 'sequelize'
import type { InstanceValidation } from '../core/sequelize.ts'
import { InstanceValidator } from '../core/sequelize.ts'

/** A validator that refused a value. `builtIn` has the arguments of one that Sequelize brings. */
export type Finding = {
  readonly path: string
  readonly validator: string | undefined
  readonly error: unknown
  readonly value?: unknown
  readonly builtIn?: readonly unknown[]
}

export class Findings {
  readonly #instance: Model
  readonly #later: Finding[] = []
  #validation: InstanceValidation | undefined

  constructor(instance: Model) {
    this.#instance = instance
  }

  /** Sequelize's own validation of the instance. Most instances need none. */
  get validation(): InstanceValidation {
    return (this.#validation ??= new InstanceValidator(this.#instance, { skip: [] }))
  }

  /** Notes what was refused at once. */
  note(finding: Finding): void {
    const { builtIn, path, error, value, validator } = finding
    this.validation._pushError(builtIn !== undefined, path, error, value, validator, builtIn)
  }

  /** Notes what Sequelize would have waited for: its items come last. */
  noteLater(findings: readonly Finding[]): void {
    this.#later.push(...findings)
  }

  /** @throws ValidationError where anything was noted */
  settle(): void {
    for (const finding of this.#later) this.note(finding)
    const errors = this.#validation?.errors ?? []
    if (errors.length > 0) throw new ValidationError('', errors)
  }
}
