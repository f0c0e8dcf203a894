import { memo, type CSSProperties, type MouseEvent } from 'react'
import type { Column } from './data-table.tsx'
import css from './data-table.module.css'
import { Link } from './link.tsx'
import { useText } from './text.ts'

type RowProps<Row> = {
  row: Row | undefined
  index: number
  top: number
  height: number
  template: CSSProperties
  columns: Column<Row>[]
  to: string | undefined
  asCard: boolean
  isActive: boolean
  isSelected: boolean
  canSelect: boolean
  onCheck: (index: number, range: boolean) => void
  onActive: (index: number) => void
  measure: (element: HTMLElement | null) => void
}

function DrawnRow<Row>(props: RowProps<Row>) {
  const { row, index, top, height, template, columns, isActive, isSelected, canSelect, asCard, onActive, measure } = props
  const shared = { role: 'row', 'data-index': index, 'aria-rowindex': index + 2, 'data-active': isActive || undefined, 'aria-selected': canSelect ? isSelected : undefined, tabIndex: isActive ? 0 : -1, onFocus: () => onActive(index) } as const
  if (!row) return <div className={css.row} role="row" aria-rowindex={index + 2} style={{ ...(asCard ? { width: '100%' } : template), height, transform: `translateY(${top}px)` }}>{(asCard ? columns.slice(0, 1) : columns).map((column, i) => <div key={column.key} className={css.cell} role="gridcell"><div className={css.bone} style={{ width: `${[62, 40, 74, 52][(index + i) % 4]}%` }} /></div>)}</div>
  if (asCard) return <div ref={measure} className={css.cardRow} style={{ transform: `translateY(${top}px)` }} {...shared}><CardRow {...props} row={row} /></div>
  return (
    <div className={css.row} style={{ ...template, height, transform: `translateY(${top}px)` }} {...shared}>
      {canSelect && <Check {...props} />}
      {columns.map((column, i) => <div key={column.key} className={css.cell} role="gridcell" data-align={column.align}>{i === 0 ? <Open to={props.to}>{column.render(row)}</Open> : column.render(row)}</div>)}
    </div>
  )
}

/** A row of a list; drawn again only when something of it changed, so that scrolling stays smooth. */
export const TableRow = memo(DrawnRow) as typeof DrawnRow

const Open = ({ to, children }: { to: string | undefined; children: React.ReactNode }) => (to ? <Link to={to} className={css.open} tabIndex={-1}>{children}</Link> : <>{children}</>)

function Check<Row>({ index, isSelected, onCheck }: RowProps<Row>) {
  const t = useText()
  const click = (event: MouseEvent<HTMLInputElement>) => onCheck(index, event.shiftKey)
  return <div className={css.cell} data-check role="gridcell"><label className={css.checkLabel}><input type="checkbox" className={css.check} checked={isSelected} onClick={click} onChange={() => undefined} aria-label={t('ui.table.select', { row: index + 1 })} tabIndex={-1} /></label></div>
}

/** On a phone: the first column as the title, the second at its right, the rest below with their names. */
function CardRow<Row>(props: RowProps<Row> & { row: Row }) {
  const { row, columns, to } = props
  const shown = columns.filter(column => column.phone !== 'hide')
  const aside = shown.find(column => column.phone === 'aside')
  const rest = shown.slice(1).filter(column => column !== aside)
  return (
    <>
      <div className={css.cardTop} role="gridcell"><span><Open to={to}>{shown[0]?.render(row)}</Open></span>{aside && <span className="num" style={{ flex: 'none' }}>{aside.render(row)}</span>}</div>
      {rest.length > 0 && <div className={css.cardFacts} role="gridcell">{rest.map(column => <span key={column.key}><span className="muted">{column.title}</span> {column.render(row)}</span>)}</div>}
    </>
  )
}
