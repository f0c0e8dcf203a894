import { ActionIcon, Checkbox, Popover } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconColumns3 } from '@tabler/icons-react'
import { useRef, type CSSProperties, type PointerEvent } from 'react'
import type { Column } from './data-table.tsx'
import css from './data-table.module.css'
import type { Layout } from './table-memory.ts'
import { useText } from './text.ts'

type HeadProps<Row> = {
  columns: Column<Row>[]
  template: CSSProperties
  sort: string | undefined
  onSort: ((sort: string) => void) | undefined
  resize: (key: string, width: number) => void
  check?: { state: 'none' | 'some' | 'all'; toggle(): void } | undefined
}

export function Head<Row>({ columns, template, sort, onSort, resize, check }: HeadProps<Row>) {
  const t = useText()
  return (
    <div className={css.head} role="row" aria-rowindex={1} style={template}>
      {check && (
        <div className={css.cell} data-check role="columnheader" aria-label={t('ui.table.selectAll')}>
          <label className={css.checkLabel}><input type="checkbox" className={css.check} aria-label={t('ui.table.selectAll')} checked={check.state === 'all'} ref={box => { if (box) box.indeterminate = check.state === 'some' }} onChange={check.toggle} /></label>
        </div>
      )}
      {columns.map(column => <HeadCell key={column.key} column={column} sort={sort} onSort={onSort} resize={resize} />)}
    </div>
  )
}

const sortKey = <Row,>(column: Column<Row>) => (column.sort === true ? column.key : column.sort || undefined)

function HeadCell<Row>({ column, sort, onSort, resize }: { column: Column<Row> } & Pick<HeadProps<Row>, 'sort' | 'onSort' | 'resize'>) {
  const key = sortKey(column)
  const direction = key && sort === key ? 'ascending' : key && sort === `-${key}` ? 'descending' : undefined
  const cell = useRef<HTMLDivElement>(null)
  // Numbers and dates start with the most, names with A.
  const next = direction === 'ascending' ? `-${key}` : direction === 'descending' ? key! : column.align === 'right' ? `-${key}` : key!
  return (
    <div ref={cell} className={css.headCell} role="columnheader" data-align={column.align} aria-sort={key ? (direction ?? 'none') : undefined}>
      {key && onSort ? (
        <button type="button" className="plain" onClick={() => onSort(next)}>
          <span className="clip">{column.title}</span>
          {direction === 'ascending' && <IconArrowUp size={13} aria-hidden />}
          {direction === 'descending' && <IconArrowDown size={13} aria-hidden />}
        </button>
      ) : <span className="clip">{column.title}</span>}
      <Resizer name={column.title} width={() => cell.current?.offsetWidth ?? 120} onWidth={width => resize(column.key, width)} />
    </div>
  )
}

function Resizer({ name, width, onWidth }: { name: string; width: () => number; onWidth: (width: number) => void }) {
  const t = useText()
  const start = useRef<{ x: number; width: number }>(undefined)
  const limited = (wide: number) => Math.round(Math.min(640, Math.max(56, wide)))
  const down = (event: PointerEvent<HTMLSpanElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    start.current = { x: event.clientX, width: width() }
  }
  const move = (event: PointerEvent) => start.current && onWidth(limited(start.current.width + event.clientX - start.current.x))
  return (
    <span
      className={css.resize} role="separator" aria-orientation="vertical" aria-label={t('ui.table.resize', { column: name })} aria-valuenow={120} tabIndex={-1}
      onPointerDown={down} onPointerMove={move} onPointerUp={() => { start.current = undefined }}
      onKeyDown={event => { if (event.key === 'ArrowLeft') onWidth(limited(width() - 16)); if (event.key === 'ArrowRight') onWidth(limited(width() + 16)) }}
    />
  )
}

/** Which columns are shown. The first always is: it is the row's name and link. */
export function ColumnChooser<Row>({ columns, layout, change }: { columns: Column<Row>[]; layout: Layout; change: (part: Partial<Layout>) => void }) {
  const t = useText()
  const toggle = (key: string) => change({ hidden: layout.hidden.includes(key) ? layout.hidden.filter(one => one !== key) : [...layout.hidden, key] })
  return (
    <Popover position="top-end" trapFocus returnFocus>
      <Popover.Target><ActionIcon variant="subtle" color="gray" aria-label={t('ui.table.columns')}><IconColumns3 size={17} stroke={1.8} /></ActionIcon></Popover.Target>
      <Popover.Dropdown aria-label={t('ui.table.columns')}>
        <div style={{ display: 'grid', gap: 8, maxHeight: 360, overflow: 'auto' }}>
          {columns.slice(1).map(column => <Checkbox key={column.key} size="xs" label={column.title} checked={!layout.hidden.includes(column.key)} onChange={() => toggle(column.key)} />)}
          <button type="button" className="plain textlink" onClick={() => change({ hidden: columns.filter(column => column.hidden).map(column => column.key), widths: {} })}>{t('ui.table.resetColumns')}</button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
