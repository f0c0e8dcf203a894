import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, type CSSProperties, type ReactNode } from 'react'
import type { List } from '../api.ts'
import { ColumnChooser, Head } from './data-table-head.tsx'
import { TableRow } from './data-table-row.tsx'
import css from './data-table.module.css'
import { useFormat } from './format.ts'
import { Problem } from './problem.tsx'
import { useRows } from './table-rows.ts'
import { placeIn, remember, useLayout } from './table-memory.ts'
import { useText } from './text.ts'

export type Column<Row> = {
  key: string
  title: string
  /** In px; without it the column takes its share of what is left. */
  width?: number
  align?: 'right'
  /** The route's name for sorting by this column, or true when it is the key. Descending is `-name`. */
  sort?: string | boolean
  render(row: Row): ReactNode
  /** Not shown until a person asks for it. */
  hidden?: boolean
  /** On a phone: `aside` stands at the right of the title, `hide` is left out. */
  phone?: 'aside' | 'hide'
}

export type DataTableProps<Row> = {
  list: List<Row>
  columns: Column<Row>[]
  keyOf(row: Row): string
  rowTo?(row: Row): string
  sort?: string | undefined
  onSort?(sort: string): void
  /** Keys of selected rows; kept by the table itself when left out. */
  selected?: string[]
  onSelect?(keys: string[]): void
  /** What can be done with the selected rows; without it nothing is selectable. */
  bulkActions?(keys: string[], clear: () => void): ReactNode
  empty: ReactNode
  /** What the list is, for screen readers and for remembering its columns. */
  name?: string
  /** Fills the rest of the page (the default), or grows up to so many px inside a card. */
  height?: 'fill' | number
}

const rowHeight = 44

/** A list of any length: keyset pages fetched as one scrolls, only visible rows drawn. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { list, columns, keyOf, rowTo, empty, name = window.location.pathname, height = 'fill', bulkActions } = props
  const asCards = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false })
  const scroller = useRef<HTMLDivElement>(null)
  const [layout, changeLayout] = useLayout(name, columns.filter(column => column.hidden).map(column => column.key))
  const shown = useMemo(() => columns.filter((column, i) => i === 0 || !layout.hidden.includes(column.key)), [columns, layout.hidden])
  const template = useTemplate(shown, layout.widths, Boolean(bulkActions))
  const { rows, more } = list
  const count = list.loading ? 12 : rows.length + (more ? 6 : 0)
  // oxlint-disable-next-line react/incompatible-library -- drawn anew on every scroll by design
  const virtual = useVirtualizer({ count, getScrollElement: () => scroller.current, estimateSize: () => (asCards ? 84 : rowHeight), overscan: 12, initialOffset: () => placeIn(name).scroll, paddingStart: asCards ? 0 : 36 })
  const items = virtual.getVirtualItems()
  const { active, setActive, picked, pick, toggle, clear } = useRows(props, name, scroller, index => virtual.scrollToIndex(index, { align: 'auto' }))
  const last = items.at(-1)?.index ?? 0
  const { loadMore } = list
  useEffect(() => {
    if (more && last >= rows.length - 20) loadMore()
  }, [more, last, rows.length, loadMore])
  const isEmpty = !list.loading && !list.problem && rows.length === 0
  const allState = picked.size === 0 ? 'none' : picked.size >= rows.length ? 'all' : 'some'
  const toggleAll = () => (allState === 'all' ? clear() : pick(new Set(rows.map(keyOf))))
  return (
    <div className={css.frame} data-fill={height === 'fill' || undefined} style={height === 'fill' ? undefined : { maxHeight: height }}>
      {bulkActions && picked.size > 0 && <BulkBar count={picked.size} clear={clear}>{bulkActions([...picked], clear)}</BulkBar>}
      {list.stale && <div className={css.news}><Button size="compact-sm" variant="filled" onClick={list.refresh}><NewsText /></Button></div>}
      {list.problem && <div style={{ padding: 14 }}><Problem error={list.problem} retry={list.refresh} /></div>}
      {isEmpty ? <div className={css.scroller}>{empty}</div> : (
        <div ref={scroller} className={css.scroller} onScroll={event => remember(name, { scroll: event.currentTarget.scrollTop })} tabIndex={active < 0 ? 0 : -1} data-grid style={height === 'fill' ? undefined : { height: Math.min(height, virtual.getTotalSize() + 8) }}
          role="grid" aria-label={name} aria-rowcount={list.total === undefined ? -1 : list.total + 1} aria-colcount={shown.length} aria-multiselectable={bulkActions ? true : undefined} aria-busy={list.loading}>
          <div className={css.table} role="rowgroup" style={{ height: virtual.getTotalSize(), width: asCards ? '100%' : undefined }}>
            {!asCards && <Head columns={shown} template={template} sort={props.sort} onSort={props.onSort} resize={(key, width) => changeLayout({ widths: { ...layout.widths, [key]: width } })} check={bulkActions && { state: allState, toggle: toggleAll }} />}
            {items.map(item => {
              const row = rows[item.index]
              return <TableRow key={row ? keyOf(row) : `waiting ${item.index}`} row={row} index={item.index} top={item.start} height={asCards ? 84 : rowHeight} template={template} columns={shown} to={row && rowTo?.(row)} asCard={asCards} isActive={item.index === active} isSelected={row ? picked.has(keyOf(row)) : false} canSelect={Boolean(bulkActions)} onCheck={toggle} onActive={setActive} measure={virtual.measureElement} />
            })}
          </div>
        </div>
      )}
      {!isEmpty && <Foot list={list} chooser={asCards ? null : <ColumnChooser columns={columns} layout={layout} change={changeLayout} />} />}
    </div>
  )
}

/** Columns as a CSS grid: given or dragged widths in px, the others share what is left. */
function useTemplate<Row>(columns: Column<Row>[], widths: Record<string, number>, hasCheck: boolean): CSSProperties {
  return useMemo(() => {
    const sizes = columns.map(column => {
      const width = widths[column.key] ?? column.width
      return width ? `minmax(${Math.min(width, 72)}px, ${width}px)` : 'minmax(120px, 1fr)'
    })
    const isAllFixed = columns.every(column => widths[column.key] ?? column.width)
    if (isAllFixed && sizes.length) sizes[0] = `minmax(${widths[columns[0]!.key] ?? columns[0]!.width}px, 1fr)`
    return { gridTemplateColumns: [...(hasCheck ? ['40px'] : []), ...sizes].join(' ') }
  }, [columns, widths, hasCheck])
}

function BulkBar({ count, clear, children }: { count: number; clear: () => void; children: ReactNode }) {
  const t = useText()
  return (
    <div className={css.bar} role="region" aria-label={t('ui.table.selection')}>
      <span aria-live="polite">{t('ui.table.selected', { count })}</span>
      {children}
      <span className="push" />
      <Button size="compact-sm" variant="subtle" onClick={clear}>{t('ui.table.clear')}</Button>
    </div>
  )
}

function NewsText() {
  const t = useText()
  return t('ui.table.news')
}

function Foot<Row>({ list, chooser }: { list: List<Row>; chooser: ReactNode }) {
  const t = useText()
  const format = useFormat()
  const text = list.loading ? '' : list.total === undefined ? t('ui.table.more', { count: list.rows.length, shown: format.number(list.rows.length) }) : t('ui.table.total', { count: list.total })
  return <div className={css.foot}><span className="num" role="status">{text}</span><span className="push" />{chooser}</div>
}
