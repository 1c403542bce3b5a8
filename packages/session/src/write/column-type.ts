/** Which types may travel as an array of texts and be cast back without losing anything. */
import type { Attribute } from '../core/sequelize.ts'

/** Without length or scale: a cast to varchar(n) would cut silently where an assignment complains. */
const castTypes: Readonly<Record<string, string>> = {
  STRING: 'text',
  CHAR: 'text',
  TEXT: 'text',
  CITEXT: 'citext',
  SMALLINT: 'smallint',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  DECIMAL: 'numeric',
  FLOAT: 'double precision',
  REAL: 'real',
  'DOUBLE PRECISION': 'double precision',
  BOOLEAN: 'boolean',
  DATE: 'timestamptz',
  DATEONLY: 'date',
  TIME: 'time',
  UUID: 'uuid',
  JSON: 'json',
  JSONB: 'jsonb',
  BLOB: 'bytea',
}

/** The element type to cast a column's values to, or undefined where its type cannot travel in an array. */
export function castType(attribute: Attribute): string | undefined {
  return castTypes[attribute.type.key]
}
