import { parseArgs } from 'node:util'
import { importKinds, ImportKind, ImportSettings } from '../../../contracts/imports.ts'
import { appError } from '../../platform/index.ts'
import { fieldsOf } from '../reading/fields.ts'

export const notUsable = appError('imports.command', 400, '{reason}')

export type Order = { files: string[]; kind: ImportKind; store: string; name?: string; currency?: string; timeZone?: string; mapping: Record<string, string | null>; settings: Partial<ImportSettings>; dryRun: boolean; badRows?: string; data?: string }

const options = {
  as: { type: 'string' }, store: { type: 'string' }, name: { type: 'string' }, currency: { type: 'string' }, 'time-zone': { type: 'string' }, map: { type: 'string', multiple: true }, encoding: { type: 'string' },
  separator: { type: 'string' }, quote: { type: 'string' }, decimal: { type: 'string' }, dates: { type: 'string' }, letters: { type: 'string' }, 'dry-run': { type: 'boolean' }, 'bad-rows': { type: 'string' }, data: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/** What the command line asks for; undefined when it asks for help. @throws notUsable */
export function readOrder(argv: string[]): Order | undefined {
  const { values, positionals } = parsed(argv)
  if (values.help || !argv.length) return undefined
  const kind = ImportKind.safeParse(values.as)
  if (!kind.success) throw notUsable({ reason: `--as says what the file holds: ${importKinds.join(', ')}.` })
  if (!values.store) throw notUsable({ reason: '--store says for which store, by its key, e.g. --store corner-shop.' })
  if (!positionals.length) throw notUsable({ reason: 'Name at least one file.' })
  return {
    files: positionals, kind: kind.data, store: values.store, mapping: mappingFrom(kind.data, values.map ?? []), settings: settingsFrom(values), dryRun: values['dry-run'] ?? false,
    ...(values.name && { name: values.name }), ...(values.currency && { currency: values.currency }), ...(values['time-zone'] && { timeZone: values['time-zone'] }),
    ...(values['bad-rows'] && { badRows: values['bad-rows'] }), ...(values.data && { data: values.data }),
  }
}

function parsed(argv: string[]) {
  try {
    return parseArgs({ args: argv, options, allowPositionals: true })
  } catch (error) {
    throw notUsable({ reason: `${(error as Error).message.split('. ')[0]}. bin/import --help lists the options.` })
  }
}

/** `--map "Customer ID=customer_key,Price=unit_price"`; `=field` or `-=field` leaves a field empty. */
function mappingFrom(kind: ImportKind, texts: string[]): Record<string, string | null> {
  const names = fieldsOf[kind].map(field => field.name)
  return Object.fromEntries(texts.flatMap(text => text.split(',')).map(pair => {
    const at = pair.lastIndexOf('=')
    const [column, field] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    if (at < 0 || !names.includes(field)) throw notUsable({ reason: `--map takes column=field; "${pair}" is not that. Fields of ${kind}: ${names.join(', ')}.` })
    return [field, column === '' || column === '-' ? null : column]
  }))
}

const spoken: Record<string, string> = { tab: '\t', '\\t': '\t', comma: ',', semicolon: ';', pipe: '|', utf8: 'utf-8', cp1252: 'windows-1252', latin1: 'windows-1252', 'iso-8859-1': 'windows-1252' }

function settingsFrom(values: Record<string, unknown>): Partial<ImportSettings> {
  const given = { encoding: values['encoding'], separator: values['separator'], quote: values['quote'], decimal: values['decimal'], dates: values['dates'], letters: values['letters'], timeZone: values['time-zone'] }
  const named = Object.entries(given).filter(([, value]) => value !== undefined).map(([name, value]) => [name, spoken[String(value).toLowerCase()] ?? value])
  const read = ImportSettings.partial().safeParse(Object.fromEntries(named))
  if (read.success) return read.data as Partial<ImportSettings>
  const issue = read.error.issues[0]!
  throw notUsable({ reason: `--${String(issue.path[0]).replace('timeZone', 'time-zone')} is not usable: ${issue.message}` })
}

export const help = `Usage: bin/import FILE… --as KIND --store KEY [options]

Takes customers, products, orders or order lines from CSV (.csv, .csv.gz) into a store. The same file, or files that
overlap, may be imported again: what is known already stays as it is. An import that was interrupted goes on when it is
run again. Encoding, separator, quotes, decimal sign and dates are detected; columns are recognised by name and content.

  --as KIND            ${importKinds.join(' | ')}
  --store KEY          The store's key. With --currency and --time-zone a store that is missing is created.
  --currency CODE      Currency of the store to create, e.g. GBP.
  --time-zone ZONE     Time zone of the store to create and of the file's dates, e.g. Europe/London.
  --name NAME          Name of the store to create; its key when left out.
  --map COLUMN=FIELD   Which column fills which field, when it is not recognised; several with commas. "-=FIELD": none.
  --encoding NAME      utf-8, utf-16le, utf-16be or windows-1252.
  --separator SIGN     comma, semicolon, tab or pipe.
  --quote SIGN         ", ' or none.
  --decimal SIGN       . or ,
  --dates ORDER        dmy or mdy, for dates such as 3/4/2026.
  --letters USE        meaning: invoice C… is a cancellation, other letters are bookkeeping; plain: part of the number.
  --bad-rows FILE      Writes the rows that could not be used there, as CSV with a column "reason".
  --dry-run            Reads and checks everything, writes nothing.
  --data DIR           Folder of the embedded stores [./data]. DATABASE_URL names a PostgreSQL of your own instead.

Fields
${importKinds.map(kind => `  ${kind}: ${fieldsOf[kind].map(field => field.name + (field.required ? '*' : '')).join(', ')}`).join('\n')}

Exit code: 0 when every file came to its end, also when some rows were not usable (they are counted and kept);
1 when a file could not be imported; 2 when the command line could not be understood.`
