/** A thread that counts one product's price up through blocking sessions, and tells how many attempts that took. */
import { createEngine, sessionmaker } from '@retort/session/sync'
import { parentPort, workerData } from 'node:worker_threads'
import { DataTypes, Sequelize } from 'sequelize'

const { url, times } = workerData
const sequelize = new Sequelize(url, { dialect: 'postgres', logging: false })
const Product = sequelize.define(
  'Product',
  {
    productId: { type: DataTypes.INTEGER, primaryKey: true, field: 'Product Id' },
    title: DataTypes.STRING,
    price: DataTypes.DECIMAL(16, 4),
  },
  { tableName: 'Product List', timestamps: false },
)
const engine = createEngine({ sequelize, driver: 'worker' })
const Session = sessionmaker(engine)
let attempts = 0
for (let time = 0; time < times; time++) {
  Session.retrying(
    (session) => {
      attempts += 1
      const product = session.get(Product, 1)
      product.price = String(Number(product.price) + 1)
    },
    { isolationLevel: 'SERIALIZABLE', attempts: 100, delay: 1 },
  )
}
engine.dispose()
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port is no window
parentPort.postMessage(attempts)
