/** Writing sets of rows: the blocking session's part that knows no instances. */
import type { Attributes, Model } from 'sequelize'
import type { ModelClass } from '../core/sequelize.ts'
import type { Step } from '../core/step.ts'
import { SessionBase } from '../session-base.ts'
import type * as t from '../types.ts'
import { copy, destroy, insert, update } from '../write/sets.ts'

type Rows = Iterable<Readonly<Record<string, unknown>>>

export abstract class Writes extends SessionBase {
  protected abstract run<T>(step: Step<T>): T

  /** Inserts any number of rows, in pages; gives their number, their instances with `returning`, or plain objects of the attributes named there. */
  insert<M extends Model>(
    model: ModelClass<M>,
    rows: Iterable<t.NewRow<M>>,
    options: t.InsertOptions<M> & { readonly returning: true },
  ): M[]
  insert<M extends Model, K extends t.AttributeName<M>>(
    model: ModelClass<M>,
    rows: Iterable<t.NewRow<M>>,
    options: t.InsertOptions<M> & { readonly returning: readonly K[] },
  ): Pick<Attributes<M>, K>[]
  insert<M extends Model>(
    model: ModelClass<M>,
    rows: Iterable<t.NewRow<M>>,
    options?: t.InsertOptions<M> & { readonly returning?: false },
  ): number
  insert(model: ModelClass, rows: Iterable<object>, options: object = {}): unknown {
    return this.run(insert(this.state, model, rows as Rows, options))
  }

  /** Writes any number of rows through COPY and gives their number; hooks and validators are not run. */
  copy<M extends Model>(model: ModelClass<M>, rows: Iterable<t.NewRow<M>>): number {
    return this.run(copy(this.state, model, rows as Rows))
  }

  /** Writes the same values to every row that fits, and gives their number, or what `returning` says as {@link insert} does. */
  update<M extends Model>(
    model: ModelClass<M>,
    values: t.Changes<M>,
    options: t.WhereOption<M> & { readonly returning: true },
  ): M[]
  update<M extends Model, K extends t.AttributeName<M>>(
    model: ModelClass<M>,
    values: t.Changes<M>,
    options: t.WhereOption<M> & { readonly returning: readonly K[] },
  ): Pick<Attributes<M>, K>[]
  update<M extends Model>(
    model: ModelClass<M>,
    values: t.Changes<M>,
    options: t.WhereOption<M> & { readonly returning?: false },
  ): number
  update(model: ModelClass, values: object, options: object): unknown {
    return this.run(update(this.state, model, values as Readonly<Record<string, unknown>>, options))
  }

  /** Deletes every row that fits, and gives their number, or with `returning` what they were. */
  destroy<M extends Model>(
    model: ModelClass<M>,
    options: t.WhereOption<M> & { readonly returning: true },
  ): M[]
  destroy<M extends Model, K extends t.AttributeName<M>>(
    model: ModelClass<M>,
    options: t.WhereOption<M> & { readonly returning: readonly K[] },
  ): Pick<Attributes<M>, K>[]
  destroy<M extends Model>(
    model: ModelClass<M>,
    options: t.WhereOption<M> & { readonly returning?: false },
  ): number
  destroy(model: ModelClass, options: object): unknown {
    return this.run(destroy(this.state, model, options))
  }
}
