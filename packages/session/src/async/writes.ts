/** Writing sets of rows: the async session's part that knows no instances. */
import type { Attributes, Model } from 'sequelize'
import type { ModelClass } from '../core/sequelize.ts'
import type { Step } from '../core/step.ts'
import { SessionBase } from '../session-base.ts'
import type * as t from '../types.ts'
import { copy, destroy, insert, update } from '../write/sets.ts'
import type { RowSource } from './pages.ts'
import { byPage, isHere } from './pages.ts'

type Rows = Iterable<Readonly<Record<string, unknown>>>
type WriteOptions = { readonly returning?: boolean | readonly string[] }

export abstract class Writes extends SessionBase {
  protected abstract run<T>(step: Step<T>): Promise<T>

  /** Inserts any number of rows, in pages; gives their number, their instances with `returning`, or plain objects of the attributes named there. */
  insert<M extends Model>(
    model: ModelClass<M>,
    rows: RowSource<t.NewRow<M>>,
    options: t.InsertOptions<M> & { readonly returning: true },
  ): Promise<M[]>
  insert<M extends Model, K extends t.AttributeName<M>>(
    model: ModelClass<M>,
    rows: RowSource<t.NewRow<M>>,
    options: t.InsertOptions<M> & { readonly returning: readonly K[] },
  ): Promise<Pick<Attributes<M>, K>[]>
  insert<M extends Model>(
    model: ModelClass<M>,
    rows: RowSource<t.NewRow<M>>,
    options?: t.InsertOptions<M> & { readonly returning?: false },
  ): Promise<number>
  insert(model: ModelClass, rows: RowSource<object>, options: WriteOptions = {}): Promise<unknown> {
    const send = (page: Iterable<object>) => this.run(insert(this.state, model, page as Rows, options))
    if (isHere(rows)) return send(rows)
    return byPage(rows, send).then((done) =>
      options.returning === undefined || options.returning === false ? sum(done) : done.flat(),
    )
  }

  /** Writes any number of rows through COPY and gives their number; hooks and validators are not run. */
  copy<M extends Model>(model: ModelClass<M>, rows: RowSource<t.NewRow<M>>): Promise<number> {
    const send = (page: Iterable<object>) => this.run(copy(this.state, model, page as Rows))
    return isHere(rows) ? send(rows) : byPage(rows, send).then(sum)
  }

  /** Writes the same values to every row that fits, and gives their number, or what `returning` says as {@link insert} does. */
  update<M extends Model>(
    model: ModelClass<M>,
    values: t.Changes<M>,
    options: t.WhereOption<M> & { readonly returning: true },
  ): Promise<M[]>
  update<M extends Model, K extends t.AttributeName<M>>(
    model: ModelClass<M>,
    values: t.Changes<M>,
    options: t.WhereOption<M> & { readonly returning: readonly K[] },
  ): Promise<Pick<Attributes<M>, K>[]>
  update<M extends Model>(
    model: ModelClass<M>,
    values: t.Changes<M>,
    options: t.WhereOption<M> & { readonly returning?: false },
  ): Promise<number>
  update(model: ModelClass, values: object, options: object): Promise<unknown> {
    return this.run(update(this.state, model, values as Readonly<Record<string, unknown>>, options))
  }

  /** Deletes every row that fits, and gives their number, or with `returning` what they were. */
  destroy<M extends Model>(
    model: ModelClass<M>,
    options: t.WhereOption<M> & { readonly returning: true },
  ): Promise<M[]>
  destroy<M extends Model, K extends t.AttributeName<M>>(
    model: ModelClass<M>,
    options: t.WhereOption<M> & { readonly returning: readonly K[] },
  ): Promise<Pick<Attributes<M>, K>[]>
  destroy<M extends Model>(
    model: ModelClass<M>,
    options: t.WhereOption<M> & { readonly returning?: false },
  ): Promise<number>
  destroy(model: ModelClass, options: object): Promise<unknown> {
    return this.run(destroy(this.state, model, options))
  }
}

function sum(counts: readonly unknown[]): number {
  return counts.reduce((total: number, count) => total + Number(count), 0)
}
