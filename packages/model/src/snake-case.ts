/** Names of tables and columns, by the names of classes and properties. One rule for both, and for what refers to them. */
import { Utils } from 'sequelize'

/** `telegramId` to `telegram_id`, `HTMLPage` to `html_page`. */
export function snakeCase(name: string): string {
  return name
    .replaceAll(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .toLowerCase()
}

/** `OrderProduct` to `order_products`, `Person` to `people`. */
export function tableNameOf(className: string): string {
  return Utils.pluralize(snakeCase(className))
}
