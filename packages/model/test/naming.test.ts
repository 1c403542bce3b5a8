import { naming } from '@retort/model'
import { describe, expect, it } from 'vitest'

describe('the naming convention', () => {
  it('says what a thing is, which table it is of, and which columns', () => {
    expect(naming.primaryKey('users')).toBe('pk_users')
    expect(naming.foreignKey('orders', ['user_id'], 'users')).toBe('fk_orders_user_id_users')
    expect(naming.unique('users', ['first', 'last'])).toBe('uq_users_first_last')
    expect(naming.index('orders', ['user_id'])).toBe('ix_orders_user_id')
    expect(naming.check('products', 'price')).toBe('ck_products_price')
    expect(naming.exclude('bookings', 'room')).toBe('ex_bookings_room')
  })

  it('takes the words of an expression', () => {
    expect(naming.index('users', ['lower(username)'])).toBe('ix_users_lower_username')
    expect(naming.index('users', ["(data ->> 'name')", 'id'])).toBe('ix_users_data_name_id')
  })

  it('keeps what PostgreSQL takes whole: 63 bytes', () => {
    const table = 'a'.repeat(60)
    expect(naming.primaryKey(table)).toBe(`pk_${table}`)
    expect(Buffer.byteLength(naming.primaryKey(table))).toBe(63)
  })

  it('shortens what PostgreSQL would cut, to 63 bytes that end in a hash of the whole', () => {
    const name = naming.index('shipments', [
      'address_of_the_sender',
      'address_of_the_receiver',
      'day_of_departure',
    ])
    expect(name).toHaveLength(63)
    expect(name).toMatch(/^ix_shipments_address_of_the_sender_address_of_the_rece\w*_[0-9a-f]{8}$/)
  })

  it('gives two long names that begin alike two short names', () => {
    const columns = ['x'.repeat(40), 'y'.repeat(40)]
    expect(naming.index('t', [...columns, 'a'])).not.toBe(naming.index('t', [...columns, 'b']))
    expect(naming.index('t', columns)).toBe(naming.index('t', columns))
  })

  it('counts bytes and cuts no character in half', () => {
    const name = naming.index('заказы', ['покупатель_который_заказал', 'адрес_доставки'])
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63)
    expect(Buffer.from(name).toString()).toBe(name)
    const pairs = naming.check('abc', '𝒳'.repeat(40))
    expect(pairs).toMatch(/^ck_abc_(𝒳){11}_[0-9a-f]{8}$/u)
  })
})
