import { Layers } from './layers.ts'
import { and, or } from './pass.ts'
import { atPlaces, rowsOfPlaces } from './places.ts'

/** What is scanned: each at most once in a query, however many rules ask for it. */
export const sourceNames = ['events', 'orders', 'refunds', 'carts'] as const
export type SourceName = (typeof sourceNames)[number]

/** The tables as subqueries of rows `customer_id` or `customer_ordinal`, `at` (milliseconds) and what else conditions use. */
export type Tables = { events: string; orders: string; lines: string; refunds: string; carts: string; customers: string; scores: string; products: string }

type Scan = {
  /** What is worked out once per row. */
  rows: Layers
  columns: Map<string, string>
  /** The k newest instants of a condition, by condition: the largest k that anyone asks for. */
  newest: Map<string, { name: string; k: number }>
  /** Only rows that satisfy one of these are read; undefined once somebody needs all. */
  needs: Set<string> | undefined
  /** Only rows that satisfy one of these are gathered: each says what a row of a condition is, exactly. */
  wanted: Set<string> | undefined
}

/** Which rows an aggregate looks at. */
type Looked = { needs: string | undefined; condition: string | undefined }

/** Collects what is to be found out per customer, and writes the query that does. */
export class Sources {
  readonly #scans = new Map<SourceName, Scan>()
  readonly #lines = new Map<string, string>()
  readonly #lineNeeds = new Set<string>()

  #scan(source: SourceName): Scan {
    let scan = this.#scans.get(source)
    if (!scan) this.#scans.set(source, (scan = { rows: new Layers('r'), columns: new Map(), newest: new Map(), needs: new Set(), wanted: new Set() }))
    return scan
  }

  /** An expression worked out once per row of a source, however many columns use it. */
  row(source: SourceName, expression: string): string {
    return this.#scan(source).rows.name(expression)
  }

  /** An aggregate over the rows of a source that satisfy `condition`, as a column of the customer. `needs`: a cheaper condition. */
  column(source: SourceName, aggregate: string, { needs, condition }: Looked): string {
    const scan = this.#scan(source)
    this.#need(scan, needs, condition)
    let name = scan.columns.get(aggregate)
    if (!name) scan.columns.set(aggregate, (name = `${source}.c${scan.columns.size}`))
    return name
  }

  #need(scan: Scan, needs: string | undefined, condition: string | undefined): void {
    if (needs === undefined) scan.needs = undefined
    else scan.needs?.add(needs)
    if (condition === undefined) scan.wanted = undefined
    else scan.wanted?.add(condition)
  }

  /** The k-th newest of the instants in a column of the rows, 0 being none; 0 when there are fewer. `only` some of them. */
  newest(source: SourceName, past: string, only: string | undefined, k: number, { needs, condition }: Looked): string {
    if (k === 1) return this.column(source, only ? `maxIf(${past}, ${only})` : `max(${past})`, { needs, condition })
    const scan = this.#scan(source)
    this.#need(scan, needs, condition)
    const key = `-${past}, ${past} > 0${only ? ` and ${only}` : ''}`
    let found = scan.newest.get(key)
    if (!found) scan.newest.set(key, (found = { name: `k${scan.newest.size}`, k }))
    found.k = Math.max(found.k, k)
    return `(-${source}.${found.name}[${k}])`
  }

  /** An aggregate over the lines of one order, none of which looks at others than `line` lets through, as a column of the order. */
  perOrder(aggregate: string, line: string): string {
    this.#lineNeeds.add(line)
    let name = this.#lines.get(aggregate)
    if (!name) this.#lines.set(aggregate, (name = `l${this.#lines.size}`))
    return name
  }

  /** `left join … on …` for each source that is asked for. `whose`: a condition on `customer_id`. */
  joins(tables: Tables, key: 'id' | 'ordinal', whose: string | undefined): string {
    return [...this.#scans].map(([source, scan]) => `left join (${this.#query(source, scan, tables, `customer_${key}`, whose)}) as ${source} on ${source}.customer_${key} = customers.${key}`).join('\n')
  }

  /** All who have anything in these sources, by `customer_ordinal`; undefined where nothing is asked for. `most`: as arrays up to this ordinal, where that can be. */
  alone(tables: Tables, most: number | undefined): string | undefined {
    const placed = most && this.#places(tables, most)
    if (placed) return placed
    const queries = [...this.#scans].map(([source, scan]) => `(${this.#query(source, scan, tables, 'customer_ordinal', undefined)}) as ${source}`)
    return queries.length ? queries.reduce((joined, query) => `${joined} full join ${query} using (customer_ordinal)`) : undefined
  }

  /** The same with one figure of each source as an array: they lie side by side and need no join. */
  #places(tables: Tables, most: number): string | undefined {
    const names: string[] = []
    const queries: string[] = []
    for (const [source, { rows, columns, newest, needs, wanted }] of this.#scans) {
      const [[aggregate, name], ...more] = [...columns] as [[string, string], ...unknown[]]
      const array = atPlaces(aggregate, most)
      if (!array || more.length || newest.size) return undefined
      names.push(`\`${name}\``)
      queries.push(`(select ${array} as \`${name}\` from (${this.#read(source, rows, tables, needs ? or([...needs]) : '1')})${wanted ? ` where ${or([...wanted])}` : ''}) as ${source}`)
    }
    return names.length ? `(${rowsOfPlaces(names, queries.join(' cross join '))})` : undefined
  }

  #query(source: SourceName, { rows, columns, newest, needs, wanted }: Scan, tables: Tables, key: 'customer_id' | 'customer_ordinal', whose: string | undefined): string {
    const selected = [
      ...[...columns].map(([aggregate, name]) => `${aggregate} as ${name.split('.')[1]}`),
      ...[...newest].map(([key, { name, k }]) => `groupArraySortedIf(${k})(${key}) as ${name}`),
    ]
    const where = and([...(whose ? [whose] : []), ...(needs ? [or([...needs])] : [])])
    return `select ${key}, ${selected.join(', ')} from (${this.#read(source, rows, tables, where)})${wanted ? ` where ${or([...wanted])}` : ''} group by ${key}`
  }

  /** The rows of a source that satisfy a condition. `needs`: a cheaper one. */
  rows(source: SourceName, tables: Tables, needs: string, condition: string): string {
    return `(select * from (${this.#read(source, this.#scan(source).rows, tables, needs)}) where ${condition})`
  }

  #read(source: SourceName, rows: Layers, tables: Tables, where: string): string {
    const lines = source === 'orders' && this.#lines.size ? ` left join (select order_id, ${[...this.#lines].map(([aggregate, name]) => `${aggregate} as ${name}`).join(', ')} from ${tables.lines} as line where ${or([...this.#lineNeeds])} group by order_id) as lines on lines.order_id = id` : ''
    return rows.over(`(select * from ${tables[source]} as rows${lines} where ${where})`, '*')
  }
}
