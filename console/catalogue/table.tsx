import { Button } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { z } from 'zod'
import type { List } from '../api.ts'
import { Avatar, DataTable, Empty, FilterBar, Money, Tag, useSearchState, When, type Column, type Filter } from '../ui/index.ts'

type Row = { id: string; name: string; city: string; spent: number; orders: number; last: string; group: string }
const names = ['Anna de Boer', 'Joris Peeters', 'Meera Iyer', 'Елена Иванова', 'கவிதா ராஜன்', 'Maria Concepcion de los Santos-Villanueva', 'નેહા પટેલ', 'Juan dela Cruz']
const cities = ['Utrecht', 'Antwerpen', 'Rotterdam', 'Den Haag', 'Eindhoven', 'Cagayan de Oro', 'Ahmedabad', 'Quezon City']
const rowOf = (i: number): Row => ({ id: `row-${i}`, name: names[i % 8]!, city: cities[(i * 3) % 8]!, spent: (i * 7919) % 160_000, orders: (i * 13) % 40, last: new Date(Date.UTC(2026, 1, 1) - i * 3_600_000 * 7).toISOString(), group: ['Champion', 'At risk', 'Loyal'][i % 3]! })

const Search = z.object({ q: z.string().optional(), group: z.string().optional(), city: z.union([z.string().transform(one => [one]), z.array(z.string())]).optional(), spentFrom: z.coerce.number().optional(), spentTo: z.coerce.number().optional(), lastFrom: z.string().optional(), lastTo: z.string().optional(), gift: z.string().optional(), sort: z.string().default('-spent') })

const columns: Column<Row>[] = [
  { key: 'name', title: 'Customer', sort: 'name', render: row => <span className="row"><Avatar name={row.name} /><span className="clip">{row.name}</span></span> },
  { key: 'city', title: 'City', width: 150, render: row => row.city },
  { key: 'spent', title: 'Spent', width: 120, align: 'right', sort: true, phone: 'aside', render: row => <Money minor={row.spent} currency="EUR" /> },
  { key: 'orders', title: 'Orders', width: 90, align: 'right', render: row => row.orders },
  { key: 'last', title: 'Last order', width: 130, align: 'right', render: row => <When at={row.last} /> },
  { key: 'group', title: 'Group', width: 140, render: row => <Tag tone={row.group === 'At risk' ? 'amber' : row.group === 'Champion' ? 'brand' : 'plain'}>{row.group}</Tag> },
  { key: 'id', title: 'Number', width: 120, hidden: true, render: row => row.id },
]

const filters: Filter[] = [
  { key: 'group', label: 'Group', kind: 'choice', options: ['Champion', 'At risk', 'Loyal'].map(value => ({ value, label: value })) },
  { key: 'city', label: 'City', kind: 'many', options: cities.map(value => ({ value, label: value })) },
  { key: 'spent', label: 'Spent', kind: 'number', currency: 'EUR' },
  { key: 'last', label: 'Last order', kind: 'day' },
  { key: 'gift', label: 'Bought a gift', kind: 'flag' },
]

/** A list of a million rows that come page by page, as the routes give them. */
export function TableExample() {
  const [state, set] = useSearchState(Search)
  const [loaded, setLoaded] = useState(100)
  const rows = useMemo(() => Array.from({ length: state.q === 'nothing' ? 0 : loaded }, (_, i) => rowOf(i)), [loaded, state.q])
  const list: List<Row> = { rows, total: state.q === 'nothing' ? 0 : 1_000_000, loading: false, more: rows.length > 0, loadingMore: false, loadMore: () => setLoaded(now => now + 100), refresh: () => undefined, problem: null, stale: false }
  return (
    <div style={{ marginTop: 24, display: 'flex', flexDirection: 'column' }}>
      <FilterBar search={{ placeholder: 'Find in the list' }} filters={filters} value={state} onChange={set} />
      <DataTable name="Customers" height={480} list={list} columns={columns} keyOf={row => row.id} rowTo={row => `/ui?panel=open&row=${row.id}`} sort={state.sort} onSort={sort => set({ sort })} bulkActions={keys => <Button size="compact-sm">Tag {keys.length}</Button>} empty={<Empty icon={IconUsers} title="Nobody like that" text="Take a filter away." />} />
    </div>
  )
}
